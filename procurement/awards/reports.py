"""The award and what followed, as a chapter of the tender evaluation report, once every bidder has been told."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.awards.models import Award
from procurement.awards.queries import award_of, notice_due_on, papers_kept
from psp.core import reports
from psp.core.dates import in_words
from psp.core.reports import Table


@reports.chapter("tender_evaluation", key="award", title=gettext_lazy("Award, standstill and contract"), position=80)
def award(found: Any, at: datetime) -> dict[str, Any] | None:
    """Read the decision, the notices, challenges, debriefs and the contract; left out until every bidder was told."""
    decided = award_of(found.tender)
    if decided is None or decided.standstill_ends_on is None:
        return None
    return {
        "award": decided,
        "notice_due_on": notice_due_on(decided),
        "papers": papers_kept(decided),
        "contract": getattr(decided, "contract", None),
        "notices": _notices(decided, found),
        "holds": decided.holds.all(),
        "debriefs": _debriefs(decided, found),
    }


def _notices(decided: Award, found: Any) -> Table:
    rows = tuple(
        (
            found.name_of(row.bid.receipt),
            in_words(row.sent_on),
            _("Electronically") if row.is_electronic else _("On paper"),
        )
        for row in decided.notices.select_related("bid")
    )
    return Table(_("Notices to bidders"), (_("Bidder"), _("Sent"), _("How")), rows)


def _debriefs(decided: Award, found: Any) -> Table | None:
    rows = tuple(
        (
            found.name_of(row.bid.receipt),
            in_words(row.asked_on),
            in_words(row.due_on),
            in_words(row.answered_on) if row.answered_on else _("Not yet"),
        )
        for row in decided.debriefs.select_related("bid")
    )
    headings = (_("Bidder"), _("Asked"), _("To be answered by"), _("Answered"))
    return Table(_("Debriefs"), headings, rows) if rows else None
