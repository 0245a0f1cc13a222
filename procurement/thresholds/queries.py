"""Reads the figures of the law in the shape the engines take them."""

from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal

from procurement.tenders.engine.figures import START, Figures
from procurement.tenders.engine.findings import Rule, Trust
from procurement.tenders.engine.thresholds import Threshold as Row
from procurement.tenders.engine.thresholds import regimes_for
from procurement.tenders.models import Tender
from procurement.thresholds.models import Threshold, TimeLimit


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
    if tender.estimated_value is None:
        return []
    by_row = {
        Row(row.name, row.amount, row.includes_vat, row.valid_from, row.valid_until, Trust(row.trust)): row
        for row in Threshold.objects.all()
    }
    regimes = regimes_for(
        tender.estimated_value, includes_vat=False, vat_rate=tender.vat_rate, on=on, thresholds=by_row
    )
    return [Applied(by_row[r.threshold], r.compared, r.applies, r.is_current) for r in regimes]
