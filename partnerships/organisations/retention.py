"""How long organisations are kept."""

from django.utils.translation import gettext_lazy as _

from partnerships.organisations.models import Organisation
from psp.core.retention import keeps

keeps(
    _("Organisations: address, e-mail address and telephone number"),
    _("Until the organisation removes them; what the charity register publishes as long as it does"),
    Organisation,
)
