"""Queueing mail, and sending what is queued."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import sentry_sdk
import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from partnerships.activity.operations import lock_history, record
from partnerships.mail.engine import MOST_ATTEMPTS, retry_delay
from partnerships.mail.models import OutgoingMail
from psp.core import sequels
from psp.core.access import refusal
from psp.core.mail import Letter, NotSent, Postbox, letter_to_send, render, stays_here
from psp.core.problems import NotPermitted, WrongState
from psp.core.sealing import SealBroken, seal
from psp.core.work import WorkState, ring

log = structlog.stdlib.get_logger(__name__)

# One message to a worker carries as many mails as a connection to a mail server usually takes.
MAILS_PER_BELL = 50
# A mail whose bell rang and that still waits after this is rung for again.
PATIENCE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail to be queued. ``key``, where there is one, makes it unique for good."""

    letter: Letter
    address: str
    kind: str
    person_id: int | None = None
    key: str = ""
    is_private: bool = False
    may_unsubscribe: bool = False


def queue_mail(
    *,
    template: str,
    context: dict[str, Any],
    kind: str,
    at: datetime,
    person: Any = None,
    to: str = "",
    key: str = "",
    is_private: bool = False,
    may_unsubscribe: bool = False,
) -> OutgoingMail | None:
    """Render ``emails/<template>.*`` and queue it for a person, or for an address of nobody we know.

    ``is_private`` is for mails with a secret link: sealed while they wait, shown to nobody, forgotten once sent (except
    where mail stays on this machine and no reader would ever get the link).
    Returns None where a mail of the same ``key`` was queued before.
    """
    named = {"name": person.name} if person is not None else {}
    draft = Draft(
        letter=render(template, named | context),
        address=to or person.email,
        kind=kind,
        person_id=person.pk if person is not None else None,
        key=key,
        is_private=is_private,
        may_unsubscribe=may_unsubscribe,
    )
    return next(iter(queue_drafts([draft], at=at)), None)


@transaction.atomic
def queue_drafts(drafts: Sequence[Draft], *, at: datetime) -> list[OutgoingMail]:
    """Queue many mails in a constant number of queries.

    1. writes the rows, leaving out those whose key is taken; 2. rings for a worker after the commit.
    Returns the mails this call made, in the order of the drafts.
    """
    rows = [_row(draft, at) for draft in drafts]
    OutgoingMail.objects.bulk_create(rows, ignore_conflicts=True)
    # A key taken by another worker leaves no row with our message ID.
    made = OutgoingMail.objects.in_bulk([row.message_id for row in rows], field_name="message_id")
    mails = [made[row.message_id] for row in rows if row.message_id in made]
    _ring_for([mail.pk for mail in mails])
    return mails


def _row(draft: Draft, at: datetime) -> OutgoingMail:
    said = {"text": draft.letter.text, "html": draft.letter.html}
    return OutgoingMail(
        person_id=draft.person_id,
        address=draft.address,
        kind=draft.kind,
        subject=draft.letter.subject,
        **({"sealed": seal(said)} if draft.is_private else said),
        is_private=draft.is_private,
        may_unsubscribe=draft.may_unsubscribe,
        message_id=f"<{uuid.uuid4().hex}@{urlsplit(settings.BASE_URL).hostname}>",
        key=draft.key or None,
        queued_at=at,
        next_attempt_at=at,
    )


def _ring_for(mail_ids: Sequence[int]) -> None:
    from partnerships.tasks import send_mail

    for first in range(0, len(mail_ids), MAILS_PER_BELL):
        ring(send_mail, mail_ids=list(mail_ids[first : first + MAILS_PER_BELL]))


def deliver_mail(*, mail_id: int, at: datetime, postbox: Postbox) -> bool:
    """Send one mail if it waits and nobody else holds it; return whether it was sent. Call it outside a transaction.

    1. takes the mail with a lease; 2. asks whether its reader may still read it, and sends it; 3. notes that it is gone and forgets what a private one said,
    unless mail stays on this machine.
    What the reader may not read any more is withheld, with the reason, and what it says is forgotten.
    Refused for good, it fails with the reason; otherwise, and whatever fault it meets, it waits for its next attempt, and the
    mails after it are sent. A worker killed between 2 and 3
    leaves its lease to run out: the mail goes again under the same Message-ID, which receivers take for one mail.
    """
    mail = OutgoingMail.objects.claim(mail_id, at=at)
    if mail is None:
        return False
    try:
        if mail.person is not None and not mail.person.is_active:
            raise NotSent(_("The account was closed before the mail was sent."), is_final=True, is_withheld=True)
        postbox.send(_message(mail, at))
    except NotSent as problem:
        _put_back(mail, problem, at=at)
        return False
    except Exception as problem:  # whatever its words or its readers meet, the mails after it are sent
        log.exception("mail_failed", mail_id=mail.pk, kind=mail.kind)
        sentry_sdk.capture_exception(problem)
        words = _("It could not be written ({kind}).").format(kind=type(problem).__name__)
        _put_back(mail, NotSent(words, is_final=False), at=at)
        return False
    mail.finish(sent_at=at, sealed=mail.sealed if stays_here() else "")
    log.info("mail_sent", mail_id=mail.pk, kind=mail.kind, attempts=mail.attempts)
    return True


