"""How long value maps are kept."""

from django.utils.translation import gettext_lazy as _

from evaluation.value_map.models import Outcome
from psp.core.retention import keeps

keeps(
    _("Papers of a partnership, with who wrote, filed and decided what"),
    _("As long as the partnership is kept in the service"),
    Outcome,
)
