import copy
from datetime import UTC, date, datetime, timedelta

import pytest
from celery import current_app

from partnerships import tasks
from partnerships.models import Notice, OutgoingMail, SweepRun
from partnerships.reminders.engine import DIGEST_AT, SWEEP_AT
from psp.celery import app
from psp.core import due
from psp.core.dates import LONDON
from psp.core.due import DueItem
from tests.factories.notifications import OutgoingMailFactory


def runs(entry, first, last):
    """Play beat for one entry of the schedule, looking every ten minutes; return when it ran, London time."""
    schedule = copy.copy(app.conf.beat_schedule[entry]["schedule"])
    schedule.app = app
    now, last_run, found = first, first, []
    while now <= last:
        schedule.nowfun = lambda moment=now: moment
        if schedule.is_due(last_run).is_due:
            found.append(now.astimezone(LONDON).replace(tzinfo=None))
            last_run = now
        now += timedelta(minutes=10)
    return found


@pytest.mark.parametrize(("entry", "clock"), [("morning reminders", SWEEP_AT), ("daily digests", DIGEST_AT)])
@pytest.mark.parametrize("day", [date(2027, 3, 26), date(2027, 10, 29), date(2027, 1, 15), date(2027, 7, 1)])
def test_mornings_begin_by_the_clock_in_london_in_summer_in_winter_and_when_it_changes(entry, clock, day):
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    expected = [datetime.combine(day + timedelta(days=n), clock) for n in range(4)]
    assert runs(entry, start, start + timedelta(days=4)) == expected


def test_every_entry_of_the_hubs_schedule_names_a_task_that_is_there():
    app.loader.import_default_modules()
    named = {entry["task"] for entry in app.conf.beat_schedule.values()}
    mine = {"sweep_reminders", "catch_up_reminders", "send_digests", "requeue_mail"}
    assert {f"partnerships.{name}" for name in mine} | {"psp.heartbeat"} <= named
    assert {f"partnerships.{name}" for name in [*mine, "send_mail"]} | {"psp.heartbeat"} <= current_app.tasks.keys()


@pytest.fixture
def due_on_1_july(monkeypatch, db, pat):
    monkeypatch.setattr(due, "_kinds", {})
    item = DueItem("milestone", "milestone:1", "Sign the MoU", date(2026, 7, 1), "/", people=(pat.pk,))
    due.source("milestone", "Milestones")(lambda first, last, person_id: [item])


def test_the_reminders_of_a_day_can_be_sent_by_hand_and_twice(due_on_1_july):
    for _time in range(2):
        tasks.sweep_reminders(today="2026-07-01")
    assert (Notice.objects.count(), OutgoingMail.objects.count(), SweepRun.objects.count()) == (1, 1, 1)


def test_mail_is_sent_and_what_was_left_behind_is_rung_for(db, mailoutbox, django_capture_on_commit_callbacks):
    mails = [OutgoingMailFactory() for _ in range(3)]
    tasks.send_mail([mail.pk for mail in mails[:2]])
    assert len(mailoutbox) == 2
    with django_capture_on_commit_callbacks() as bells:
        tasks.requeue_mail()
    assert len(bells) == 1


def test_a_bell_for_a_mail_that_is_gone_does_nothing(db, mailoutbox):
    tasks.send_mail([999])
    assert mailoutbox == []


def test_the_catch_up_and_the_digests_run_at_any_hour(due_on_1_july):
    tasks.catch_up_reminders()
    tasks.send_digests()
    assert SweepRun.objects.count() <= 1
