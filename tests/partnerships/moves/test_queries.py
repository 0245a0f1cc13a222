from datetime import date

import pytest

from partnerships.gantt.queries import outlook_of
from partnerships.models import Timeline
from partnerships.moves.operations import move_task, resize_period
from partnerships.moves.queries import previewed_length, previewed_move
from partnerships.timeline.engine.length import Length
from partnerships.timeline.queries import rows_of
from psp.core.problems import Invalid
from tests.conftest import NOON
from tests.factories.timeline import a_plan

LATE = date(2027, 3, 5)


@pytest.fixture
def rows(partnership):
    """The pilot was to start on 5 January 2027. On 5 March nobody has started it."""
    a_plan(partnership)
    return rows_of(partnership)


def expected(partnership):
    return outlook_of(type(partnership).objects.get(pk=partnership.pk), today=LATE).service_starts_on


def test_a_preview_starts_from_the_dates_the_page_shows(rows, partnership):
    moved = previewed_move(rows, "notice_published", date(2029, 11, 5), today=LATE)
    service = next(change for change in moved.others if change.task.key == "service_starts")
    assert service.starts_before == expected(partnership)


def test_what_was_shown_is_what_the_page_shows_afterwards(rows, partnership, olivia):
    seen = previewed_move(rows, "notice_published", date(2029, 11, 5), today=LATE)
    at = NOON.replace(year=2027, month=3, day=5)
    move_task(
        partnership=partnership, key="notice_published", to=date(2029, 11, 5), by=olivia, at=at, expected_version=1
    )
    assert expected(partnership) == seen.schedule.goal_on


def test_the_wish_is_kept_without_what_is_late(rows, partnership, olivia):
    """The pilot two months late is a fact of today, no wish: started tomorrow, the plan catches up.

    Longer by six months, the deadline for tenders would be on Saturday 9 February 2030, and comes on the 11th.
    """
    pilot = partnership.periods.get(key="pilot")
    at = NOON.replace(year=2027, month=3, day=5)
    resize_period(period=pilot, length=Length(30), by=olivia, at=at, expected_version=1)
    pilot.refresh_from_db()
    assert (pilot.starts_on, pilot.until) == (date(2027, 1, 5), date(2029, 7, 5))
    assert Timeline.objects.get().service_starts_on == date(2030, 8, 11)


def test_a_length_that_has_run_out_is_refused_though_today_stretches_it(rows):
    with pytest.raises(Invalid, match="has lasted longer already"):
        previewed_length(rows, "design", Length(6), today=LATE)
