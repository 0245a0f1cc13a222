"""How long a partnership's money lasts, against the day its service starts.

Money arrives and is repaid on its day, arrivals first; the cost of a month is spent evenly over its
days, actual cost in place of budget where it is known. Balances are exact; a gap is rounded to
pennies, half-up.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from partnerships.funding.engine.sources import NOTHING, Certainty, FundingLine, MonthCost, Payment
from psp.core.dates import add_months, first_day_of_month, last_day_of_month, months_between
from psp.core.money import pounds

MOST_MONTHS = 600


@dataclass(frozen=True, slots=True)
class MonthBalance:
    first_day: date
    opening: Decimal
    received: Decimal
    spent: Decimal
    repaid: Decimal
    closing: Decimal


@dataclass(frozen=True, slots=True)
class Runway:
    """How long the money lasts.

    ``money_ends_on`` is the first day the balance would go below zero, None where it does not within
    ``months``. ``gap`` is what has to be found, in pounds, for the balance to stay at zero or above
    until the service starts (to the end of ``months`` without a planned start); None where the costs known end before
    that, as a total of some of the costs is none. ``days_short`` and
    ``months_short`` (whole months) lie between the day money ends and the start; 0 where it lasts.
    ``costs_known_until`` is the last day with a cost: beyond it nothing is known to be spent.
    """

    months: tuple[MonthBalance, ...]
    money_ends_on: date | None
    gap: Decimal | None
    days_short: int
    months_short: int
    costs_known_until: date | None


def runway(
    lines: Iterable[FundingLine],
    costs: Sequence[MonthCost],
    *,
    service_starts_on: date | None = None,
    counting: Collection[Certainty] = (Certainty.SECURED,),
) -> Runway:
    """Set the funding that counts against all costs, month by month and day by day.

    Months run from the first to the last with money, a cost or the service start in it; a service start further than
    50 years off adds none. Raises ValueError where money and costs span more than 50 years.
    """
    counted = [line for line in lines if line.certainty in counting]
    received = _by_day(payment for line in counted for payment in line.receipts)
    repaid = _by_day(payment for line in counted for payment in line.repayments)
    spent = _by_day(Payment(first_day_of_month(cost.month), cost.counted) for cost in costs)
    days = [*received, *repaid, *spent]
    months = _months(days)
    if service_starts_on and _span([*days, service_starts_on]) <= MOST_MONTHS:
        months = _months([*days, service_starts_on])
    balances = _balances(months, received, repaid, spent)
    stretches = list(_stretches(balances, received, repaid))
    money_ends_on = next((day for day in map(_first_day_below, stretches) if day), None)
    days_short, months_short = _short(money_ends_on, service_starts_on)
    known_until = last_day_of_month(max(spent)) if spent else None
    is_known = service_starts_on is None or (known_until or date.min) >= service_starts_on - timedelta(days=1)
    return Runway(
        months=tuple(balances),
        money_ends_on=money_ends_on,
        gap=_deepest(stretches, before=service_starts_on) if is_known else None,
        days_short=days_short,
        months_short=months_short,
        costs_known_until=known_until,
    )


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Days of one month without a payment after the first: ``held`` less ``spent`` day by day."""

    first: date
    last: date
    held: Decimal  # all but the month's cost
    spent: Decimal  # the whole month's cost
    length: int  # days in the month

    def is_below_on(self, day: date) -> bool:
        return self.held * self.length < self.spent * day.day

    def balance_on(self, day: date) -> Fraction:
        return Fraction(self.held) - Fraction(self.spent) * day.day / self.length


def _by_day(payments: Iterable[Payment]) -> dict[date, Decimal]:
    totals: dict[date, Decimal] = {}
    for payment in payments:
        totals[payment.on] = totals.get(payment.on, NOTHING) + payment.amount
    return totals


def _span(days: Collection[date]) -> int:
    return months_between(first_day_of_month(min(days)), first_day_of_month(max(days))) + 1


def _months(days: Collection[date]) -> list[date]:
    if not days:
        return []
    first, count = first_day_of_month(min(days)), _span(days)
    if count > MOST_MONTHS:
        raise ValueError("Funding and costs lie more than 50 years apart: check their dates")
    return [add_months(first, number) for number in range(count)]


def _balances(
    months: Iterable[date], received: dict[date, Decimal], repaid: dict[date, Decimal], spent: dict[date, Decimal]
) -> list[MonthBalance]:
    arrived, returned = (
        _by_day(Payment(first_day_of_month(day), amount) for day, amount in days.items()) for days in (received, repaid)
    )
    balances, opening = [], NOTHING
    for month in months:
        came, cost, went = arrived.get(month, NOTHING), spent.get(month, NOTHING), returned.get(month, NOTHING)
        balances.append(MonthBalance(month, opening, came, cost, went, opening + came - cost - went))
        opening = balances[-1].closing
    return balances


def _stretches(
    balances: Iterable[MonthBalance], received: dict[date, Decimal], repaid: dict[date, Decimal]
) -> Iterator[_Stretch]:
    starts: dict[date, set[date]] = {}
    for day in received.keys() | repaid.keys():
        starts.setdefault(first_day_of_month(day), set()).add(day)
    for month in balances:
        last_day = last_day_of_month(month.first_day)
        firsts = sorted(starts.get(month.first_day, set()) | {month.first_day})
        lasts = [day - timedelta(days=1) for day in firsts[1:]] + [last_day]
        held = month.opening
        for first, last in zip(firsts, lasts, strict=True):
            held += received.get(first, NOTHING) - repaid.get(first, NOTHING)
            yield _Stretch(first, last, held, month.spent, last_day.day)


def _first_day_below(stretch: _Stretch) -> date | None:
    if stretch.is_below_on(stretch.first):
        return stretch.first
    if stretch.is_below_on(stretch.last):
        return stretch.first.replace(day=int(stretch.held * stretch.length // stretch.spent) + 1)
    return None


def _deepest(stretches: Iterable[_Stretch], *, before: date | None) -> Decimal:
    # A balance falls or rises in a straight line within a stretch, so an end of it is its lowest.
    lowest = Fraction(0)
    for stretch in stretches:
        if before is None or stretch.first < before:
            last = stretch.last if before is None else min(stretch.last, before - timedelta(days=1))
            ends = [day for day in (stretch.first, last) if stretch.is_below_on(day)]
            lowest = min([lowest, *map(stretch.balance_on, ends)])
    return pounds(Decimal(-lowest.numerator) / lowest.denominator)


def _short(money_ends_on: date | None, service_starts_on: date | None) -> tuple[int, int]:
    if money_ends_on is None or service_starts_on is None or service_starts_on <= money_ends_on:
        return 0, 0
    return (service_starts_on - money_ends_on).days, months_between(money_ends_on, service_starts_on)
