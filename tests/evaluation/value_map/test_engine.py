"""Figures as people type them."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.value_map.engine import Kind, UnreadableError, Wrong, read_figure, said

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
        (Kind.PERCENT, "35%", D(35)),
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
        (Kind.NUMBER, "10000000000", Wrong.TOO_LARGE),
        (Kind.NUMBER, "9" * 60, Wrong.TOO_LARGE),
        (Kind.MONEY, "0.00001", Wrong.TOO_PRECISE),
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
        (Kind.YEARS, 5, "5"),
        (Kind.NUMBER, None, ""),
    ],
)
def test_a_figure_is_written_the_way_people_write_it(kind, value, words):
    assert said(kind, value) == words


@given(st.sampled_from([Kind.NUMBER, Kind.MONEY]), st.decimals(-(10**9), 10**9, places=4))
def test_what_is_written_is_read_again(kind, value):
    assert read_figure(kind, said(kind, value)) == value


@given(st.sampled_from(list(Kind)), st.text(max_size=30))
def test_anything_typed_is_read_or_refused(kind, typed):
    with suppress(UnreadableError):
        value = read_figure(kind, typed)
        assert value is None or read_figure(kind, said(kind, value)) == value
