from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from evaluation.sroi.engine.assumptions import Assumption, Field, assumptions_of, baseline_of
from evaluation.sroi.engine.break_even import break_evens
from evaluation.sroi.engine.discounting import GREEN_BOOK_HEALTH, Band, DiscountSchedule
from evaluation.sroi.engine.figures import BadFigureError
from evaluation.sroi.engine.ranges import Range, automatic_range, range_of
from evaluation.sroi.engine.sensitivity import one_way
from evaluation.sroi.engine.values import Settings, Starts, StatedRange
from tests.evaluation.sroi.rows import D, a_study, an_input, an_outcome, outcomes_strategy


@pytest.mark.parametrize(
    ("field", "low", "high"),
    [
        (Field.QUANTITY, "-12", "-8"),
        (Field.PROXY, "80", "120"),
        (Field.DURATION, "2", "4"),
        (Field.DEADWEIGHT, "0", "10"),
        (Field.DISPLACEMENT, "20", "40"),
        (Field.ATTRIBUTION, "90", "100"),
        (Field.DROP_OFF, "40", "60"),
    ],
)
def test_a_row_is_tried_a_documented_step_either_way_as_near_as_its_nearer_limit(field, low, high):
    row = an_outcome(
        quantity=D(-10), duration_years=3, deadweight=D(5), displacement=D(30), attribution=D(95), drop_off=D(50)
    )
    tried = automatic_range(baseline_of(a_study(row)), Assumption(field, ("walks",)))
    assert (tried.low, tried.high) == (D(low), D(high))


@pytest.mark.parametrize(("field", "low", "high"), [(Field.DISCOUNT_RATE, "0", "1.0"), (Field.INPUTS, "900", "1100")])
def test_rate_and_inputs_are_tried_a_documented_step_either_way(field, low, high):
    tried = automatic_range(baseline_of(a_study(an_outcome(), rate="0.5")), Assumption(field))
    assert (tried.low, tried.high) == (D(low), D(high))


@pytest.mark.parametrize(
    ("field", "row"),
    [
        (Field.DURATION, {"duration_years": 1}),
        (Field.DEADWEIGHT, {"deadweight": D(0)}),
        (Field.DISPLACEMENT, {"displacement": D(0)}),
        (Field.ATTRIBUTION, {"attribution": D(100)}),
        (Field.DROP_OFF, {"drop_off": D(0)}),
        (Field.QUANTITY, {"quantity": D(0)}),
    ],
)
def test_a_figure_at_its_limit_is_not_moved_where_nobody_stated_a_range(field, row):
    """Automatic ranges move a figure both ways or not at all: never one year to two, never 0 % upwards only."""
    tried = automatic_range(baseline_of(a_study(an_outcome(**row))), Assumption(field, ("walks",)))
    assert tried.low == tried.high


def test_a_rate_is_moved_no_further_than_the_lowest_band_allows():
    schedule = DiscountSchedule("Own", "1", date(2026, 1, 1), (Band(5, D("3.5")), Band(None, D("0.4"))))
    study = replace(a_study(an_outcome(duration_years=9)), settings=Settings(schedule))
    tried = automatic_range(baseline_of(study), Assumption(Field.DISCOUNT_RATE))
    assert (tried.low, tried.high) == (D("3.1"), D("3.9"))


@given(study=outcomes_strategy().map(lambda rows: a_study(*rows, rate="3.5")))
def test_every_automatic_range_has_the_figure_in_its_middle(study):
    baseline = baseline_of(study)
    for assumption in assumptions_of(study):
        tried = automatic_range(baseline, assumption)
        assert tried.low + tried.high == 2 * baseline.value_of(assumption)


def test_a_run_of_method_1_0_keeps_the_ranges_it_was_published_with():
    row = an_outcome(deadweight=D(5), attribution=D(95))
    tried = {
        field: automatic_range(baseline_of(a_study(row)), Assumption(field, ("walks",)), method="1.0")
        for field in (Field.DURATION, Field.DEADWEIGHT, Field.ATTRIBUTION, Field.DROP_OFF)
    }
    assert [(found.low, found.high) for found in tried.values()] == [(1, 2), (0, 15), (85, 100), (0, 10)]


def stated(field, low, high, row="walks"):
    return StatedRange(str(field), row, low if low is None else D(low), high if high is None else D(high))


