import pytest

from evaluation.sroi.engine.assumptions import Assumption, Field, baseline_of
from evaluation.sroi.engine.figures import BadFigureError
from evaluation.sroi.engine.ranges import Range, default_range
from tests.evaluation.sroi.rows import D, a_study, an_outcome


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
