"""Who a partnership lacks to approve a study: a purchaser who did not submit it."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from evaluation.studies.models import Study
from evaluation.studies.queries import approvers_of
from evaluation.studies.workflow import State
from psp.core.missing import Missing, source


@source
def approvers(partnership: Any, user: Any) -> Iterable[Missing]:
    """Say that a study of the partnership waits for somebody to approve it, or will. One query."""
    if not partnership.is_running:
        return
    waiting = Study.objects.filter(partnership=partnership, state__in=[State.DRAFT, State.SUBMITTED])
    for study in waiting.order_by("pk"):
        yield from approver_of(study, partnership)


def approver_of(study: Study, partnership: Any) -> list[Missing]:
    """Say that nobody can approve a study; nothing where somebody can, or nobody has to any more. No query of its own."""
    if study.is_frozen or approvers_of(partnership, study.submitted_by_id):
        return []
    council = partnership.purchasing_council
    return [
        Missing(
            _("Nobody can approve the evaluation “{study}”").format(study=study),
            _("Needed before the tender stage starts: a purchaser who did not submit it approves it"),
            url=f"{partnership.url('partners')}#people",
            action=_("See who purchases"),
            advice=_("A purchaser of {council} can take the partnership on.").format(council=council),
            position=40,
        )
    ]
