"""Reads: where the days of a tender differ from the partnership's plan, for both pages."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from procurement.tenders.models import Tender
from procurement.tenders.rules import can_see_drafts
from psp.core import plan_notes
from psp.core.dates import in_words, london_date


def difference_words(tender: Tender) -> str:
    """Say in one sentence which days of a tender differ from the plan, with both days; "" where none does. One query."""
    deadline = tender.submission_deadline
    days = {
        "notice_published": (_("notice"), tender.notice_on),
        "tenders_submitted": (_("deadline for bids"), london_date(deadline) if deadline else None),
        "award_decided": (_("award decision"), tender.decision_on),
        "standstill_ends": (_("end of the standstill"), tender.standstill_ends_on),
        "service_starts": (_("start of the contract and the service"), tender.contract_starts_on),
    }
    milestones = tender.partnership.milestones.filter(key__in=days, done_on=None)
    planned = dict(milestones.values_list("key", "planned_on"))
    words = _("{what} {day} in the tender, {planned} in the plan")
    parts = [
        words.format(what=what, day=in_words(day), planned=in_words(planned[key]))
        for key, (what, day) in days.items()
        if day is not None and planned.get(key, day) != day
    ]
    if not parts:
        return ""
    return _("The tender and the plan have different days: {parts}.").format(parts="; ".join(parts))


@plan_notes.source
def tender_beside_plan(partnership: Any, user: Any) -> Iterable[str]:
    """Say where the open tender differs from the plan, before publication to those who may read the draft alone."""
    tender = partnership.tenders.open().first()
    is_shown = tender is not None and (tender.is_out_at(timezone.now()) or can_see_drafts.test(user, tender))
    words = difference_words(tender) if is_shown else ""
    return [words] if words else []
