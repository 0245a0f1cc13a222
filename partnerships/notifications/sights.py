"""To whom notices about the service itself are open."""

from django.db.models import Q

from psp.core.notices import sights


@sights("administrators")
def open_to_administrators(user, notices):
    """Faults of the service, while the person administers it."""
    return Q(sight="administrators") if user.is_administrator else Q(pk__in=[])
