"""How long roles in a partnership are kept."""

from django.utils.translation import gettext_lazy as _

from partnerships.partners.models import PersonRole
from psp.core.retention import keeps

keeps(
    _("Papers of a partnership, with who wrote, filed and decided what"),
    _("As long as the partnership is kept in the service"),
    PersonRole,
)
