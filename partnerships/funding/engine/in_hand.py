"""How much money is in hand at the end of a day."""

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from partnerships.funding.engine.sources import Certainty, FundingLine, MonthCost, total
from psp.core.dates import first_day_of_month, last_day_of_month
from psp.core.money import pounds


def in_hand(
    lines: Iterable[FundingLine],
    costs: Iterable[MonthCost],
    *,
    on: date,
    counting: Collection[Certainty] = (Certainty.SECURED,),
) -> Decimal:
    """Return pounds in hand at the end of a day: what arrived, less what was repaid and spent.

    The cost of a month is spent evenly over its days, as in ``runway``. Rounded to pennies, half-up.
    """
    counted = [line for line in lines if line.certainty in counting]
    arrived = total(payment.amount for line in counted for payment in line.receipts if payment.on <= on)
    repaid = total(payment.amount for line in counted for payment in line.repayments if payment.on <= on)
    left = Fraction(arrived) - Fraction(repaid) - spent_until(costs, on)
    return pounds(Decimal(left.numerator) / left.denominator)


def spent_until(costs: Iterable[MonthCost], on: date) -> Fraction:
    """Return the exact pounds that costs come to by the end of a day, each month's cost spent evenly over its days."""
    return sum((_spent(cost, on) for cost in costs), Fraction(0))


def _spent(cost: MonthCost, on: date) -> Fraction:
    first, last = first_day_of_month(cost.month), last_day_of_month(cost.month)
    if on < first:
        return Fraction(0)
    return Fraction(cost.counted) * (min(on, last).day) / last.day
