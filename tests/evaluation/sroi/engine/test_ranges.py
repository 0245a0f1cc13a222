from dataclasses import replace

import pytest

from evaluation.sroi.engine.assumptions import Assumption, Field, baseline_of
from evaluation.sroi.engine.break_even import break_evens
from evaluation.sroi.engine.discounting import GREEN_BOOK_HEALTH
from evaluation.sroi.engine.figures import BadFigureError
from evaluation.sroi.engine.ranges import Range, default_range
from evaluation.sroi.engine.sensitivity import one_way
from evaluation.sroi.engine.values import Settings, Starts
from tests.evaluation.sroi.rows import D, a_study, an_input, an_outcome


@pytest.mark.parametrize(
    ("field", "low", "high"),
    [
        (Field.QUANTITY, "-12", "-8"),
        (Field.PROXY, "80", "120"),
        (Field.DURATION, "1", "2"),
        (Field.DEADWEIGHT, "0", "15"),
        (Field.DISPLACEMENT, "20", "40"),
        (Field.ATTRIBUTION, "85", "100"),
        (Field.DROP_OFF, "0", "10"),
    ],
)
def test_a_row_is_tried_a_documented_step_either_way_within_its_limits(field, low, high):
    row = an_outcome(quantity=D(-10), deadweight=D(5), displacement=D(30), attribution=D(95))
    tried = default_range(baseline_of(a_study(row)), Assumption(field, ("walks",)))
    assert (tried.low, tried.high) == (D(low), D(high))


@pytest.mark.parametrize(("field", "low", "high"), [(Field.DISCOUNT_RATE, "0", "1.5"), (Field.INPUTS, "900", "1100")])
def test_rate_and_inputs_are_tried_a_documented_step_either_way(field, low, high):
    tried = default_range(baseline_of(a_study(an_outcome(), rate="0.5")), Assumption(field))
    assert (tried.low, tried.high) == (D(low), D(high))


def test_a_range_the_wrong_way_round_is_refused():
    with pytest.raises(BadFigureError, match="walks, field proxy: the lowest value 5 is more than the highest 4"):
        Range(Assumption(Field.PROXY, ("walks",)), D(5), D(4))


def test_both_ends_of_a_range_keep_the_limits_of_the_field():
    with pytest.raises(BadFigureError, match="walks, field deadweight: 101 is more than 100"):
        Range(Assumption(Field.DEADWEIGHT, ("walks",)), D(5), D(101))


@pytest.mark.parametrize(
    ("starts", "years", "high"), [(Starts.PERIOD, 30, 30), (Starts.PERIOD, 29, 30), (Starts.AFTER, 29, 29)]
)
def test_a_duration_is_not_tried_past_the_last_year_the_schedule_has_a_rate_for(starts, years, high):
    row = an_outcome(duration_years=years, starts=starts)
    study = replace(a_study(row), settings=Settings(GREEN_BOOK_HEALTH))
    tried = default_range(baseline_of(study), Assumption(Field.DURATION, ("walks",)))
    assert (tried.low, tried.high) == (D(years - 1), D(high))
    assert len(one_way(study)) == 9


def test_a_break_even_duration_is_not_looked_for_past_the_schedule():
    row = an_outcome(duration_years=28, quantity=D(1))
    study = replace(a_study(row, inputs=[an_input(5000)]), settings=Settings(GREEN_BOOK_HEALTH))
    [found] = break_evens(study, [Assumption(Field.DURATION, ("walks",))])
    assert found.breaks_even_at is None
