"""Whether a success criterion is met, and how far the pilot has come from the baseline to the target."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from psp.core.money import rounded

WHOLE = Decimal(100)


class Direction(StrEnum):
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Standing(StrEnum):
    MET = "met"
    NOT_YET = "not_yet"
    NOT_MET = "not_met"


@dataclass(frozen=True, slots=True)
class Verdict:
    """``short_by`` is what is missing to the target, 0 where it is met.

    ``progress`` is the share of the way from the baseline to the target in percent with one decimal, None without a
    baseline or where the baseline reaches the target already. It is negative where things got worse.
    """

    is_met: bool
    short_by: Decimal
    progress: Decimal | None


def judge(value: Decimal, *, target: Decimal, direction: Direction, baseline: Decimal | None = None) -> Verdict:
    """Set a value against its target; the target itself meets it, whichever the direction."""
    short_by = target - value if direction is Direction.AT_LEAST else value - target
    return Verdict(
        is_met=short_by <= 0,
        short_by=max(short_by, Decimal(0)),
        progress=_progress(value, target, direction, baseline),
    )


def standing(verdict: Verdict, *, measured_on: date, due_on: date) -> Standing:
    """Say how a figure stands: one that misses its target before the day it is due is no failure, only not there yet."""
    if verdict.is_met:
        return Standing.MET
    return Standing.NOT_YET if measured_on < due_on else Standing.NOT_MET


def _progress(value: Decimal, target: Decimal, direction: Direction, baseline: Decimal | None) -> Decimal | None:
    if baseline is None:
        return None
    way = target - baseline if direction is Direction.AT_LEAST else baseline - target
    if way <= 0:
        return None
    gone = value - baseline if direction is Direction.AT_LEAST else baseline - value
    return rounded(gone / way * WHOLE, 1)
