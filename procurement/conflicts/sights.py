"""To whom notices about possible conflicts of interest are open."""

from django.db.models import Q

from procurement.conflicts.models import Conflict
from psp.core.notices import sights


@sights("conflict")
def open_with_conflict(user, notices):
    """The person's own, and those of the purchasing side they belong to."""
    return Q(sight="conflict", subject_id__in=Conflict.objects.visible_to(user).values("pk"))
