"""Which regimes a contract's value brings with it on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from procurement.tenders.engine.findings import Trust


@dataclass(frozen=True, slots=True)
class Threshold:
    """A dated row of reference data: pounds, with VAT or without, from one day until another.

    ``valid_until`` is the last day; None where no end is known.
    """

    name: str
    amount: Decimal
    includes_vat: bool
    valid_from: date
    valid_until: date | None
    trust: Trust


@dataclass(frozen=True, slots=True)
class Regime:
    """How a value stands to one threshold.

    ``compared`` is the value on the threshold's VAT basis. ``is_current`` is False where the row had
    ended by the day asked about and a newer one is not known: the answer then needs checking.
    """

    threshold: Threshold
    compared: Decimal
    applies: bool
    is_current: bool


def with_vat(amount: Decimal, vat_rate: Decimal) -> Decimal:
    """Add VAT at ``vat_rate`` per cent to pounds without it; not rounded."""
    return amount * (100 + vat_rate) / 100


def without_vat(amount: Decimal, vat_rate: Decimal) -> Decimal:
    """Take VAT at ``vat_rate`` per cent out of pounds that include it; not rounded."""
    return amount * 100 / (100 + vat_rate)


def regimes_for(
    value: Decimal, *, includes_vat: bool, vat_rate: Decimal, on: date, thresholds: Iterable[Threshold]
) -> list[Regime]:
    """Hold a contract's whole value, in pounds, against each threshold in force on a day.

    One answer for each name in the order first met, by its row that began last. A regime applies
    from its amount upward. A name whose rows all begin later has no answer and is left out. Raises
    ValueError for a negative value or VAT rate.
    """
    if value < 0 or vat_rate < 0:
        raise ValueError("A contract's value and the VAT rate cannot be negative")
    in_force: dict[str, Threshold] = {}
    for row in thresholds:
        known = in_force.get(row.name)
        if row.valid_from <= on and (known is None or known.valid_from < row.valid_from):
            in_force[row.name] = row
    return [_regime(row, value, includes_vat, vat_rate, on) for row in in_force.values()]


def _regime(row: Threshold, value: Decimal, includes_vat: bool, vat_rate: Decimal, on: date) -> Regime:
    compared = value
    if row.includes_vat != includes_vat:
        compared = without_vat(value, vat_rate) if includes_vat else with_vat(value, vat_rate)
    is_current = row.valid_until is None or on <= row.valid_until
    return Regime(row, compared, compared >= row.amount, is_current)
