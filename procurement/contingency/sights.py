"""To whom notices about contingency plans are open."""

from django.db.models import Q

from procurement.contingency.models import ContingencyPlan
from psp.core.notices import sights


@sights("contingency_plan")
def open_with_plan(user, notices):
    """Plans whose organisation names the person as a reader."""
    return Q(sight="contingency_plan", subject_id__in=ContingencyPlan.objects.visible_to(user).values("pk"))
