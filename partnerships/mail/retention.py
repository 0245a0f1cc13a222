"""How long mails are kept."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from partnerships.mail.models import OutgoingMail
from psp.core.retention import by_age

# Whatever its state: a mail that still waits after 90 days says nothing anybody waits for.
by_age(
    "mails",
    OutgoingMail,
    "queued_at",
    timedelta(days=90),
    what=_("Mails sent to you, with what they say"),
    how_long=_("90 days"),
    within="notices__partnership",
    shown=OutgoingMail.objects.visible_to,
)
