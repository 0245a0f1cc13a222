"""Where a partnership's money comes from and what it costs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

NOTHING = Decimal(0)


class Head(StrEnum):
    """What money is for; the first three must be covered (seed)."""

    DEVELOPMENT = "development"  # a dedicated development officer and ongoing development support
    VISION = "vision"  # developing shared vision and values
    ADMINISTRATION = "administration"  # administrative support
    OTHER = "other"


THREE_HEADS = (Head.DEVELOPMENT, Head.VISION, Head.ADMINISTRATION)


class Certainty(StrEnum):
    SECURED = "secured"
    PROMISED = "promised"
    APPLIED = "applied"


@dataclass(frozen=True, slots=True)
class Payment:
    on: date
    amount: Decimal  # pounds


@dataclass(frozen=True, slots=True)
class FundingLine:
    """A source: a grant, contract, loan or investment, whole or in instalments, and its repayments."""

    head: Head
    certainty: Certainty
    receipts: tuple[Payment, ...]
    repayments: tuple[Payment, ...] = ()


@dataclass(frozen=True, slots=True)
class MonthCost:
    """The cost of one head in the month of ``month``, in pounds; ``actual`` None until it is known."""

    month: date
    head: Head
    budget: Decimal
    actual: Decimal | None = None

    @property
    def counted(self) -> Decimal:
        """Return the actual cost where it is known, else the budget."""
        return self.budget if self.actual is None else self.actual


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Add amounts up; nought where there are none."""
    return sum(amounts, NOTHING)
