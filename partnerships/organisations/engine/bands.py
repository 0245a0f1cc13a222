"""How large an organisation is, and how much it relies on grants."""

from decimal import Decimal
from enum import StrEnum

from psp.core.money import rounded

SMALL_STAFF = 5
SMALL_INCOME = Decimal(100_000)
LARGE_INCOME = Decimal(1_000_000)


class Size(StrEnum):
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Reliance(StrEnum):
    """The share of grants in a year's income; each band begins with its lower end."""

    LOW = "low"
    SOME = "some"
    HIGH = "high"
    MOST = "most"


def size_of(paid_staff: int | None, income: Decimal | None) -> Size | None:
    """Band an organisation by its paid staff and its latest yearly income in pounds; None where neither is known.

    Small: at most 5 paid staff or at most £100,000 a year (seed). Large: more than £1 million (ours).
    """
    if paid_staff is None and income is None:
        return None
    if (paid_staff is not None and paid_staff <= SMALL_STAFF) or (income is not None and income <= SMALL_INCOME):
        return Size.SMALL
    return Size.LARGE if income is not None and income > LARGE_INCOME else Size.MEDIUM


def reliance_of(grants: Decimal, total: Decimal) -> Decimal | None:
    """Return grants as a percentage of all income, two decimals, 100 at most; None in a year without income.

    A loss among the other kinds of income can leave a total smaller than the grants.
    """
    return rounded(min(grants / total * 100, Decimal(100)), 2) if total > 0 else None


def band_of(reliance: Decimal | None) -> Reliance | None:
    """Band a percentage of grants: less than a quarter, a quarter to half, half to three quarters, or more (ours)."""
    if reliance is None:
        return None
    bands = (Reliance.LOW, Reliance.SOME, Reliance.HIGH)
    ends = (Decimal(25), Decimal(50), Decimal(75))
    return next((band for band, end in zip(bands, ends, strict=True) if reliance < end), Reliance.MOST)
