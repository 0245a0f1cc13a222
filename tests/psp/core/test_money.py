from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psp.core.money import in_words, parse_pounds, percent, pounds, rounded, short

AMOUNTS = st.decimals(Decimal("-99999999.99"), Decimal("99999999.99"), places=2)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("0.005", "0.01"), ("0.0049", "0.00"), ("2.675", "2.68"), ("-0.005", "-0.01"), ("12500", "12500.00")],
)
def test_pounds_are_rounded_half_up_to_pennies(amount, expected):
    assert str(pounds(Decimal(amount))) == expected


def test_other_figures_are_rounded_half_up_too():
    assert str(rounded(Decimal("1.92545"), 4)) == "1.9255"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("12500", "£12,500"),
        ("12500.50", "£12,500.50"),
        ("12499.999", "£12,500"),
        ("-1306.25", "\u2212£1,306.25"),
        ("-0.001", "£0"),
        ("0.05", "£0.05"),
    ],
)
def test_amounts_are_said_in_words(amount, words):
    assert in_words(Decimal(amount)) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("150000", "£150k"),
        ("12500", "£12.5k"),
        ("950", "£950"),
        ("999.5", "£1k"),
        ("999949", "£999.9k"),
        ("999950", "£1m"),
        ("1250000", "£1.3m"),
        ("-150000", "\u2212£150k"),
        ("-0.4", "£0"),
    ],
)
def test_amounts_are_said_in_short(amount, words):
    assert short(Decimal(amount)) == words


@pytest.mark.parametrize(
    ("share", "words"),
    [("50", "50%"), ("12.5", "12.5%"), ("12.25", "12.3%"), ("99.96", "100%"), ("-3.5", "\u22123.5%"), ("0", "0%")],
)
def test_percentages_have_one_decimal_at_most(share, words):
    assert percent(Decimal(share)) == words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("£12,500", "12500.00"),
        ("12500.5", "12500.50"),
        (" 1 250 ", "1250.00"),
        ("\u2212£3", "-3.00"),
        ("£ -3.00", "-3.00"),
        ("-0", "0.00"),
    ],
)
def test_amounts_are_read_as_people_type_them(text, expected):
    assert str(parse_pounds(text)) == expected


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("", "Enter an amount in pounds, like 12,500 or 12500.50"),
        (" £ ", "Enter an amount in pounds, like 12,500 or 12500.50"),
        ("12k", "Enter the amount with digits only, like 12,500 or 12500.50"),
        ("1,25,0", "Enter the amount with digits only, like 12,500 or 12500.50"),
        ("NaN", "Enter the amount with digits only, like 12,500 or 12500.50"),
        ("--3", "Enter the amount with digits only, like 12,500 or 12500.50"),
        ("\u0661\u0662", "Enter the amount with digits only, like 12,500 or 12500.50"),
        ("3.999", "Enter the amount in pounds and pennies, with two decimals at most"),
        ("9" * 40, "Enter an amount of £999,999,999,999.99 or less"),
    ],
)
def test_what_is_no_amount_is_refused_with_the_way_to_mend_it(text, mend):
    with pytest.raises(ValueError, match="Enter") as refusal:
        parse_pounds(text)
    assert str(refusal.value) == mend


@given(AMOUNTS)
def test_an_amount_said_in_words_is_read_back_the_same(amount):
    assert parse_pounds(in_words(amount)) == amount


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused_and_never_breaks(text):
    try:
        amount = parse_pounds(text)
    except ValueError:
        return
    assert amount == pounds(amount)
