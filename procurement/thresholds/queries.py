"""Reads the figures of the law in the shape the engines take them."""

from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.tenders.engine.figures import START, Figures
from procurement.tenders.engine.findings import Rule, Trust
from procurement.tenders.engine.thresholds import (
    Answer,
    Regime,
    ServiceKind,
    Standing,
    regime_that_applies,
    regimes_for,
)
from procurement.tenders.engine.thresholds import Threshold as Row
from procurement.tenders.models import Tender
from procurement.thresholds.models import DutyWords, Threshold, TimeLimit
from psp.core.dates import in_words
from psp.core.money import in_words as in_pounds
from psp.core.money import percent


def figures_in_force() -> Figures:
    """Return the time limits as administrators keep them; those not kept as a row are the engine's own. One query."""
    known = {field.name for field in fields(Figures)}
    rows = {
        row.code: Rule(row.code, Trust(row.trust), row.figure) for row in TimeLimit.objects.all() if row.code in known
    }
    return replace(START, **rows)


def sources_of_limits() -> dict[str, TimeLimit]:
    """Return the time limits by code, for their names and sources. One query."""
    return {row.code: row for row in TimeLimit.objects.all()}


@dataclass(frozen=True, slots=True)
class Applied:
    """A threshold held against a tender's value. ``compared`` is the value on the threshold's VAT basis, in pounds."""

    threshold: Threshold
    compared: Decimal
    applies: bool
    is_current: bool

    @property
    def needs_checking(self) -> bool:
        """Whether the figure is not settled, or ended before the day asked about."""
        return self.threshold.needs_checking or not self.is_current


def thresholds_of(tender: Tender, *, on: date) -> list[Applied]:
    """Hold a tender's estimated value against each threshold on a day; empty where there is no value. One query."""
    return [Applied(row, one.compared, one.applies, one.is_current) for row, one in _standings_of(tender, on)]


def _standings_of(tender: Tender, on: date) -> list[tuple[Threshold, Standing]]:
    if tender.estimated_value is None:
        return []
    by_row = {
        Row(row.name, row.amount, row.includes_vat, row.valid_from, row.valid_until, Trust(row.trust), row.duty): row
        for row in Threshold.objects.all()
    }
    found = regimes_for(tender.estimated_value, includes_vat=False, vat_rate=tender.vat_rate, on=on, thresholds=by_row)
    return [(by_row[standing.threshold], standing) for standing in found]


REGIMES = {
    Regime.BELOW: gettext_lazy("Below the thresholds: the council’s own rules apply"),
    Regime.REGULATED: gettext_lazy("Regulated contract: the Procurement Reform (Scotland) Act 2014 applies"),
    Regime.LIGHT_TOUCH: gettext_lazy("Light touch: the rules for social and other specific services apply"),
    Regime.FULL: gettext_lazy("The full Public Contracts (Scotland) Regulations 2015 apply"),
}
REASONS = {
    "light_touch_reached": gettext_lazy(
        "Social and other specific services are light touch from {amount}: {compared} reaches it."
    ),
    "light_touch_not_reached": gettext_lazy(
        "Social and other specific services are light touch from {amount}: {compared} does not reach it."
    ),
    "goods_services_reached": gettext_lazy(
        "The full regulations apply to other services from {amount}: {compared} reaches it."
    ),
    "goods_services_not_reached": gettext_lazy(
        "The full regulations apply to other services from {amount}: {compared} does not reach it."
    ),
    "regulated_reached": gettext_lazy("A contract is regulated from {amount}: {compared} reaches it."),
    "regulated_not_reached": gettext_lazy("A contract is regulated from {amount}: {compared} does not reach it."),
}


@dataclass(frozen=True, slots=True)
class Said:
    """Which regime applies, in words: a headline and its reasons, and whether a figure needs checking."""

    headline: str
    reasons: list[str]
    needs_checking: bool = False
    is_known: bool = True


def regime_of(tender: Tender, *, on: date) -> Said | None:
    """Say which one regime applies to a tender on a day, and why; None while it has no value. One query.

    The day that counts is that of the notice.
    """
    if tender.estimated_value is None:
        return None
    if not tender.service_kind:
        words = _("Say what kind of service it is: social and other specific services have a threshold of their own")
        return Said(words, [], is_known=False)
    standings = [standing for _row, standing in _standings_of(tender, on)]
    answer = regime_that_applies(standings, ServiceKind(tender.service_kind))
    return _said_of(answer, tender, on)


def _said_of(answer: Answer, tender: Tender, on: date) -> Said:
    reasons = [
        str(REASONS[one.code]).format(
            amount=_amount(one.standing.threshold.amount, one.standing),
            compared=_amount(one.standing.compared, one.standing),
        )
        for one in answer.reasons
    ]
    if any(one.standing.threshold.includes_vat for one in answer.reasons):
        words = _("VAT at {rate} is added to {value}, the estimated value without VAT.")
        reasons.append(
            words.format(rate=percent(tender.vat_rate), value=in_pounds(tender.estimated_value or Decimal(0)))
        )
    if answer.regime is None:
        [duty] = answer.missing
        words = _("No figure is known on {day} for: {threshold}. Ask an administrator to add it")
        headline = words.format(day=in_words(on), threshold=DutyWords(duty.value).label)
        return Said(headline, reasons, needs_checking=True, is_known=False)
    return Said(str(REGIMES[answer.regime]), reasons, answer.needs_checking)


def _amount(amount: Decimal, standing: Standing) -> str:
    words = _("{amount} including VAT") if standing.threshold.includes_vat else _("{amount} excluding VAT")
    return words.format(amount=in_pounds(amount))
