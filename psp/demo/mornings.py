"""The reminders of the last mornings, the mails of all that happened, and what people have read of it."""

from collections.abc import Iterable
from datetime import timedelta

from django.core.mail import EmailMessage
from django.db.models import F, Q

from partnerships.mail.operations import deliver_mail
from partnerships.models import Invitation, Notice, OutgoingMail, User
from partnerships.reminders.operations import send_digests, sweep_reminders
from psp.core.mail import Postbox
from psp.core.work import WorkState
from psp.demo.cast import Cast
from psp.demo.days import moment

# One sweep takes up all days since the one before: five stand for every morning of a month. A week lies between them, as
# between the notices of what is late, so that nobody hears twice of one thing within days.
DAYS_AGO = (28, 21, 14, 7, 0)
# What is older than this has been read.
READ_AFTER = timedelta(days=9)


class Nowhere(Postbox):
    """Takes every letter and sends none: what the demonstration mailed stays readable in the product and reaches nobody."""

    def send(self, message: EmailMessage) -> None:
        pass


def tell(cast: Cast, people: Iterable[User]) -> None:
    """Send the reminders of some mornings up to today's, where the hour has come, and let people read the older ones."""
    if Notice.objects.exclude(due_on=None).filter(person__is_demo=True).exists():
        return
    for days_ago in DAYS_AGO:
        day = cast.days.day(-days_ago)
        at = moment(day, 7)
        if at > cast.days.now:
            continue
        sweep_reminders(today=day, at=at)
        send_digests(today=day, at=at)
    told_before = Notice.objects.filter(person__in=list(people), created_at__lt=cast.days.now - READ_AFTER)
    told_before.update(read_at=F("created_at") + timedelta(hours=3))


def deliver() -> None:
    """Mark every mail of the demonstration as sent, at the moment it was queued: to its people, and to whom they invited."""
    invited = Q(person=None, address__in=Invitation.objects.filter(invited_by__is_demo=True).values("email"))
    waiting = OutgoingMail.objects.filter(Q(person__is_demo=True) | invited, state=WorkState.QUEUED)
    with Nowhere() as postbox:
        for mail_id, queued_at in waiting.order_by("queued_at", "pk").values_list("pk", "queued_at"):
            deliver_mail(mail_id=mail_id, at=queued_at, postbox=postbox)
