"""How long contacts and memberships are kept."""

from django.utils.translation import gettext_lazy as _

from partnerships.contacts.models import Contact, Membership
from psp.core.retention import keeps

keeps(
    _("Contacts and members of organisations: name, address, telephone number"),
    _("Until the organisation removes them"),
    Contact,
    Membership,
)
