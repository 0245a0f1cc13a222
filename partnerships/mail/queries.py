"""Figures of the queue of outgoing mail."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from partnerships.mail.models import OutgoingMail
from psp.core.work import WorkState


@dataclass(frozen=True, slots=True)
class MailQueue:
    """How many mails wait or are being sent, how many failed, and since when the oldest has waited."""

    queued: int
    failed: int
    oldest_at: datetime | None


def mail_queue() -> MailQueue:
    """Count the mail that has not gone out, in one query."""
    unsent = Q(state__in=[WorkState.QUEUED, WorkState.RUNNING])
    found = OutgoingMail.objects.filter(unsent | Q(state=WorkState.FAILED)).aggregate(
        queued=Count("pk", filter=unsent),
        failed=Count("pk", filter=Q(state=WorkState.FAILED)),
        oldest=Min("queued_at", filter=unsent),
    )
    return MailQueue(queued=found["queued"], failed=found["failed"], oldest_at=found["oldest"])
