"""The dates of a tender held against the rules, as a chapter of the tender evaluation report."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.tenders.queries import amendments_of, announced_award, clocks
from procurement.timetable.queries import said_of
from psp.core import reports
from psp.core.reports import Table


@reports.chapter("tender_evaluation", key="dates", title=gettext_lazy("Dates and the rules"), position=30)
def dates(found: Any, at: datetime) -> dict[str, Any]:
    """Read the dates, what the rules find wrong with them and how far each rule may be trusted, and what was moved."""
    tender = found.tender
    rows = tuple(
        (clock.words, clock.moment.words if clock.moment else _("No date"))
        for clock in clocks(tender, announced_award(tender), at=at)
    )
    said = tuple((one.sentence, one.source, one.trust) for one in said_of(tender))
    headings = (_("Finding"), _("Rule"), _("How far to trust it"))
    return {
        "dates": Table(_("Dates of the tender"), (_("Step"), _("Date")), rows),
        "findings": Table(_("What the rules find"), headings, said) if said else None,
        "amendments": amendments_of(tender),
        "regime": tender.published.get("regime"),
        "kind_is_known": bool(tender.published.get("service_kind")),
        "thresholds": tender.published.get("thresholds", []),
    }
