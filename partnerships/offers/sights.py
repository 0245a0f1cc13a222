"""To whom notices about invitations are open."""

from django.db.models import Q

from partnerships.people.models import Invitation
from psp.core.notices import sights


@sights("invitation")
def open_with_invitation(user, notices):
    """Those the person sent, received or has to agree to."""
    return Q(sight="invitation", subject_id__in=Invitation.objects.visible_to(user).values("pk"))
