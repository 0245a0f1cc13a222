"""How long results of verifications are kept."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from partnerships.verification.models import Verification
from psp.core.retention import by_age

by_age(
    "verifications",
    Verification,
    "asked_at",
    timedelta(days=365),
    what=_("Results of verifications, and who asked for them"),
    how_long=_("1 year"),
)
