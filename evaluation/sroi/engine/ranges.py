"""The range an assumption may lie in: stated by people, or a documented step either way."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from evaluation.sroi.engine.assumptions import PERCENTAGES, Assumption, Baseline, Field
from evaluation.sroi.engine.compute import METHOD_VERSION
from evaluation.sroi.engine.figures import HUNDRED, exact

# Steps of an automatic range; ours.
SHARE_OF_VALUE = {Field.QUANTITY: Decimal("0.2"), Field.PROXY: Decimal("0.2"), Field.INPUTS: Decimal("0.1")}
POINTS = {**dict.fromkeys(PERCENTAGES, Decimal(10)), Field.DISCOUNT_RATE: Decimal(1), Field.DURATION: Decimal(1)}
# The method whose automatic ranges stopped at a limit on one side and went on at the other.
ONE_SIDED_METHOD = "1.0"


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
    is_stated: bool = False

    def __post_init__(self) -> None:
        self.assumption.check(self.low)
        self.assumption.check(self.high)
        if self.low > self.high:
            raise self.assumption.refuse(f"the lowest value {self.low} is more than the highest {self.high}")

    def is_one_sided(self, value: Decimal) -> bool:
        """Whether today's ``value`` is one end of the range, so that it can only rise or only fall."""
        return self.low != self.high and value in (self.low, self.high)


@exact()
def range_of(baseline: Baseline, assumption: Assumption, *, method: str = METHOD_VERSION) -> Range:
    """Return the range people stated for an assumption, else its automatic one by the rules of ``method``.

    A stated range always reaches to today's value, and an end left open is today's value. Rows that share a quantity
    share the widest range stated for any of them. Raises as ``Baseline.value_of`` does.
    """
    names = {row or "" for row in assumption.rows or ("",)}
    stated = [one for one in baseline.study.stated if one.field == assumption.field and (one.row or "") in names]
    if not stated:
        return automatic_range(baseline, assumption, method=method)
    value = baseline.value_of(assumption)
    ends = [end for one in stated for end in (one.low, one.high) if end is not None]
    low, high = min([value, *ends]), max([value, *ends])
    if assumption.field is Field.DURATION:
        high = max(value, min(high, longest_duration(baseline, assumption)))
    return Range(assumption, low, high, is_stated=True)


@exact()
def automatic_range(baseline: Baseline, assumption: Assumption, *, method: str = METHOD_VERSION) -> Range:
    """Return the range to try where nobody stated one: as far up as down, or not at all.

    Quantity and proxy 20 % of their value either way, inputs 10 %, percentages 10 points, discount rate 1 point,
    duration 1 year. Nearer to a limit of the field, or to the last year the discount schedule has a rate for, the
    range is as wide as the nearer limit allows on both sides, so that it never leans to one of them: a duration of one
    year, a deduction of 0 % or 100 % and a quantity of 0 are not moved. By method 1.0 only the nearer side was cut.
    Raises as ``Baseline.value_of`` does.
    """
    value = baseline.value_of(assumption)
    share = SHARE_OF_VALUE.get(assumption.field)
    step = POINTS[assumption.field] if share is None else abs(value) * share
    most = assumption.limits.most
    if assumption.field is Field.DURATION:
        most = min(most, longest_duration(baseline, assumption))
    down, up = min(step, value - assumption.limits.least), min(step, most - value)
    if method != ONE_SIDED_METHOD:
        if assumption.field is Field.DISCOUNT_RATE:
            # Every band moves by as many points as the first.
            rates = [band.rate for band in baseline.study.settings.schedule.bands]
            down, up = min(down, *rates), min(up, *(HUNDRED - rate for rate in rates))
        down = up = max(min(down, up), Decimal(0))
    return Range(assumption, value - down, value + up)


def longest_duration(baseline: Baseline, assumption: Assumption) -> Decimal:
    """How many years the rows of a duration may last, as far as the discount schedule has rates."""
    last_year = baseline.study.settings.schedule.last_year
    if last_year is None:
        return assumption.limits.most
    latest_start = max(baseline.outcomes[row].starts.first_year for row in assumption.rows)
    return min(Decimal(last_year - latest_start + 1), assumption.limits.most)