def _message(mail: OutgoingMail, at: datetime) -> EmailMultiAlternatives:
    try:
        letter = mail.letter
    except SealBroken as problem:
        reason = _("The key that sealed this mail is no longer configured (BID_SEAL_KEY).")
        raise NotSent(reason, is_final=True) from problem
    letter = letter_to_send(mail, letter, at)
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    if mail.may_unsubscribe:
        headers["List-Unsubscribe"] = f"<{settings.BASE_URL}{reverse('notification_preferences')}>"
    reply_to = [settings.REPLY_TO_EMAIL] if settings.REPLY_TO_EMAIL else None
    message = EmailMultiAlternatives(letter.subject, letter.text, to=[mail.address], headers=headers, reply_to=reply_to)
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    return message


def _put_back(mail: OutgoingMail, problem: NotSent, *, at: datetime) -> None:
    if problem.is_withheld:
        mail.withhold(reason=problem.reason)
        log.info("mail_withheld", mail_id=mail.pk, kind=mail.kind)
        return
    delay = None if problem.is_final else retry_delay(mail.attempts)
    if delay is None:
        mail.give_up(error=problem.reason, sealed="")
    else:
        mail.try_again(at=at + delay, error=problem.reason)
    if delay is None:
        sequels.follow("give_up_mail", mail, by=None, at=at)
    log.warning("mail_not_sent", mail_id=mail.pk, kind=mail.kind, attempts=mail.attempts, given_up=delay is None)


def requeue_mail(*, at: datetime) -> int:
    """Ring for mail whose time has come and that nobody works on; return how many.

    Finds what waited for its next attempt, what a killed worker held, and what was queued while the broker was away.
    What no worker survived is given up.
    """
    _give_up_lost(at)
    waiting = OutgoingMail.objects.claimable(at).filter(next_attempt_at__lte=at - PATIENCE).order_by("next_attempt_at")
    mail_ids = list(waiting.values_list("pk", flat=True)[: MAILS_PER_BELL * 40])
    _ring_for(mail_ids)
    return len(mail_ids)


def _give_up_lost(at: datetime) -> None:
    """Give up the mails no worker survived, and let other slices tell who waits for them."""
    running = OutgoingMail.objects.filter(state=WorkState.RUNNING, attempts__gte=MOST_ATTEMPTS)
    keys = list(running.values_list("pk", flat=True))
    lost = OutgoingMail.objects.filter(pk__in=keys)
    if lost.abandon(at=at, after=MOST_ATTEMPTS, error=_("Every attempt to send it was cut short."), sealed=""):
        for mail in lost.failed():
            sequels.follow("give_up_mail", mail, by=None, at=at)


@transaction.atomic
def retry_mail(*, mail: OutgoingMail, by: Any, at: datetime) -> OutgoingMail:
    """Send a mail that waits or failed once more, now.

    1. puts it in the queue; 2. rings for a worker; 3. records the activity.
    Raises NotPermitted, and WrongState for one that is sent, being sent, or whose words are no longer kept.
    """
    lock_history(None)
    if not by.has_perm("partnerships.retry_outgoingmail", mail):
        raise NotPermitted(refusal(_("administrators")))
    again = OutgoingMail.objects.filter(pk=mail.pk).may_be_retried()
    if not again.update(state=WorkState.QUEUED, next_attempt_at=at):
        raise WrongState(_("This mail cannot be sent again. A secret link is never kept: it has to be asked for anew."))
    _ring_for([mail.pk])
    record(verb="mail.retried", target=mail, by=by, at=at)
    mail.refresh_from_db()
    return mail


@transaction.atomic
def retry_failed_mail(*, by: Any, at: datetime) -> int:
    """Put every failed mail that can be sent again back in the queue; return how many. Raises NotPermitted."""
    lock_history(None)
    if not by.has_perm("partnerships.retry_outgoingmail"):
        raise NotPermitted(refusal(_("administrators")))
    failed = list(OutgoingMail.objects.failed().may_be_retried())
    mail_ids = [mail.pk for mail in failed]
    again = OutgoingMail.objects.filter(pk__in=mail_ids).failed()
    again.update(state=WorkState.QUEUED, next_attempt_at=at)
    _ring_for(mail_ids)
    for mail in failed:
        record(verb="mail.retried", target=mail, by=by, at=at)
    return len(failed)
