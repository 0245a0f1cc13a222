"""How long texts and agreements are kept."""

from django.utils.translation import gettext_lazy as _

from partnerships.design.models import DesignText, Party
from psp.core.retention import keeps

keeps(
    _("Papers of a partnership, with who wrote, filed and decided what"),
    _("As long as the partnership is kept in the service"),
    DesignText,
    Party,
)
