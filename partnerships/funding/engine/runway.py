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

from partnerships.funding.engine.shortfalls import Shortfall, Stretch, money_ends_on, shortfalls
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

    ``shortfalls`` are all runs of days below zero, and ``money_ends_on`` is the first day of the one that ends the money
    (``engine.shortfalls``), None where it pays for all costs known. ``gap`` is what has to be found, in pounds, for the
    balance to stay at zero or above until the service starts, dips included (to the end of ``months`` without a planned
    start), and ``gap_on`` the day on which that much is missing; None where the costs known end before that, as a total of
    some of the costs is none. ``days_short`` and ``months_short`` (whole months) lie between the day money ends and the
    start; 0 where it lasts. ``costs_known_until`` is the last day with a cost: beyond it nothing is known to be spent.
    """

    months: tuple[MonthBalance, ...]
    money_ends_on: date | None
    gap: Decimal | None
    days_short: int
    months_short: int
    costs_known_until: date | None
    shortfalls: tuple[Shortfall, ...] = ()
    gap_on: date | None = None

    def dips_before(self, day: date | None) -> list[Shortfall]:
        """List the dips that begin before a day, and before the money ends; with None, before it ends."""
        ends = [end for end in (day, self.money_ends_on) if end is not None]
        return [s for s in self.shortfalls if s.is_dip and all(s.starts_on < end for end in ends)]


def runway(
    lines: Iterable[FundingLine],
    costs: Sequence[MonthCost],
    *,
    service_starts_on: date | None = None,
    since: date | None = None,
    counting: Collection[Certainty] = (Certainty.SECURED,),
) -> Runway:
    """Set the funding that counts against all costs, month by month and day by day.

    Months run from the first to the last with money, a cost or the service start in it; a service start further than
    50 years off adds none. The gap counts what is missing from ``since`` on: what was made good before is not to be found any
    more. Raises ValueError where money and costs span more than 50 years.
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
    found = shortfalls(stretches)
    ends_on = money_ends_on(found)
    days_short, months_short = _short(ends_on, service_starts_on)
    known_until = last_day_of_month(max(spent)) if spent else None
    is_known = service_starts_on is None or (known_until or date.min) >= service_starts_on - timedelta(days=1)
    gap, gap_on = _deepest(stretches, since=since, before=service_starts_on) if is_known else (None, None)
    return Runway(
        months=tuple(balances),
        money_ends_on=ends_on,
        gap=gap,
        days_short=days_short,
        months_short=months_short,
        costs_known_until=known_until,
        shortfalls=found,
        gap_on=gap_on,
    )


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
) -> Iterator[Stretch]:
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
            yield Stretch(first, last, held, month.spent, last_day.day)


def _deepest(stretches: Iterable[Stretch], *, since: date | None, before: date | None) -> tuple[Decimal, date | None]:
    # A balance falls or rises in a straight line within a stretch, so an end of it is its lowest.
    lowest, lowest_on = Fraction(0), None
    for stretch in stretches:
        first = max(stretch.first, since or stretch.first)
        last = stretch.last if before is None else min(stretch.last, before - timedelta(days=1))
        if first <= last:
            for day in (first, last):
                if stretch.is_below_on(day) and stretch.balance_on(day) < lowest:
                    lowest, lowest_on = stretch.balance_on(day), day
    return pounds(Decimal(-lowest.numerator) / lowest.denominator), lowest_on


def _short(ends_on: date | None, service_starts_on: date | None) -> tuple[int, int]:
    if ends_on is None or service_starts_on is None or service_starts_on <= ends_on:
        return 0, 0
    return (service_starts_on - ends_on).days, months_between(ends_on, service_starts_on)
