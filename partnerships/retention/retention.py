"""How long holds, and what each night deleted, are known."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from partnerships.retention.models import RetentionHold, RetentionRun
from psp.core.retention import by_age, keeps

by_age(
    "deletion_runs",
    RetentionRun,
    "at",
    timedelta(days=730),
    what=_("How much was deleted each night"),
    how_long=_("2 years"),
)
keeps(_("Holds on deletion: who placed and ended them, and why"), _("As long as the service runs"), RetentionHold)
