"""How long milestones and their owners are kept."""

from django.utils.translation import gettext_lazy as _

from partnerships.timeline.models import Milestone
from psp.core.retention import keeps

keeps(
    _("Papers of a partnership, with who wrote, filed and decided what"),
    _("As long as the partnership is kept in the service"),
    Milestone,
)
