"""Leases, tried on outgoing mail, which is a kind of work."""

import contextlib
from datetime import timedelta

import pytest
from django.db import transaction

from partnerships.models import OutgoingMail
from psp.core.work import HoldLost, WorkState, ring
from tests.conftest import NOON
from tests.factories.notifications import OutgoingMailFactory

LEASE = timedelta(minutes=5)
pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    return OutgoingMailFactory()


def claim(row, at=NOON):
    return OutgoingMail.objects.claim(row.pk, at=at, lease=LEASE)


def test_one_worker_gets_a_row_and_the_next_gets_nothing(row):
    mine = claim(row)
    assert (mine.state, mine.attempts, mine.lease_until) == (WorkState.RUNNING, 1, NOON + LEASE)
    assert claim(row) is None


def test_a_row_is_not_taken_before_its_time(row):
    OutgoingMail.objects.update(next_attempt_at=NOON + timedelta(seconds=1))
    assert claim(row) is None
    assert claim(row, NOON + timedelta(seconds=1)).attempts == 1


def test_a_dead_worker_loses_its_row_when_the_lease_has_run_out(row):
    claim(row)
    assert claim(row, NOON + LEASE) is None
    assert claim(row, NOON + LEASE + timedelta(seconds=1)).attempts == 2


def test_a_worker_that_wakes_after_its_lease_writes_nothing_over_the_next_ones_work(row):
    slow = claim(row)
    quick = claim(row, NOON + LEASE + timedelta(seconds=1))
    assert [slow.finish(), slow.give_up(error="too late"), slow.try_again(at=NOON, error="too late")] == [False] * 3
    row.refresh_from_db()
    assert (row.state, row.attempts, row.error) == (WorkState.RUNNING, 2, "")
    assert quick.finish() is True


def test_no_hold_is_taken_for_another_though_the_count_of_attempts_repeats(row):
    slow = claim(row)
    OutgoingMail.objects.update(state=WorkState.QUEUED, attempts=0)
    quick = claim(row)
    assert (slow.attempts, quick.attempts) == (1, 1)
    with pytest.raises(HoldLost):
        slow.keep_hold(at=NOON)
    assert (slow.finish(), quick.finish()) == (False, True)


def test_what_nobody_holds_is_not_finished(row):
    OutgoingMail.objects.update(state=WorkState.RUNNING)
    row.refresh_from_db()
    assert row.finish() is False


def test_a_worker_that_wakes_after_its_lease_while_nobody_took_over_may_still_finish(row):
    slow = claim(row)
    assert slow.finish(sent_at=NOON) is True


@pytest.mark.parametrize("leave", ["finish", "give_up"])
def test_what_is_done_or_given_up_is_never_taken_again(row, leave):
    mine = claim(row)
    getattr(mine, leave)(**({"error": "no such address"} if leave == "give_up" else {}))
    assert claim(row, NOON + timedelta(days=365)) is None


def test_a_row_put_back_waits_for_its_next_attempt_and_keeps_the_reason(row):
    mine = claim(row)
    mine.try_again(at=NOON + timedelta(minutes=1), error="the server is away")
    row.refresh_from_db()
    assert (row.state, row.lease_until, row.error) == (WorkState.QUEUED, None, "the server is away")
    assert claim(row) is None
    assert claim(row, NOON + timedelta(minutes=1)).attempts == 2


def test_what_killed_too_many_workers_is_abandoned_once_its_last_lease_has_run_out(row):
    claim(row)
    after_the_lease = NOON + LEASE + timedelta(seconds=1)

    def abandon(at, after):
        return OutgoingMail.objects.abandon(at=at, after=after, error="it kills its workers", sealed="")

    assert [abandon(NOON + LEASE, 1), abandon(after_the_lease, 2), abandon(after_the_lease, 1)] == [0, 0, 1]
    row.refresh_from_db()
    assert (row.state, row.lease_until, row.error) == (WorkState.FAILED, None, "it kills its workers")


def test_finishing_writes_its_fields_to_the_row_and_the_record_alike(row):
    mine = claim(row)
    mine.error = "an earlier attempt"
    mine.finish(sent_at=NOON)
    row.refresh_from_db()
    for record in (mine, row):
        assert (record.state, record.sent_at, record.error, record.lease_until) == (WorkState.DONE, NOON, "", None)


def test_the_bell_rings_after_the_commit_only(django_capture_on_commit_callbacks):
    rung = []
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        ring(Bell(rung), row_id=7)
        assert rung == []
    assert (len(callbacks), rung) == (1, [{"row_id": 7}])


def test_what_is_rolled_back_rings_no_bell(django_capture_on_commit_callbacks):
    rung = []
    with django_capture_on_commit_callbacks(execute=True), contextlib.suppress(ZeroDivisionError), transaction.atomic():
        ring(Bell(rung), row_id=7)
        raise ZeroDivisionError
    assert rung == []


def test_a_broker_that_is_away_breaks_nothing_and_does_not_keep_a_page_waiting(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as rung:
        ring(Bell(None), row_id=7)
    assert len(rung) == 1


class Bell:
    """What a task is to the bell: something that is sent, or a transport that fails."""

    name = "bell"

    def __init__(self, rung):
        self.rung = rung

    def apply_async(self, *, kwargs, retry, headers):
        if self.rung is None or retry:
            raise ConnectionRefusedError("nobody answers")
        self.rung.append(kwargs)
