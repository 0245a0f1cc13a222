"""All scores side by side with the moderated ones and their reasons, as a chapter of the tender evaluation report."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.moderation.queries import Compared, compared
from psp.core import reports
from psp.core.reports import Table


@reports.chapter("tender_evaluation", key="scores", title=gettext_lazy("Scores"), position=60)
def scores(found: Any, at: datetime) -> dict[str, Any]:
    """Read, bid by bid and question by question, who gave what and why, and what was agreed. Few queries."""
    questions, cells = list(found.tender.questions.all()), compared(found.tender)
    quality = {row["bid"]: row["quality_score"] for row in found.content["result"]["bids"]}
    return {
        "bids": [
            (
                found.name_of(bid.receipt),
                quality.get(bid.receipt),
                [(question, cells[bid.pk, question.pk], _given(cells[bid.pk, question.pk])) for question in questions],
            )
            for bid in found.tender.bids.live().order_by("received_at", "pk")
        ]
    }


def _given(cell: Compared) -> Table | None:
    rows = tuple((one.evaluator, str(one.points), one.comment) for one in cell.scores)
    headings = (_("Evaluator"), _("Score"), _("Reason"))
    return Table(_("Scores of 0 to 4, each given alone"), headings, rows, numeric=(1,)) if rows else None
