"""Whether the money covers the three heads (seed), and what was spent against the budget."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from partnerships.funding.engine.sources import NOTHING, THREE_HEADS, Certainty, FundingLine, Head, MonthCost, total
from psp.core.dates import first_day_of_month


class Cover(StrEnum):
    COVERED = "covered"
    SHORT = "short"
    NO_FUNDING = "no_funding"


@dataclass(frozen=True, slots=True)
class HeadCoverage:
    head: Head
    needed: Decimal
    funded: Decimal
    short_by: Decimal
    cover: Cover


@dataclass(frozen=True, slots=True)
class HeadSpending:
    """Budget against actual over the months whose actual cost is known; ``over`` is actual − budget."""

    head: Head
    budget: Decimal
    actual: Decimal
    over: Decimal


def coverage(
    lines: Iterable[FundingLine],
    costs: Sequence[MonthCost],
    *,
    until: date,
    counting: Collection[Certainty] = (Certainty.SECURED,),
) -> tuple[HeadCoverage, ...]:
    """Set the money for each of the three heads against what it needs up to and with ``until``.

    All money and costs to that day count, a month's cost whole; repayments count as costs of the
    head whose money is repaid. A head without any money has no funding, whatever it needs.
    """
    counted = [line for line in lines if line.certainty in counting]
    found = []
    for head in THREE_HEADS:
        own = [line for line in counted if line.head is head]
        funded = total(payment.amount for line in own for payment in line.receipts if payment.on <= until)
        repaid = total(payment.amount for line in own for payment in line.repayments if payment.on <= until)
        spent = total(cost.counted for cost in costs if cost.head is head and first_day_of_month(cost.month) <= until)
        needed = spent + repaid
        cover = Cover.NO_FUNDING if funded <= 0 else Cover.SHORT if funded < needed else Cover.COVERED
        found.append(HeadCoverage(head, needed, funded, max(needed - funded, NOTHING), cover))
    return tuple(found)


def spending(costs: Sequence[MonthCost]) -> tuple[HeadSpending, ...]:
    """Set actual costs against the budget of the same months, for every head that has any."""
    found = []
    for head in Head:
        known = [(cost.budget, cost.actual) for cost in costs if cost.head is head and cost.actual is not None]
        if known:
            budget, actual = total(planned for planned, _ in known), total(spent for _, spent in known)
            found.append(HeadSpending(head, budget, actual, actual - budget))
    return tuple(found)
