"""The reminders of each morning, and the digests gathered from them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import structlog
from django.urls import reverse
from django.utils.translation import gettext as _

from partnerships.notifications.models import Email, Notice
from partnerships.notifications.operations import BATCH, close_off, mail_notices, tell
from partnerships.reminders import queries
from partnerships.reminders.engine import DIGEST_AT, SWEEP_AT, WAIT_FOR_SWEEP_UNTIL, Reminder, owners_in_words
from partnerships.reminders.models import SweepRun
from partnerships.reminders.queries import Morning
from psp.core.dates import LONDON, london_date
from psp.core.mail import Letter, before_sending, render
from psp.core.notices import EVERYONE
from psp.core.sweeps import in_batches

log = structlog.stdlib.get_logger(__name__)


def sweep_reminders(*, today: date, at: datetime) -> int:
    """Send the day's reminders; return how many are due today, those sent before counted too.

    1. notes that the day's sweep began; 2. reads what is due; 3. batch by batch, each whole or not at all, writes the
    notices and queues their mails; 4. notes that it came to its end.
    May be run twice, by two workers at once, and killed anywhere: a constraint gives each person each notice once, and
    until 4 is done the next run takes up the same day again. 4 waits until every source of due items answered and every
    notice is written: one that fails holds up no other.
    """
    run, _created = SweepRun.objects.get_or_create(day=today, defaults={"started_at": at})
    morning = queries.morning_of(today)
    faults = in_batches(
        morning.reminders,
        lambda batch: tell([_notice(reminder, morning, at) for reminder in batch], at=at),
        size=BATCH,
        event="reminder_failed",
        id_of=lambda reminder: reminder.item.key,
    )
    is_whole = morning.is_whole and not faults
    if is_whole:
        SweepRun.objects.filter(pk=run.pk, finished_at=None).update(finished_at=at)
    log.info("reminders_swept", day=today.isoformat(), reminders=len(morning.reminders), is_whole=is_whole)
    return len(morning.reminders)


def _notice(reminder: Reminder, morning: Morning, at: datetime) -> Notice:
    item, owners = reminder.item, owners_in_words(reminder.item, morning.names)
    title, url, sight = item.title, item.url, item.sight
    stands_in = reminder.is_escalation and reminder.person_id in morning.administrators
    if stands_in and item.partnership_id and (sight.code or item.is_confidential):
        # An administrator finds somebody to do it, and does not open the page where it is done.
        url, sight = reverse("partners", args=[item.partnership_id]), EVERYONE
        title = title if owners else _("Find somebody to act: {what}").format(what=title)
    detail = ""
    if reminder.is_escalation:
        detail = _("Owed by {people}.").format(people=owners) if owners else _("Nobody is named for this.")
    return Notice(
        person_id=reminder.person_id,
        kind=item.kind,
        item_key=item.key,
        title=title[:300],
        detail=detail[:500],
        url=url,
        partnership_id=item.partnership_id,
        due_on=item.due_on,
        due_at=item.due.as_datetime() if item.due.has_time else None,
        lead=reminder.lead,
        sight=sight.code,
        subject_id=sight.subject_id,
        is_escalation=reminder.is_escalation,
        created_at=at,
    )


def catch_up_reminders(*, at: datetime) -> bool:
    """Do what this morning should have done and did not; return whether its reminders were behind.

    Nothing happens before the hour of the sweep: what an earlier day missed goes out with today's.
    """
    today, clock = london_date(at), at.astimezone(LONDON).time()
    is_behind = clock >= SWEEP_AT and not queries.has_swept(today)
    if is_behind:
        sweep_reminders(today=today, at=at)
    if clock >= DIGEST_AT:
        send_digests(today=today, at=at)
    return is_behind


def send_digests(*, today: date, at: datetime) -> int:
    """Queue one mail with all that waits for each person who hears once a day; return how many mails.

    Waits until midday for the day's sweep, which it gathers from, to end: the catch-up calls it again. A key of person
    and day makes each digest unique; batch by batch a mail and the notices in it are written together. A digest that fails
    holds up no other, and is tried again by the catch-up.
    """
    run = SweepRun.objects.filter(day=today, digests_at=None).first()
    if run is None or (run.finished_at is None and at.astimezone(LONDON).time() < WAIT_FOR_SWEEP_UNTIL):
        return 0
    waiting = Notice.objects.to_be_mailed(Email.DAILY)
    person_ids = list(waiting.order_by("person").values_list("person", flat=True).distinct())
    mails: list[int] = []
    faults = in_batches(
        person_ids,
        lambda people: mails.append(_gather(people, today=today, at=at)),
        size=BATCH,
        event="digest_failed",
    )
    if not faults:
        SweepRun.objects.filter(pk=run.pk).update(digests_at=at)
    log.info("digests_queued", day=today.isoformat(), mails=sum(mails))
    return sum(mails)


def _gather(person_ids: Sequence[int], *, today: date, at: datetime) -> int:
    waiting = Notice.objects.to_be_mailed(Email.DAILY).filter(person__in=person_ids)
    close_off(waiting)
    parcels: dict[str, list[Notice]] = {}
    for notice in waiting.select_related("person", "partnership").order_by("person", "due_on", "pk"):
        parcels.setdefault(f"digest:{notice.person_id}:{today.isoformat()}", []).append(notice)
    return mail_notices(parcels, write=lambda notices: ("digest", _digest(notices, today, at)), at=at)


@before_sending
def without_closed_notices(mail: Any, letter: Letter, at: datetime) -> Letter:
    """Write a new version of a digest where its reader may no longer see some of its notices."""
    notices = mail.notices.select_related("person", "partnership").order_by("due_on", "pk")
    still_open = list(notices.filter(not_sent_because=""))
    if mail.kind != "digest" or len(still_open) == len(notices):
        return letter
    return _digest(still_open, london_date(at), at)


def _digest(notices: Sequence[Notice], today: date, at: datetime) -> Letter:
    """Write one person's digest: what is late, what comes next, what happened."""
    context: dict[str, Any] = {"name": notices[0].person.name, "count": len(notices), "today": today, "at": at}
    context |= {"late": [], "coming": [], "news": []}
    for notice in notices:
        if notice.due_on is None:
            context["news"].append(notice)
        else:
            context["late" if notice.due_on < today else "coming"].append((notice, notice.due_in_words(at)))
    return render("digest", context)
