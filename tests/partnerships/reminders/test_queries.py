from datetime import timedelta

import pytest

from partnerships.models import SweepRun
from partnerships.reminders.queries import has_swept, last_swept_before, morning_of
from psp.core import due, notices
from tests.conftest import NOON, TODAY

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.mark.parametrize("kind", due.kinds(), ids=lambda kind: kind.code)
def test_every_source_of_due_items_answers_for_everybody_a_person_and_a_partnership(kind, partnership, olivia):
    first, last = TODAY - 3650 * DAY, TODAY + 28 * DAY
    asked = [{}, {"person_id": olivia.pk}, {"partnership_id": partnership.pk}]
    everybody, persons, partnerships = (kind.due_between(first, last, **narrowed) for narrowed in asked)
    assert {item.kind for item in everybody} <= {kind.code}
    assert set(persons) <= set(everybody)
    assert set(partnerships) <= set(everybody)


def test_no_two_kinds_of_notices_share_a_code():
    codes = [kind.code for kind in [*due.kinds(), *notices.kinds()]]
    assert sorted(set(codes)) == sorted(codes)


def test_the_last_day_swept_is_the_last_that_came_to_its_end():
    assert last_swept_before(TODAY) == TODAY - DAY
    SweepRun.objects.create(day=TODAY - 5 * DAY, started_at=NOON, finished_at=NOON)
    SweepRun.objects.create(day=TODAY - 2 * DAY, started_at=NOON)
    SweepRun.objects.create(day=TODAY, started_at=NOON, finished_at=NOON)
    assert last_swept_before(TODAY) == TODAY - 5 * DAY
    assert [has_swept(TODAY - days * DAY) for days in (0, 2, 3)] == [True, False, False]


def test_a_morning_without_items_asks_for_the_day_swept_last_alone(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(due, "_kinds", {})
    with django_assert_num_queries(1):
        morning = morning_of(TODAY)
    assert (morning.reminders, morning.is_whole) == ([], True)
