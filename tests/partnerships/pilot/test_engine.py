from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.pilot.engine import Direction, Standing, Verdict, judge, standing

figures = st.decimals(-(10**9), 10**9, places=2)


@pytest.mark.parametrize(
    ("value", "target", "direction", "baseline", "verdict"),
    [
        (61, 55, "at_least", 20, Verdict(True, Decimal(0), Decimal("117.1"))),
        (55, 55, "at_least", 20, Verdict(True, Decimal(0), Decimal("100.0"))),
        (84, 96, "at_least", None, Verdict(False, Decimal(12), None)),
        (10, 55, "at_least", 20, Verdict(False, Decimal(45), Decimal("-28.6"))),
        (7, 6, "at_most", 9, Verdict(False, Decimal(1), Decimal("66.7"))),
        (6, 6, "at_most", 9, Verdict(True, Decimal(0), Decimal("100.0"))),
        (50, 40, "at_least", 45, Verdict(True, Decimal(0), None)),
    ],
)
def test_a_value_is_set_against_its_target(value, target, direction, baseline, verdict):
    base = None if baseline is None else Decimal(baseline)
    assert judge(Decimal(value), target=Decimal(target), direction=Direction(direction), baseline=base) == verdict


@given(value=figures, target=figures, baseline=st.none() | figures)
def test_turning_everything_round_turns_at_least_into_at_most(value, target, baseline):
    up = judge(value, target=target, direction=Direction.AT_LEAST, baseline=baseline)
    turned = None if baseline is None else -baseline
    down = judge(-value, target=-target, direction=Direction.AT_MOST, baseline=turned)
    assert up == down


@given(value=figures, target=figures, direction=st.sampled_from(Direction))
def test_it_is_met_exactly_when_nothing_is_missing(value, target, direction):
    verdict = judge(value, target=target, direction=direction)
    assert verdict.is_met == (verdict.short_by == 0)
    assert verdict.short_by >= 0


@pytest.mark.parametrize(
    ("value", "measured_on", "expected"),
    [(55, 31, Standing.MET), (54, 30, Standing.NOT_YET), (54, 31, Standing.NOT_MET)],
)
def test_a_figure_before_its_day_is_not_there_yet(value, measured_on, expected):
    verdict = judge(Decimal(value), target=Decimal(55), direction=Direction.AT_LEAST)
    assert standing(verdict, measured_on=date(2027, 5, measured_on), due_on=date(2027, 5, 31)) == expected
