"""Figures as people type them."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.value_map.engine import Kind, UnreadableError, Wrong, read_figure, said, shown

D = Decimal


@pytest.mark.parametrize(
    ("kind", "typed", "read"),
    [
        (Kind.NUMBER, "7", D(7)),
        (Kind.NUMBER, " 1,250 ", D(1250)),
        (Kind.NUMBER, "1 250.5", D("1250.5")),
        (Kind.NUMBER, "-275", D(-275)),
        (Kind.NUMBER, "−275", D(-275)),
        (Kind.NUMBER, "–275", D(-275)),
        (Kind.NUMBER, ".5", D("0.5")),
        (Kind.MONEY, "£4,964", D(4964)),
        (Kind.MONEY, "48.25", D("48.25")),
        (Kind.MONEY, "−£5", D(-5)),
        (Kind.MONEY, "£ 162.50", D("162.5")),
        (Kind.MONEY, "0.00001", D("0.00001")),
        (Kind.NUMBER, "0.3333333333333333", D("0.333333333333333")),
        (Kind.NUMBER, "12345.678901", D("12345.678901")),
        (Kind.NUMBER, "999,999,999,999.999", D("999999999999.999")),
        (Kind.PERCENT, "35%", D(35)),
        (Kind.PERCENT, "0.12%", D("0.12")),
        (Kind.PERCENT, "1", D(1)),
        (Kind.PERCENT, "33.3333333333333", D("33.3333333333333")),
        (Kind.PERCENT, "35 %", D(35)),
        (Kind.PERCENT, "100", D(100)),
        (Kind.PERCENT, "0", D(0)),
        (Kind.YEARS, "5", 5),
        (Kind.YEARS, "5.0", 5),
        (Kind.NUMBER, "", None),
        (Kind.MONEY, "£", None),
        (Kind.PERCENT, "   ", None),
    ],
)
def test_what_people_write_is_read(kind, typed, read):
    assert read_figure(kind, typed) == read


@pytest.mark.parametrize(
    ("kind", "typed", "wrong"),
    [
        (Kind.NUMBER, "seven", Wrong.NO_NUMBER),
        (Kind.NUMBER, "1,25", Wrong.NO_NUMBER),
        (Kind.NUMBER, "--7", Wrong.NO_NUMBER),
        (Kind.NUMBER, "-", Wrong.NO_NUMBER),
        (Kind.NUMBER, "1e5", Wrong.NO_NUMBER),
        (Kind.NUMBER, "£7", Wrong.NO_NUMBER),
        (Kind.NUMBER, "7%", Wrong.NO_NUMBER),
        (Kind.NUMBER, "٣", Wrong.NO_NUMBER),
        (Kind.NUMBER, "nan", Wrong.NO_NUMBER),
        (Kind.MONEY, "££7", Wrong.NO_NUMBER),
        (Kind.NUMBER, "1000000000000.01", Wrong.TOO_LARGE),
        (Kind.NUMBER, "9" * 60, Wrong.TOO_LARGE),
        (Kind.PERCENT, "0.12", Wrong.MAYBE_A_SHARE),
        (Kind.PERCENT, ".5", Wrong.MAYBE_A_SHARE),
        (Kind.PERCENT, "101", Wrong.NO_PERCENTAGE),
        (Kind.PERCENT, "-1", Wrong.NO_PERCENTAGE),
        (Kind.PERCENT, "half", Wrong.NO_PERCENTAGE),
        (Kind.YEARS, "0", Wrong.NO_YEARS),
        (Kind.YEARS, "101", Wrong.NO_YEARS),
        (Kind.YEARS, "1.5", Wrong.NO_YEARS),
        (Kind.YEARS, "two", Wrong.NO_YEARS),
    ],
)
def test_what_is_no_figure_is_refused_with_its_reason(kind, typed, wrong):
    with pytest.raises(UnreadableError) as refused:
        read_figure(kind, typed)
    assert refused.value.wrong is wrong


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (Kind.NUMBER, D("-275.0000"), "−275"),
        (Kind.NUMBER, D("12.5000"), "12.5"),
        (Kind.MONEY, D("4964.0000"), "£4,964"),
        (Kind.MONEY, D("162.5000"), "£162.50"),
        (Kind.MONEY, D("-0.125"), "−£0.125"),
        (Kind.PERCENT, D("0.0000"), "0"),
        (Kind.PERCENT, D("0.12"), "0.12%"),
        (Kind.PERCENT, D("12.5"), "12.5"),
        (Kind.NUMBER, D("0.333333333333333"), "0.333333333333333"),
        (Kind.YEARS, 5, "5"),
        (Kind.NUMBER, None, ""),
    ],
)
def test_a_figure_is_written_the_way_people_write_it(kind, value, words):
    assert said(kind, value) == words


@pytest.mark.parametrize(
    ("typed", "readings"), [("0.12", ("0.12%", "12%")), ("0.5", ("0.5%", "50%")), ("0.035", ("0.035%", "3.5%"))]
)
def test_a_percentage_that_may_be_a_share_of_1_comes_with_both_readings(typed, readings):
    with pytest.raises(UnreadableError) as asked:
        read_figure(Kind.PERCENT, typed)
    assert asked.value.readings == readings
    assert [read_figure(Kind.PERCENT, reading) for reading in readings] == [D(typed), D(typed) * 100]


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (Kind.NUMBER, D("0.333333333333333"), "0.3333"),
        (Kind.NUMBER, D("12345.678901"), "12,345.6789"),
        (Kind.NUMBER, D("0.0000123456"), "0.00001"),
        (Kind.NUMBER, D(7), "7"),
        (Kind.MONEY, D("48.25"), "£48.25"),
        (Kind.PERCENT, D("33.3333333333333"), "33.3333%"),
        (Kind.PERCENT, D("0.12"), "0.12%"),
        (Kind.PERCENT, D(0), "0%"),
        (Kind.PERCENT, None, ""),
    ],
)
def test_a_figure_is_shown_rounded_but_never_as_nought(kind, value, words):
    assert shown(kind, value) == words


@given(st.sampled_from([Kind.NUMBER, Kind.MONEY]), st.decimals(-(10**9), 10**9, places=6))
def test_what_is_written_is_read_again(kind, value):
    assert read_figure(kind, said(kind, value)) == value


@given(st.sampled_from(list(Kind)), st.text(max_size=30))
def test_anything_typed_is_read_or_refused(kind, typed):
    with suppress(UnreadableError):
        value = read_figure(kind, typed)
        assert value is None or read_figure(kind, said(kind, value)) == value
