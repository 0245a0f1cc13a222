"""Assumptions in the words of the value map."""

from decimal import Decimal

import pytest

from evaluation.assumptions.queries import (
    assumption_words,
    break_even_words,
    number_words,
    short_name,
    value_words,
)
from evaluation.sroi.engine.assumptions import Assumption, Field
from evaluation.value_map.queries import rows_of

D = Decimal


def key(rows, place):
    return f"outcome-{rows.outcomes[place].pk}"


def test_rows_of_one_change_are_told_apart_by_their_indicators(wheels):
    rows = rows_of(wheels)
    names = [short_name(row, rows.outcomes) for row in rows.outcomes]
    assert names[:2] == ["Fewer falls: accident and emergency", "Fewer falls: geriatric assessment, inpatient"]
    assert names[3:5] == ["Better managed health", "New friends, more time with others"]


def test_an_assumption_is_named_by_its_figure_and_its_row(wheels):
    rows = rows_of(wheels)
    shared = Assumption(Field.QUANTITY, tuple(key(rows, place) for place in range(3)))
    assert assumption_words(shared, rows) == "Quantity: Exercise; fewer falls (3 rows)"
    assert (
        assumption_words(Assumption(Field.ATTRIBUTION, (key(rows, 3),)), rows) == "Due to others: Better managed health"
    )
    assert assumption_words(Assumption(Field.INPUTS), rows) == "Inputs"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (Field.PROXY, "5956.80", "£5,957"),
        (Field.PROXY, "48.25", "£48.25"),
        (Field.INPUTS, "38137.50", "£38,138"),
        (Field.ATTRIBUTION, "12.50", "12.5%"),
        (Field.DISCOUNT_RATE, "3.5", "3.5%"),
        (Field.DURATION, "1", "1 year"),
        (Field.DURATION, "2", "2 years"),
        (Field.QUANTITY, "8.4", "8.4"),
    ],
)
def test_a_value_is_said_with_its_sign(field, value, words):
    rows = () if field in {Field.INPUTS, Field.DISCOUNT_RATE} else ("outcome-1",)
    assert value_words(Assumption(field, rows), D(value)) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("3.5068", "3.5"),
        ("35.06", "35.1"),
        ("350.6", "351"),
        ("1234567", "1,234,567"),
        ("0.0345", "0.035"),
        ("-275", "−275"),
        ("0", "0"),
        ("10", "10"),
    ],
)
def test_a_number_is_said_no_finer_than_it_is_worth(value, words):
    assert number_words(D(value)) == words


def test_break_even_is_said_in_the_unit_of_the_row(wheels):
    wheels.outcomes.filter(quantity=7).update(unit="admissions")
    rows = rows_of(wheels)
    shared = Assumption(Field.QUANTITY, tuple(key(rows, place) for place in range(3)))
    assert break_even_words(shared, D("3.5068"), D(7), rows) == ("3.5 admissions", "of 7")
    others = Assumption(Field.ATTRIBUTION, (key(rows, 0),))
    assert break_even_words(others, D("52.3"), D(5), rows) == ("52.3%", "now 5%")