@pytest.mark.parametrize(
    ("low", "high", "ends", "one_sided"),
    [
        ("60", "150", ("60", "150"), False),
        (None, "150", ("100", "150"), True),
        ("60", None, ("60", "100"), True),
        ("100", "150", ("100", "150"), True),
        ("120", "150", ("100", "150"), True),
    ],
)
def test_a_stated_range_takes_the_place_of_the_automatic_one_and_may_have_one_side(low, high, ends, one_sided):
    study = replace(a_study(an_outcome()), stated=(stated(Field.PROXY, low, high),))
    tried = range_of(baseline_of(study), Assumption(Field.PROXY, ("walks",)))
    assert (tried.low, tried.high, tried.is_stated) == (D(ends[0]), D(ends[1]), True)
    assert tried.is_one_sided(D(100)) is one_sided


def test_rows_that_share_a_quantity_share_the_widest_range_stated_for_any_of_them():
    rows = [an_outcome(key, label="Falls") for key in ("a", "b", "c")]
    study = replace(
        a_study(*rows), stated=(stated(Field.QUANTITY, "8", None, "a"), stated(Field.QUANTITY, "9", "14", "c"))
    )
    tried = range_of(baseline_of(study), Assumption(Field.QUANTITY, ("a", "b", "c")))
    assert (tried.low, tried.high) == (8, 14)


def test_ranges_of_the_study_itself_are_stated_without_a_row():
    study = replace(a_study(an_outcome(), rate="3.5"), stated=(stated(Field.DISCOUNT_RATE, "1.5", "3.5", None),))
    tried = range_of(baseline_of(study), Assumption(Field.DISCOUNT_RATE))
    assert (tried.low, tried.high) == (D("1.5"), D("3.5"))
    assert range_of(baseline_of(study), Assumption(Field.INPUTS)).is_stated is False


def test_a_stated_duration_ends_with_the_schedule():
    study = replace(a_study(an_outcome(duration_years=28)), stated=(stated(Field.DURATION, "20", "40"),))
    study = replace(study, settings=Settings(GREEN_BOOK_HEALTH))
    assert range_of(baseline_of(study), Assumption(Field.DURATION, ("walks",))).high == 30


def test_a_stated_range_the_wrong_way_round_or_outside_its_limits_is_refused():
    with pytest.raises(BadFigureError, match="walks, field proxy: the lowest value 5 is more than the highest 4"):
        stated(Field.PROXY, "5", "4")
    with pytest.raises(BadFigureError, match="study, field discount_rate: 101 is more than 100"):
        stated(Field.DISCOUNT_RATE, "5", "101", None)


def test_a_range_the_wrong_way_round_is_refused():
    with pytest.raises(BadFigureError, match="walks, field proxy: the lowest value 5 is more than the highest 4"):
        Range(Assumption(Field.PROXY, ("walks",)), D(5), D(4))


def test_both_ends_of_a_range_keep_the_limits_of_the_field():
    with pytest.raises(BadFigureError, match="walks, field deadweight: 101 is more than 100"):
        Range(Assumption(Field.DEADWEIGHT, ("walks",)), D(5), D(101))


@pytest.mark.parametrize(
    ("starts", "years", "step"), [(Starts.PERIOD, 30, 0), (Starts.PERIOD, 29, 1), (Starts.AFTER, 29, 0)]
)
def test_a_duration_at_the_last_year_the_schedule_has_a_rate_for_is_not_moved(starts, years, step):
    row = an_outcome(duration_years=years, starts=starts)
    study = replace(a_study(row), settings=Settings(GREEN_BOOK_HEALTH))
    tried = automatic_range(baseline_of(study), Assumption(Field.DURATION, ("walks",)))
    assert (tried.low, tried.high) == (D(years - step), D(years + step))
    assert len(one_way(study)) == 9


def test_a_break_even_duration_is_not_looked_for_past_the_schedule():
    row = an_outcome(duration_years=28, quantity=D(1))
    study = replace(a_study(row, inputs=[an_input(5000)]), settings=Settings(GREEN_BOOK_HEALTH))
    [found] = break_evens(study, [Assumption(Field.DURATION, ("walks",))])
    assert found.breaks_even_at is None
