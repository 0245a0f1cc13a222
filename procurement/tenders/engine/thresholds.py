"""Which one regime of procurement law applies to a contract on a day, why, and which other thresholds its value reaches.

The lawful regimes exclude one another (Public Contracts (Scotland) Regulations 2015; Procurement Reform (Scotland) Act 2014):
social and other specific services follow the light-touch rules from their own threshold, all others the full regulations from
theirs; below both a contract of £50,000 or more without VAT is a regulated contract of the Act; below that neither applies.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from procurement.tenders.engine.findings import Trust


class Duty(StrEnum):
    """What a threshold brings with it."""

    REGULATED = "regulated"
    GOODS_SERVICES = "goods_services"
    LIGHT_TOUCH = "light_touch"
    COMMUNITY_BENEFITS = "community_benefits"


class ServiceKind(StrEnum):
    """Which of the two thresholds of the regulations counts for a service."""

    SOCIAL = "social"
    OTHER = "other"


class Regime(StrEnum):
    """The one regime that applies."""

    BELOW = "below"
    REGULATED = "regulated"
    LIGHT_TOUCH = "light_touch"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A dated row of reference data: pounds, with VAT or without, from one day until another.

    ``valid_until`` is the last day; None where no end is known. ``duty`` is what it brings; "" of one the law of today does not
    know, which is told apart by its name.
    """

    name: str
    amount: Decimal
    includes_vat: bool
    valid_from: date
    valid_until: date | None
    trust: Trust
    duty: str = ""

    @property
    def key(self) -> str:
        """What its rows of other days share."""
        return self.duty or self.name


@dataclass(frozen=True, slots=True)
class Standing:
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
) -> list[Standing]:
    """Hold a contract's whole value, in pounds, against each threshold in force on a day.

    One answer for each duty in the order first met, by its row that began last. A duty applies
    from its amount upward. A duty whose rows all begin later has no answer and is left out. Raises
    ValueError for a negative value or VAT rate.
    """
    if value < 0 or vat_rate < 0:
        raise ValueError("A contract's value and the VAT rate cannot be negative")
    in_force: dict[str, Threshold] = {}
    for row in thresholds:
        known = in_force.get(row.key)
        if row.valid_from <= on and (known is None or known.valid_from < row.valid_from):
            in_force[row.key] = row
    return [_standing(row, value, includes_vat, vat_rate, on) for row in in_force.values()]


def _standing(row: Threshold, value: Decimal, includes_vat: bool, vat_rate: Decimal, on: date) -> Standing:
    compared = value
    if row.includes_vat != includes_vat:
        compared = without_vat(value, vat_rate) if includes_vat else with_vat(value, vat_rate)
    is_current = row.valid_until is None or on <= row.valid_until
    return Standing(row, compared, compared >= row.amount, is_current)


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of the answer: a threshold that was reached or not. ``code`` names the sentence to show."""

    code: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Answer:
    """The regime that applies and why, the first step first.

    ``regime`` is None where a figure it needs is not known for the day: ``missing`` names whose. ``needs_checking`` tells
    that a figure it rests on is not settled or has run out.
    """

    regime: Regime | None
    reasons: tuple[Reason, ...] = ()
    missing: tuple[Duty, ...] = field(default=())

    @property
    def needs_checking(self) -> bool:
        """Whether people are asked to check a figure the answer rests on."""
        return any(not (one.standing.is_current and one.standing.threshold.trust.is_settled) for one in self.reasons)


def regime_that_applies(standings: Iterable[Standing], kind: ServiceKind) -> Answer:
    """Return the one regime that applies to a contract for a kind of service, from what ``regimes_for`` found.

    Social and other specific services are held against the light-touch threshold alone, all others against the general one.
    """
    found = {standing.threshold.duty: standing for standing in standings}
    duty, regime = (
        (Duty.LIGHT_TOUCH, Regime.LIGHT_TOUCH) if kind is ServiceKind.SOCIAL else (Duty.GOODS_SERVICES, Regime.FULL)
    )
    reasons: list[Reason] = []
    for step, applies in ((duty, regime), (Duty.REGULATED, Regime.REGULATED)):
        standing = found.get(step)
        if standing is None:
            return Answer(None, tuple(reasons), (step,))
        reasons.append(Reason(f"{step}_{'reached' if standing.applies else 'not_reached'}", standing))
        if standing.applies:
            return Answer(applies, tuple(reasons))
    return Answer(Regime.BELOW, tuple(reasons))
