"""How long mails are kept."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from partnerships.mail.models import OutgoingMail
from psp.core.retention import by_age
from psp.core.work import WorkState

by_age(
    "mails",
    OutgoingMail,
    "queued_at",
    timedelta(days=90),
    what=_("Mails sent to you, with what they say"),
    how_long=_("90 days"),
    only=lambda rows: rows.filter(state__in=[WorkState.DONE, WorkState.FAILED]),
)
