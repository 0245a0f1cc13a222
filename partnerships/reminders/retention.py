"""How long it is known on which mornings reminders went out."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from partnerships.reminders.models import SweepRun
from psp.core.retention import by_age

by_age(
    "mornings",
    SweepRun,
    "started_at",
    timedelta(days=365),
    what=_("On which mornings reminders were sent"),
    how_long=_("1 year"),
)
