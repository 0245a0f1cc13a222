"""Figures of the queue of outgoing mail."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from partnerships.mail.models import OutgoingMail
from psp.core.work import WorkState


@dataclass(frozen=True, slots=True)
class MailQueue:
    """How many mails wait or are being sent, how many failed, and for how many seconds the oldest has waited."""

    queued: int
    failed: int
    oldest_seconds: int


def mail_queue(at: datetime) -> MailQueue:
    """Count the mail that has not gone out, in one query."""
    unsent = Q(state__in=[WorkState.QUEUED, WorkState.RUNNING])
    found = OutgoingMail.objects.filter(unsent | Q(state=WorkState.FAILED)).aggregate(
        queued=Count("pk", filter=unsent),
        failed=Count("pk", filter=Q(state=WorkState.FAILED)),
        oldest=Min("queued_at", filter=unsent),
    )
    waited = max((at - found["oldest"]).total_seconds(), 0) if found["oldest"] else 0
    return MailQueue(queued=found["queued"], failed=found["failed"], oldest_seconds=int(waited))
