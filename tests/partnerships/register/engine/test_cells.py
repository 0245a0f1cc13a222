import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.register.engine import cells


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("31/03/2026", "2026-03-31"),
        ("01/04/2010 00:00", "2010-04-01"),
        (" 1/4/2010 9:30:00 ", "2010-04-01"),
        ("29/02/2024", "2024-02-29"),
        ("", None),
        ("  ", None),
    ],
)
def test_both_ways_the_register_writes_days_are_read(cell, day):
    assert cells.day(cell) == day


@pytest.mark.parametrize(
    "cell", ["31/02/2026", "2026", "03/31/2026", "0/0/0000", "31.03.2026", "٣١/03/2026", "x" * 500]
)
def test_what_is_no_day_says_so_in_few_words(cell):
    with pytest.raises(ValueError, match="is not a date like 31/03/2026") as problem:
        cells.day(cell)
    assert len(str(problem.value)) < 80


@pytest.mark.parametrize(
    ("cell", "amount"), [("95000", "95000.00"), ("£1,234.5", "1234.50"), ("-12", "-12.00"), ("0", "0.00"), ("", None)]
)
def test_amounts_are_read_to_the_penny(cell, amount):
    assert cells.pounds(cell) == amount


@pytest.mark.parametrize("cell", ["lots", "NaN", "Infinity", "1e400", "9" * 40, "1.2.3"])
def test_what_is_no_amount_says_so(cell):
    with pytest.raises(ValueError, match="is not an amount like 95000"):
        cells.pounds(cell)


@pytest.mark.parametrize(
    ("cell", "items"),
    [
        ("", []),
        ("'One'", ["One"]),
        ("'One','Two'", ["One", "Two"]),
        (
            "'The relief of those in need by reason of age, ill health or disability', 'Children's work'",
            ["The relief of those in need by reason of age, ill health or disability", "Children's work"],
        ),
        ("One, two", ["One, two"]),
        ("''", []),
        ("'", ["'"]),
    ],
)
def test_lists_hold_quoted_items_that_may_hold_commas_and_quotes(cell, items):
    assert cells.items(cell) == items


def test_words_lose_blanks_they_do_not_need_and_keep_their_lines():
    assert cells.text("  To  support\r\n older people  ") == "To support\nolder people"
    assert cells.line("  1 High\n Street ") == "1 High Street"


@pytest.mark.parametrize(
    ("read", "cell", "words"),
    [
        (cells.number, "12345", "“12345” is not a Scottish charity number"),
        (cells.postcode, "nowhere", "“nowhere” is not a postcode"),
        (cells.website, "none", "“none” is not the address of a website"),
    ],
)
def test_what_cannot_be_read_is_named(read, cell, words):
    with pytest.raises(ValueError, match=words):
        read(cell)


@given(st.text())
@pytest.mark.parametrize("read", [cells.items, cells.text, cells.line])
def test_any_text_can_be_read_as_words(read, cell):
    assert read(cell) is not None
