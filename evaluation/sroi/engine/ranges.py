"""The range an assumption may lie in: stated by people, or a documented step either way."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from evaluation.sroi.engine.assumptions import PERCENTAGES, Assumption, Baseline, Field
from evaluation.sroi.engine.figures import exact

# Steps of a range nobody stated; ours.
SHARE_OF_VALUE = {Field.QUANTITY: Decimal("0.2"), Field.PROXY: Decimal("0.2"), Field.INPUTS: Decimal("0.1")}
POINTS = {**dict.fromkeys(PERCENTAGES, Decimal(10)), Field.DISCOUNT_RATE: Decimal(1), Field.DURATION: Decimal(1)}


class Shape(StrEnum):
    """How likely the values of a range are in a simulation; triangular peaks at today's value."""

    TRIANGULAR = "triangular"
    UNIFORM = "uniform"


@dataclass(frozen=True, slots=True)
class Range:
    """The lowest and highest value an assumption may have. Raises BadFigureError, also for low above high."""

    assumption: Assumption
    low: Decimal
    high: Decimal
    shape: Shape = Shape.TRIANGULAR

    def __post_init__(self) -> None:
        self.assumption.check(self.low)
        self.assumption.check(self.high)
        if self.low > self.high:
            raise self.assumption.refuse(f"the lowest value {self.low} is more than the highest {self.high}")


@exact()
def default_range(baseline: Baseline, assumption: Assumption) -> Range:
    """The range to try where the study states none.

    Quantity and proxy 20 % of their value either way, inputs 10 %, percentages 10 points, discount rate 1 point,
    duration 1 year; never outside the limits of the field, nor past the last year the discount schedule has a rate for.
    Raises as ``Baseline.value_of`` does.
    """
    value = baseline.value_of(assumption)
    share = SHARE_OF_VALUE.get(assumption.field)
    step = POINTS[assumption.field] if share is None else abs(value) * share
    high = min(value + step, assumption.limits.most)
    if assumption.field is Field.DURATION:
        high = min(high, longest_duration(baseline, assumption))
    return Range(assumption, max(value - step, assumption.limits.least), high)


def longest_duration(baseline: Baseline, assumption: Assumption) -> Decimal:
    """How many years the rows of a duration may last, as far as the discount schedule has rates."""
    last_year = baseline.study.settings.schedule.last_year
    if last_year is None:
        return assumption.limits.most
    latest_start = max(baseline.outcomes[row].starts.first_year for row in assumption.rows)
    return min(Decimal(last_year - latest_start + 1), assumption.limits.most)
