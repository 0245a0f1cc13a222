"""The value of one assumption that brings the ratio to 1: the point where the value created equals what was put in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from evaluation.sroi.engine.assumptions import Assumption, Baseline, Change, Field, assumptions_of, baseline_of
from evaluation.sroi.engine.figures import HUNDRED, NOUGHT, ONE, exact
from evaluation.sroi.engine.ranges import longest_duration
from evaluation.sroi.engine.values import Study

Gap = Callable[[Decimal], Decimal]
_LINEAR_AT = {  # two values to draw the line through
    Field.QUANTITY: (NOUGHT, ONE),
    Field.PROXY: (NOUGHT, ONE),
    Field.DEADWEIGHT: (NOUGHT, HUNDRED),
    Field.DISPLACEMENT: (NOUGHT, HUNDRED),
    Field.ATTRIBUTION: (NOUGHT, HUNDRED),
}
_HALVINGS = 60  # of an interval one point wide: to 18 decimals


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Today's value of an assumption and the one that brings the ratio to 1, unrounded; None where none can."""

    assumption: Assumption
    value: Decimal
    breaks_even_at: Decimal | None


@exact()
def break_evens(study: Study, wanted: Iterable[Assumption] | None = None) -> tuple[BreakEven, ...]:
    """Find where each assumption, moved alone, breaks even; every assumption of the study unless some are named.

    - Quantity, proxy, deadweight, displacement, attribution, inputs: exact, they are linear. Quantity and proxy keep
      their sign: a benefit that had to become a harm is no answer.
    - Drop-off and discount rate: by bisection within 0–100 %, the solution nearest to today's value.
    - Duration: the whole number of years nearest to today's at which the ratio has reached or crossed 1, as far as the
      discount schedule has rates.
    None where no value in the limits of the field does it, and always without inputs.
    Raises BadFigureError for an unknown row or rows that do not share one value.
    """
    baseline = baseline_of(study)
    chosen = assumptions_of(study) if wanted is None else wanted
    return tuple(BreakEven(one, baseline.value_of(one), break_even(baseline, one)) for one in chosen)


@exact()
def break_even(baseline: Baseline, assumption: Assumption) -> Decimal | None:
    """The break-even value of one assumption; see ``break_evens``."""
    today = baseline.value_of(assumption)
    if not baseline.inputs_total:
        return None
    if baseline.total == baseline.inputs_total:
        return today
    if assumption.field is Field.INPUTS:
        return _within(assumption, baseline.total) if baseline.total > 0 else None

    def gap(value: Decimal) -> Decimal:
        total, inputs_total = baseline.figures_with([Change(assumption, value)])
        return total - inputs_total

    if assumption.field in _LINEAR_AT:
        return _on_the_line(assumption, today, gap)
    # The value of one row only falls, or only rises, with its drop-off or its years: both ends tell whether there is
    # a solution.
    is_steady = assumption.field is not Field.DISCOUNT_RATE and len(assumption.rows) == 1
    if assumption.field is Field.DURATION:
        return _years(int(today), int(longest_duration(baseline, assumption)), gap, is_steady=is_steady)
    return _nearest_root(today, gap, is_steady=is_steady)


def _within(assumption: Assumption, value: Decimal) -> Decimal | None:
    return value if assumption.limits.least <= value <= assumption.limits.most else None


def _on_the_line(assumption: Assumption, today: Decimal, gap: Gap) -> Decimal | None:
    start, end = _LINEAR_AT[assumption.field]
    at_start = gap(start)
    slope = (gap(end) - at_start) / (end - start)
    if not slope:
        return None
    value = start - at_start / slope
    if assumption.field in (Field.QUANTITY, Field.PROXY) and value * today < 0:
        return None
    return _within(assumption, value)


def _years(today: int, most: int, gap: Gap, *, is_steady: bool) -> Decimal | None:
    above = gap(Decimal(today)) > 0
    if is_steady and all(there and (there > 0) == above for there in (gap(Decimal(1)), gap(Decimal(most)))):
        return None
    for away in range(1, 100):
        for years in (today - away, today + away):
            if 1 <= years <= most:
                there = gap(Decimal(years))
                if there == 0 or (there > 0) != above:
                    return Decimal(years)
    return None


def _nearest_root(today: Decimal, gap: Gap, *, is_steady: bool) -> Decimal | None:
    """Look for a change of sign in steps of one point outwards from today, then halve the step that holds it."""
    gap = cache(gap)
    if is_steady and not _crosses(NOUGHT, HUNDRED, gap):
        return None
    below = above = today
    while below > 0 or above < HUNDRED:
        further_down, further_up = max(below - 1, NOUGHT), min(above + 1, HUNDRED)
        roots = [_halved(*ends, gap) for ends in ((further_down, below), (above, further_up)) if _crosses(*ends, gap)]
        if roots:
            return min(roots, key=lambda root: abs(root - today))
        below, above = further_down, further_up
    return None


def _crosses(low: Decimal, high: Decimal, gap: Gap) -> bool:
    return low < high and gap(low) * gap(high) <= 0


def _halved(low: Decimal, high: Decimal, gap: Gap) -> Decimal:
    if gap(low) == 0:
        return low
    low_is_above = gap(low) > 0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if (gap(middle) > 0) == low_is_above:
            low = middle
        else:
            high = middle
    return high
