"""How much of the running cost is underwritten, month by month, and from which day nobody pays."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from psp.core.dates import add_months

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Pledge:
    """A promise to pay ``monthly`` pounds from ``starts_on`` up to ``until``, the first day after it."""

    starts_on: date
    until: date
    monthly: Decimal


@dataclass(frozen=True, slots=True)
class Month:
    first_day: date
    cost: Decimal
    underwritten: Decimal
    shortfall: Decimal


def coverage(pledges: Iterable[Pledge], cost_by_month: Mapping[date, Decimal]) -> list[Month]:
    """Set pledges against the running cost.

    ``cost_by_month`` maps the first day of each month to pounds. A pledge counts for a month it covers whole. The shortfall
    is never negative: a surplus in one month does not pay for another.
    """
    pledges = list(pledges)
    months = []
    for first_day, cost in sorted(cost_by_month.items()):
        next_month = add_months(first_day, 1)
        whole = (p.monthly for p in pledges if p.starts_on <= first_day and p.until >= next_month)
        underwritten = sum(whole, NOTHING)
        months.append(Month(first_day, cost, underwritten, max(cost - underwritten, NOTHING)))
    return months


def first_uncovered_day(pledges: Iterable[Pledge], *, starts_on: date, until: date) -> date | None:
    """Return the first day from ``starts_on`` up to ``until``, not itself, that no pledge covers; None where all are."""
    day = starts_on
    for pledge in sorted(pledges, key=lambda pledge: pledge.starts_on):
        if pledge.starts_on <= day < pledge.until:
            day = pledge.until
    return day if day < until else None
