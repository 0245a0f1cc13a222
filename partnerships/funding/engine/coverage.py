"""Whether the money covers the three heads (seed), and what was spent against the budget.

The heads ask what each thing costs against the money meant for it; the runway asks whether all money together lasts until a
day. Both count the same days and the same money, so that what all heads need less what they have is what the balance is
below zero on the last day. They still differ: one head's surplus pays for another in the balance and not here, and the
runway's gap is that of the worst day, which may lie before the last.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from partnerships.funding.engine.in_hand import spent_until
from partnerships.funding.engine.sources import NOTHING, THREE_HEADS, Certainty, FundingLine, Head, MonthCost, total
from psp.core.money import pounds

# What the gate before the pilot counts as money for a head: secured or promised, whenever it comes.
MONEY = (Certainty.SECURED, Certainty.PROMISED)


class Cover(StrEnum):
    COVERED = "covered"
    SHORT = "short"
    PENDING = "pending"  # promised, or secured for later
    NO_FUNDING = "no_funding"


@dataclass(frozen=True, slots=True)
class HeadCoverage:
    """What a head needs and has up to a day, in pounds; ``promised`` is not part of ``funded``."""

    head: Head
    needed: Decimal
    funded: Decimal
    short_by: Decimal
    cover: Cover
    promised: Decimal = NOTHING


@dataclass(frozen=True, slots=True)
class AllHeads:
    """The heads added up: ``left`` is the balance of all money on the last day, negative where it is short."""

    needed: Decimal
    funded: Decimal
    promised: Decimal

    @property
    def left(self) -> Decimal:
        """What is left of the money that counts; below zero where it is short."""
        return self.funded - self.needed

    @property
    def short_by(self) -> Decimal:
        """What is missing of all money together; 0 where it lasts."""
        return max(self.needed - self.funded, NOTHING)


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
    heads: Sequence[Head] = THREE_HEADS,
) -> tuple[HeadCoverage, ...]:
    """Set the money for each head against what it needs up to and with ``until``.

    All money and costs to that day count, a month's cost evenly over its days as in ``runway``; repayments count as costs
    of the head whose money is repaid. A head without any money, secured or promised for any day, has no funding, whatever
    it needs. Pennies are rounded so that the heads add up to the rounded whole.
    """
    lines = list(lines)
    exact = [_needed(lines, costs, head, until, counting) for head in heads]
    found = []
    for head, needed in zip(heads, _in_pennies(exact), strict=True):
        own = [line for line in lines if line.head is head]
        funded = _received(own, until, counting)
        promised = _received(own, until, (Certainty.PROMISED,)) if Certainty.PROMISED not in counting else NOTHING
        if not any(line.certainty in MONEY or line.certainty in counting for line in own):
            cover = Cover.NO_FUNDING
        elif funded <= 0:
            cover = Cover.PENDING
        else:
            cover = Cover.SHORT if funded < needed else Cover.COVERED
        found.append(HeadCoverage(head, needed, funded, max(needed - funded, NOTHING), cover, promised))
    return tuple(found)


def in_all(rows: Iterable[HeadCoverage]) -> AllHeads:
    """Add heads up."""
    rows = list(rows)
    return AllHeads(total(r.needed for r in rows), total(r.funded for r in rows), total(r.promised for r in rows))


def spending(costs: Sequence[MonthCost]) -> tuple[HeadSpending, ...]:
    """Set actual costs against the budget of the same months, for every head that has any."""
    found = []
    for head in Head:
        known = [(cost.budget, cost.actual) for cost in costs if cost.head is head and cost.actual is not None]
        if known:
            budget, actual = total(planned for planned, _ in known), total(spent for _, spent in known)
            found.append(HeadSpending(head, budget, actual, actual - budget))
    return tuple(found)


def _received(lines: Iterable[FundingLine], until: date, counting: Collection[Certainty]) -> Decimal:
    counted = (line for line in lines if line.certainty in counting)
    return total(payment.amount for line in counted for payment in line.receipts if payment.on <= until)


def _needed(
    lines: Iterable[FundingLine], costs: Iterable[MonthCost], head: Head, until: date, counting: Collection[Certainty]
) -> Fraction:
    own = (line for line in lines if line.head is head and line.certainty in counting)
    repaid = total(payment.amount for line in own for payment in line.repayments if payment.on <= until)
    return Fraction(repaid) + spent_until((cost for cost in costs if cost.head is head), until)


def _in_pennies(amounts: Sequence[Fraction]) -> list[Decimal]:
    """Round amounts half-up so that they add up to their rounded total: what is left over goes to the largest."""
    rounded = [pounds(Decimal(amount.numerator) / amount.denominator) for amount in amounts]
    whole = sum(amounts, Fraction(0))
    odd = pounds(Decimal(whole.numerator) / whole.denominator) - total(rounded)
    if odd and rounded:
        rounded[max(range(len(rounded)), key=lambda place: amounts[place])] += odd
    return rounded
