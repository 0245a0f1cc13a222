"""To whom notices about awards are open."""

from django.db.models import Q

from procurement.awards.models import Award
from psp.core.notices import sights


@sights("award")
def open_with_award(user, notices):
    """Awards every bidder has been told of, to whoever sees the partnership. Before that they are for ``handlers``."""
    announced = Award.objects.filter(standstill_ends_on__isnull=False)
    return Q(sight="award", subject_id__in=announced.values("tender"))
