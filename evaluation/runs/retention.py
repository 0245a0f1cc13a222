"""How long frozen runs are kept."""

from django.utils.translation import gettext_lazy as _

from evaluation.runs.models import Run
from psp.core.retention import keeps

keeps(
    _("Papers of a partnership, with who wrote, filed and decided what"),
    _("As long as the partnership is kept in the service"),
    Run,
)
