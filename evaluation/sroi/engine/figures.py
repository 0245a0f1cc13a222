"""Exact arithmetic, rounding once at the edge, and the limits every figure of a study keeps."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import (
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    localcontext,
)

EXACT = Context(
    prec=60,
    rounding=ROUND_HALF_EVEN,
    Emin=-999_999,
    Emax=999_999,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
HUNDRED = Decimal(100)
NOUGHT = Decimal(0)
ONE = Decimal(1)


@contextmanager
def exact() -> Iterator[None]:
    """Compute with 60 digits whatever the decimal context of the caller is; also a decorator."""
    with localcontext(EXACT):
        yield


@exact()
def rounded(value: Decimal, places: int) -> Decimal:
    """Round half-up, a half going away from nought (-0.005 is -0.01); a rounded nought has no sign."""
    return value.quantize(ONE.scaleb(-places), ROUND_HALF_UP) + 0


def pounds(value: Decimal) -> Decimal:
    """Round pounds to pennies, half-up. Call it once, on a finished figure, never on one to go on with."""
    return rounded(value, 2)


def rounded_ratio(ratio: Decimal | None, places: int = 2) -> Decimal | None:
    """Round a ratio half-up; an undefined one stays None. People see two decimals, files carry four."""
    return None if ratio is None else rounded(ratio, places)


# What a spreadsheet holds of a number, and what both databases give back unchanged.
MOST_DIGITS = MOST_DECIMALS = 15


@exact()
def as_kept(value: Decimal) -> Decimal:
    """Round a figure half-up to what is kept of it, 15 significant digits and 15 decimals, without trailing zeros."""
    if not value:
        return NOUGHT
    kept = rounded(value, min(MOST_DECIMALS, MOST_DIGITS - 1 - value.adjusted())).normalize()
    return Decimal(f"{kept:f}")


def plain(value: Decimal) -> str:
    """Write a figure in plain digits without trailing zeros: "12.5", "1000", "-275"."""
    written = f"{value:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


class BadFigureError(ValueError):
    """A figure of a study that cannot be computed with: which row, which field, and why."""

    def __init__(self, row: str, field: str, reason: str) -> None:
        super().__init__(f"{row}, field {field}: {reason}")
        self.row = row
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Limits:
    least: Decimal
    most: Decimal


_PERCENT = Limits(NOUGHT, HUNDRED)
_ANY_AMOUNT = Limits(Decimal(-1_000_000_000_000), Decimal(1_000_000_000_000))
LIMITS = {
    "quantity": _ANY_AMOUNT,
    "proxy": _ANY_AMOUNT,
    "value": Limits(NOUGHT, _ANY_AMOUNT.most),
    "inputs": Limits(NOUGHT, _ANY_AMOUNT.most * _ANY_AMOUNT.most * HUNDRED),
    "impact": Limits(_ANY_AMOUNT.least * _ANY_AMOUNT.most, _ANY_AMOUNT.most * _ANY_AMOUNT.most),
    "deadweight": _PERCENT,
    "displacement": _PERCENT,
    "attribution": _PERCENT,
    "drop_off": _PERCENT,
    "discount_rate": _PERCENT,
    "duration_years": Limits(ONE, HUNDRED),
    "year": Limits(ONE, HUNDRED),
    "last_year": Limits(ONE, Decimal(10_000)),
    "price_year": Limits(Decimal(1900), Decimal(2200)),
    "index": Limits(Decimal("0.0001"), Decimal(1_000_000)),
}


def limit_problem(field: str, value: Decimal | int) -> str | None:
    """Say why ``value`` is outside the limits of ``field`` ("120 is more than 100"), or None when it is inside.

    Percentages run 0–100, durations 1–100 whole years, inputs are never negative; ours.
    """
    if isinstance(value, Decimal) and not value.is_finite():
        return f"{value} is not a number"
    limits = LIMITS[field]
    if limits.least <= value <= limits.most:
        return None
    said = str(value) if len(str(value)) <= 40 else f"{str(value)[:37]}..."
    return f"{said} is less than {limits.least}" if value < limits.least else f"{said} is more than {limits.most}"


def keep_within_limits(row: str, figures: dict[str, Decimal | int | None]) -> None:
    """Raise BadFigureError for the first of ``figures`` that is outside its limits; None is no figure."""
    for field, value in figures.items():
        reason = None if value is None else limit_problem(field, value)
        if reason:
            raise BadFigureError(row, field, reason)
