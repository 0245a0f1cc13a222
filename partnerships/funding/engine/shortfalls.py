"""The days on which money is missing: dips that later money makes good, and the end of the money.

One definition for every page, list, notice and gate of this product (ours):

- A **shortfall** is a run of days without a break on which the balance is below zero, by a penny or more.
- A **dip** is a shortfall that money arriving later makes good within three months, the time between two instalments paid
  quarterly. It is named with its amount and its days: "short by £760 for 4 days in June 2027". It does not end the money.
- The **money ends** on the first day of the first shortfall that is no dip: one that is never made good as far as costs
  are known, or only after longer than three months.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil

from psp.core.dates import add_months
from psp.core.money import pounds

LONGEST_DIP_MONTHS = 3
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days of one month without a payment after the first: ``held`` less ``spent`` day by day.

    ``held`` is all but the month's cost, ``spent`` the whole month's cost in pounds, ``length`` the days in the month.
    """

    first: date
    last: date
    held: Decimal
    spent: Decimal
    length: int

    def is_below_on(self, day: date) -> bool:
        """Tell whether the balance at the end of a day is below zero."""
        return self.held * self.length < self.spent * day.day

    def balance_on(self, day: date) -> Fraction:
        """Return the exact balance at the end of a day."""
        return Fraction(self.held) - Fraction(self.spent) * day.day / self.length


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Money missing from ``starts_on`` up to ``until``, the first day it is made good; None where it never is.

    ``amount`` is what is missing at most, in pounds rounded to pennies, and ``deepest_on`` the day on which it is.
    """

    starts_on: date
    until: date | None
    amount: Decimal
    deepest_on: date

    @property
    def days(self) -> int | None:
        """Calendar days it lasts; None where it is never made good."""
        return None if self.until is None else (self.until - self.starts_on).days

    @property
    def is_dip(self) -> bool:
        """It is made good soon enough not to end the money."""
        return self.until is not None and self.until <= add_months(self.starts_on, LONGEST_DIP_MONTHS)


def shortfalls(stretches: Iterable[Stretch]) -> tuple[Shortfall, ...]:
    """List the runs of days below zero, in order. ``stretches`` touch and cover every day."""
    found: list[Shortfall] = []
    run: list[tuple[date, date, Fraction, date]] = []
    last_day = None
    for stretch in stretches:
        last_day = stretch.last
        below = _below(stretch)
        if run and (below is None or below[0] > run[-1][1] + DAY):
            found += _ended(run, run[-1][1] + DAY)
            run = []
        if below is not None:
            run.append(below)
    if run:
        ends_below = run[-1][1] == last_day
        found += _ended(run, None if ends_below else run[-1][1] + DAY)
    return tuple(found)


def money_ends_on(found: Iterable[Shortfall]) -> date | None:
    """Return the first day of the first shortfall that is no dip; None where the money pays for all costs known."""
    return next((shortfall.starts_on for shortfall in found if not shortfall.is_dip), None)


def _ended(run: list[tuple[date, date, Fraction, date]], until: date | None) -> Iterator[Shortfall]:
    _, _, lowest, deepest_on = min(run, key=lambda part: part[2])
    amount = pounds(Decimal(-lowest.numerator) / lowest.denominator)
    if amount > 0:
        yield Shortfall(run[0][0], until, amount, deepest_on)


def _below(stretch: Stretch) -> tuple[date, date, Fraction, date] | None:
    """Return the first and the last day below zero, the lowest balance and its day; a balance runs in a straight line."""
    first, last = stretch.first, stretch.last
    starts_below, ends_below = stretch.is_below_on(first), stretch.is_below_on(last)
    if not starts_below and not ends_below:
        return None
    crossing = stretch.held * stretch.length / stretch.spent if starts_below != ends_below else Decimal(0)
    if not starts_below:
        first = first.replace(day=int(crossing) + 1)
    if not ends_below:
        last = last.replace(day=ceil(crossing) - 1)
    lowest_on = min((first, last), key=stretch.balance_on)
    return first, last, stretch.balance_on(lowest_on), lowest_on
