"""Who evaluated, as a chapter of the tender evaluation report. What an interest is stays sealed; that there is one shows."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.evaluators.queries import evaluators_of
from psp.core import reports
from psp.core.dates import in_words, london_date
from psp.core.reports import Table


@reports.chapter("tender_evaluation", key="evaluators", title=gettext_lazy("Evaluators and interests"), position=55)
def evaluators(found: Any, at: datetime) -> dict[str, Any]:
    """Read each evaluator's task, when they declared their interests, and what they were kept from. Two queries."""
    rows = tuple(
        (
            str(row),
            ", ".join(filter(None, [row.get_task_display(), _("chair") if row.is_chair else ""])),
            _declared(row),
            _kept_from(row, found),
        )
        for row in evaluators_of(found.tender)
    )
    headings = (_("Person"), _("Part in the evaluation"), _("Interests declared"), _("Kept from"))
    return {"evaluators": Table(_("Evaluators"), headings, rows)}


def _declared(row: Any) -> str:
    if row.declared_at is None:
        return _("Not declared")
    day = in_words(london_date(row.declared_at))
    if row.late_interest_at is None:
        return day
    words = _("{day}; a further interest on {late}, after the scores were locked")
    return words.format(day=day, late=in_words(london_date(row.late_interest_at)))


def _kept_from(evaluator: Any, found: Any) -> str:
    if evaluator.recused_from_all:
        return _("All bids")
    names = found.content["bidders"]
    kept = [str(names.get(recusal.bid.receipt, recusal.bid.receipt)) for recusal in evaluator.recusals.all()]
    return ", ".join(kept) or _("None")
