"""Questions and answers given to all bidders alike, as a chapter of the tender evaluation report."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from psp.core import reports
from psp.core.dates import in_words, london_date
from psp.core.reports import Table


@reports.chapter("tender_evaluation", key="questions", title=gettext_lazy("Questions from bidders"), position=45)
def questions(found: Any, at: datetime) -> dict[str, Any] | None:
    """Read what was asked and answered; who asked is no part of it. Left out where nobody asked. One query."""
    rows = tuple(
        (
            row.text,
            row.answer or row.left_reason or _("Not answered"),
            in_words(london_date(row.answered_at)) if row.answered_at else "–",
        )
        for row in found.tender.clarifications.order_by("number")
    )
    headings = (_("Question"), _("Answer to all bidders"), _("Answered"))
    return {"questions": Table(_("Questions and answers"), headings, rows)} if rows else None
