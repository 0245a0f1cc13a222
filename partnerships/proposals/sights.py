"""To whom notices about proposed changes are open."""

from django.db.models import Q

from partnerships.proposals.models import Proposal
from psp.core.notices import sights


@sights("proposal")
def open_with_proposal(user, notices):
    """Those the person made or could answer, for their organisation."""
    return Q(sight="proposal", subject_id__in=Proposal.objects.visible_to(user).values("pk"))
