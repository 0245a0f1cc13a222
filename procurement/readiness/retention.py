"""How long readiness reviews are kept."""

from django.utils.translation import gettext_lazy as _

from procurement.readiness.models import ReadinessAnswer, ReadinessCondition, ReadinessReview
from psp.core.retention import keeps

keeps(
    _("Papers of a partnership, with who wrote, filed and decided what"),
    _("As long as the partnership is kept in the service"),
    ReadinessReview,
    ReadinessAnswer,
    ReadinessCondition,
)
