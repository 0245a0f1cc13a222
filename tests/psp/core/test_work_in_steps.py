"""Work of many steps: held from step to step, and let go of when another worker took it over."""

from datetime import timedelta

import pytest

from partnerships.models import RegisterImport
from psp.core.work import HoldLost
from tests.conftest import NOON

LEASE = timedelta(minutes=5)
pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    return RegisterImport.objects.create(size=1, started_at=NOON, next_attempt_at=NOON)


def test_a_worker_keeps_its_hold_and_says_how_far_it_is(row):
    mine = RegisterImport.objects.claim(row.pk, at=NOON, lease=LEASE)
    mine.keep_hold(at=NOON + LEASE, lease=LEASE, done=500)
    row.refresh_from_db()
    assert (row.lease_until, row.done, mine.done) == (NOON + 2 * LEASE, 500, 500)
    assert RegisterImport.objects.claim(row.pk, at=NOON + LEASE + timedelta(seconds=1)) is None


def test_a_worker_that_was_overtaken_is_told_and_writes_nothing(row):
    slow = RegisterImport.objects.claim(row.pk, at=NOON, lease=LEASE)
    late = NOON + LEASE + timedelta(seconds=1)
    RegisterImport.objects.claim(row.pk, at=late, lease=LEASE)
    with pytest.raises(HoldLost):
        slow.keep_hold(at=late, done=500)
    row.refresh_from_db()
    assert (row.done, slow.done) == (0, 0)
