"""When the money of a source arrives: at once, or in equal parts over its time."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from partnerships.funding.engine.sources import Payment
from psp.core.dates import add_months

PENNY = Decimal("0.01")


class Every(StrEnum):
    ONCE = "once"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}


def instalments(amount: Decimal, *, every: Every, starts_on: date, ends_on: date) -> tuple[Payment, ...]:
    """Split an amount into equal payments from ``starts_on``, the last no later than ``ends_on``.

    Parts are whole pennies; what is left over comes with the last one, so that they add up to the amount.
    """
    days = _days(every, starts_on, ends_on)
    part = (amount / len(days)).quantize(PENNY, rounding=ROUND_DOWN)
    last = amount - part * (len(days) - 1)
    return (*(Payment(day, part) for day in days[:-1]), Payment(days[-1], last))


def _days(every: Every, starts_on: date, ends_on: date) -> Sequence[date]:
    if every is Every.ONCE:
        return [starts_on]
    days = [starts_on]
    while (day := add_months(starts_on, MONTHS[every] * len(days))) <= ends_on:
        days.append(day)
    return days
