"""How long proposed changes are kept."""

from datetime import datetime

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from partnerships.proposals.models import KEPT_FOR, Proposal
from psp.core.retention import Rule, delete_rows, deletes


def _due(at: datetime) -> QuerySet:
    """Give the proposals answered a year ago, and those nobody answered within a year."""
    since = Coalesce("answered_at", "proposed_at")
    return Proposal.objects.alias(since=since).filter(since__lt=at - KEPT_FOR)


deletes(
    Rule(
        code="proposals",
        what=_("Changes of an organisation that somebody proposed"),
        how_long=_("1 year after the answer, or 1 year where nobody answers; the history keeps what was changed"),
        rows=_due,
        due_on=lambda proposal: proposal.deleted_on,
        delete=delete_rows,
        models=(Proposal,),
    )
)
