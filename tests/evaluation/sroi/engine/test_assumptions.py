import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.sroi.engine.assumptions import (
    OUTCOME_FIELDS,
    Assumption,
    Change,
    Field,
    assumptions_of,
    baseline_of,
    shared_quantities,
)
from evaluation.sroi.engine.compute import compute
from evaluation.sroi.engine.figures import BadFigureError, rounded
from evaluation.sroi.engine.values import Materiality
from tests.evaluation.sroi.rows import ADMISSIONS, D, a_study, an_input, an_outcome, outcomes_strategy, wheels

RATE, INPUTS = Assumption(Field.DISCOUNT_RATE), Assumption(Field.INPUTS)


def of(field, *rows):
    return Assumption(field, rows or ("walks",))


def test_every_valued_row_has_seven_assumptions_and_the_study_two():
    held = an_outcome("joy", proxy=None, materiality=Materiality.HELD)
    assert assumptions_of(a_study(an_outcome("walks"), held)) == (
        *(of(field) for field in OUTCOME_FIELDS),
        RATE,
        INPUTS,
    )
    assert len(OUTCOME_FIELDS) == 7


def test_seven_admissions_valued_by_three_proxies_are_one_assumption():
    assert shared_quantities(wheels()) == (ADMISSIONS,)
    assert ADMISSIONS in assumptions_of(wheels())


@pytest.mark.parametrize(
    ("field", "rows"),
    [(Field.QUANTITY, ()), (Field.INPUTS, ("walks",)), (Field.DISCOUNT_RATE, ("walks",)), (Field.PROXY, ("a", "a"))],
)
def test_an_assumption_of_the_wrong_kind_is_refused(field, rows):
    with pytest.raises(ValueError, match=field):
        Assumption(field, rows)


@pytest.mark.parametrize(
    ("assumption", "value", "reason"),
    [
        (of(Field.DEADWEIGHT), "101", "101 is more than 100"),
        (of(Field.DURATION), "1.5", "1.5 is not a whole number of years"),
        (of(Field.DURATION), "0", "0 is less than 1"),
        (RATE, "-1", "-1 is less than 0"),
        (INPUTS, "-0.01", "-0.01 is less than 0"),
        (of(Field.PROXY), "NaN", "NaN is not a number"),
    ],
)
def test_a_value_outside_its_limits_cannot_be_tried(assumption, value, reason):
    with pytest.raises(BadFigureError) as refused:
        Change(assumption, D(value))
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("assumption", "value"),
    [
        (of(Field.QUANTITY), D(10)),
        (of(Field.DURATION), D(2)),
        (of(Field.DROP_OFF), D(0)),
        (RATE, D("3.5")),
        (INPUTS, D(1500)),
    ],
)
def test_an_assumption_knows_todays_value(assumption, value):
    study = a_study(an_outcome(duration_years=2), inputs=[an_input(1000), an_input(500, "time")], rate="3.5")
    assert baseline_of(study).value_of(assumption) == value


def test_rows_that_do_not_share_one_value_are_no_assumption():
    baseline = baseline_of(a_study(an_outcome("walks"), an_outcome("talks", quantity=D(11))))
    with pytest.raises(BadFigureError, match="walks, talks, field quantity: the rows do not share one value"):
        baseline.value_of(of(Field.QUANTITY, "walks", "talks"))


@pytest.mark.parametrize(
    ("change", "same_as"),
    [
        (Change(of(Field.QUANTITY), D(5)), an_outcome(quantity=D(5), duration_years=2)),
        (Change(of(Field.PROXY), D(7)), an_outcome(proxy=D(7), duration_years=2)),
        (Change(of(Field.DURATION), D(4)), an_outcome(duration_years=4)),
        (Change(of(Field.DEADWEIGHT), D(30)), an_outcome(deadweight=D(30), duration_years=2)),
        (Change(of(Field.DISPLACEMENT), D(30)), an_outcome(displacement=D(30), duration_years=2)),
        (Change(of(Field.ATTRIBUTION), D(30)), an_outcome(attribution=D(30), duration_years=2)),
        (Change(of(Field.DROP_OFF), D(30)), an_outcome(drop_off=D(30), duration_years=2)),
    ],
)
def test_a_change_gives_what_the_changed_study_gives(change, same_as):
    changed = baseline_of(a_study(an_outcome(duration_years=2), rate="3.5")).ratio_with([change])
    assert rounded(changed, 40) == rounded(compute(a_study(same_as, rate="3.5")).ratio, 40)


def test_changes_are_made_together_and_inputs_keep_to_the_value_given():
    study = a_study(an_outcome(), inputs=[an_input(800), an_input(200, "time")], rate="25")
    changes = [Change(RATE, D(0)), Change(of(Field.PROXY), D(50)), Change(INPUTS, D(2000))]
    assert baseline_of(study).figures_with(changes) == (500, 2000)


def test_changing_the_rate_also_discounts_the_inputs_where_the_study_does():
    study = a_study(an_outcome(), rate="25", discount_inputs=True)
    assert baseline_of(study).figures_with([Change(RATE, D(100))]) == (500, 500)


@pytest.mark.parametrize(
    ("assumptions", "reason"),
    [
        ([RATE, RATE], "is changed twice"),
        ([of(Field.PROXY), of(Field.PROXY, "talks", "walks")], "walks is changed twice"),
        ([of(Field.PROXY, "songs")], "there is no valued outcome songs"),
    ],
)
def test_changes_that_make_no_sense_are_refused(assumptions, reason):
    baseline = baseline_of(a_study(an_outcome("walks"), an_outcome("talks")))
    with pytest.raises(BadFigureError, match=reason):
        baseline.ratio_with([Change(assumption, D(1)) for assumption in assumptions])


def test_inputs_of_nought_cannot_be_changed():
    with pytest.raises(BadFigureError, match="there are no inputs to change"):
        baseline_of(a_study(an_outcome(), inputs=())).ratio_with([Change(INPUTS, D(1))])


@given(outcomes_strategy(), st.data())
def test_todays_values_change_nothing(outcomes, data):
    study = a_study(*outcomes, rate="3.5")
    baseline = baseline_of(study)
    chosen = data.draw(st.sampled_from(assumptions_of(study)))
    assert rounded(baseline.ratio_with([Change(chosen, baseline.value_of(chosen))]), 30) == rounded(
        compute(study).ratio, 30
    )
