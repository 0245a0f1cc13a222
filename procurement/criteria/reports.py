"""How bids are judged, as a chapter of the tender evaluation report: as it was published."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.criteria.queries import said_of_weights
from procurement.scoring.queries import announced_rules
from psp.core import reports
from psp.core.money import percent
from psp.core.reports import Table


@reports.chapter("tender_evaluation", key="method", title=gettext_lazy("Method and weights"), position=20)
def method(found: Any, at: datetime) -> dict[str, Any]:
    """Read the weights with their reason, the questions, and the rules of scoring and ranking as announced."""
    tender = found.tender
    questions = list(tender.questions.all())
    return {
        "tender": tender,
        "quality": percent(tender.quality_weight),
        "price": percent(tender.price_weight),
        "questions": _questions(questions),
        "rules": announced_rules(tender),
        "said": said_of_weights(tender, questions),
    }


def _questions(questions: list[Any]) -> Table:
    rows = [
        (
            question.text,
            question.section or "–",
            "–" if question.minimum_score is None else str(question.minimum_score),
            percent(question.weight),
        )
        for question in questions
    ]
    total = percent(sum((question.weight for question in questions), Decimal(0)))
    rows.append((_("All of quality"), "", "", total))
    headings = (_("Question"), _("Section"), _("Minimum score"), _("Weight"))
    return Table(_("Quality questions"), headings, tuple(rows), numeric=(2, 3), totals=1)
