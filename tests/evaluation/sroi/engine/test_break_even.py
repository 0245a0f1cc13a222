import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.sroi.engine.assumptions import Assumption, Change, Field, assumptions_of, baseline_of
from evaluation.sroi.engine.break_even import break_evens
from evaluation.sroi.engine.figures import BadFigureError, rounded
from evaluation.sroi.engine.values import Starts
from tests.evaluation.sroi.rows import (
    ADMISSIONS,
    EXPECTED,
    D,
    a_study,
    amounts,
    an_input,
    an_outcome,
    outcomes_strategy,
    wheels,
)


def point(study, field, *rows):
    """Where one assumption breaks even, to six decimals."""
    [found] = break_evens(study, [Assumption(field, rows)])
    return None if found.breaks_even_at is None else rounded(found.breaks_even_at, 6)


def test_wheels_to_meals_breaks_even_at_three_and_a_half_admissions():
    [found] = break_evens(wheels(), [ADMISSIONS])
    assert (found.value, str(rounded(found.breaks_even_at, 4))) == (7, EXPECTED["break_even_admissions"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (Field.QUANTITY, "5"),
        (Field.PROXY, "50"),
        (Field.DEADWEIGHT, "50"),
        (Field.DISPLACEMENT, "50"),
        (Field.ATTRIBUTION, "50"),
    ],
)
def test_what_is_linear_is_solved_exactly(field, value):
    study = a_study(an_outcome(quantity=D(10), proxy=D(100)), inputs=[an_input(500)])
    assert point(study, field, "walks") == D(value)


def test_inputs_break_even_at_the_value_created():
    assert point(a_study(an_outcome()), Field.INPUTS) == 1000
    assert point(a_study(an_outcome(), inputs=[an_input(400)]), Field.INPUTS) == 1000
    assert point(a_study(an_outcome(quantity=D(-1))), Field.INPUTS) is None


def test_drop_off_is_found_by_halving():
    study = a_study(an_outcome(duration_years=2), inputs=[an_input(1250)])
    assert point(study, Field.DROP_OFF, "walks") == 75


def test_the_discount_rate_is_found_by_halving():
    assert point(a_study(an_outcome(), inputs=[an_input(800)], rate="3.5"), Field.DISCOUNT_RATE) == 25


def test_a_solution_exactly_on_a_step_of_the_search_is_found():
    study = a_study(an_outcome(duration_years=2), inputs=[an_input(1250)], rate="0")
    assert point(study, Field.DROP_OFF, "walks") == 75
    assert point(a_study(an_outcome(), inputs=[an_input(500)]), Field.DISCOUNT_RATE) == 100


@pytest.mark.parametrize(("today", "nearest"), [("3.5", 10), ("30", 10), ("40", 60), ("90", 60)])
def test_of_two_rates_the_nearest_to_todays_is_given(today, nearest):
    """£2,700 after one year and £1,760 lost after two are worth £1,000 at 10 % and at 60 %."""
    rows = [
        an_outcome("gain", quantity=D(1), proxy=D(2700)),
        an_outcome("loss", quantity=D(-1), proxy=D(1760), starts=Starts.AFTER),
    ]
    assert point(a_study(*rows, rate=today), Field.DISCOUNT_RATE) == nearest


@pytest.mark.parametrize(("inputs", "years"), [(2500, 3), (3000, 3), (3001, 4), (900, None)])
def test_duration_is_the_nearest_whole_number_of_years_that_reaches_it(inputs, years):
    study = a_study(an_outcome(duration_years=2), inputs=[an_input(inputs)])
    assert point(study, Field.DURATION, "walks") == years


def test_duration_looks_down_as_well():
    study = a_study(an_outcome(duration_years=5), inputs=[an_input(2500)])
    assert point(study, Field.DURATION, "walks") == 2


@pytest.mark.parametrize(
    ("field", "row"),
    [
        (Field.QUANTITY, an_outcome(quantity=D(-10))),  # a harm would have to become a benefit
        (Field.DEADWEIGHT, an_outcome(quantity=D(5))),  # already too little without any
        (Field.PROXY, an_outcome(deadweight=D(100))),  # nothing of it counts
        (Field.DROP_OFF, an_outcome(quantity=D(20))),  # lasts one year only
        (Field.DISCOUNT_RATE, an_outcome(quantity=D(50))),  # more than 100 % would be needed
    ],
)
def test_where_no_value_can_do_it_there_is_none(field, row):
    rows = () if field is Field.DISCOUNT_RATE else ("walks",)
    assert point(a_study(row), field, *rows) is None


def test_without_inputs_nothing_breaks_even():
    found = break_evens(a_study(an_outcome(), inputs=()))
    assert [one.breaks_even_at for one in found] == [None] * 9


def test_a_study_that_breaks_even_does_so_at_todays_values():
    assert all(one.breaks_even_at == one.value for one in break_evens(a_study(an_outcome())))


def test_an_unknown_row_is_refused():
    with pytest.raises(BadFigureError, match="there is no valued outcome songs"):
        break_evens(a_study(an_outcome()), [Assumption(Field.PROXY, ("songs",))])


@given(outcomes_strategy(), amounts.filter(bool), st.data())
def test_at_the_break_even_value_the_ratio_is_one(outcomes, inputs, data):
    study = a_study(*outcomes, inputs=[an_input(inputs)], rate="3.5")
    chosen = data.draw(st.sampled_from([one for one in assumptions_of(study) if one.field is not Field.DURATION]))
    [found] = break_evens(study, [chosen])
    if found.breaks_even_at is not None:
        total, put_in = baseline_of(study).figures_with([Change(chosen, found.breaks_even_at)])
        assert abs(total - put_in) < D("0.0001")
