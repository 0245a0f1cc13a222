"""What is to be reminded of on a day."""

from dataclasses import dataclass
from datetime import date, timedelta

import structlog

from partnerships.notifications.queries import names_of_active
from partnerships.reminders.engine import EARLIEST_LEAD, FURTHEST_BACK, Reminder, reminders_between
from partnerships.reminders.models import SweepRun
from psp.core import due

log = structlog.stdlib.get_logger(__name__)


def last_swept_before(today: date) -> date:
    """Return the last day before ``today`` whose reminders went out, or yesterday where there is none."""
    finished = SweepRun.objects.filter(day__lt=today, finished_at__isnull=False).order_by("-day")
    return finished.values_list("day", flat=True).first() or today - timedelta(days=1)


def has_swept(today: date) -> bool:
    """Whether the day's reminders went out to the end."""
    return SweepRun.objects.filter(day=today, finished_at__isnull=False).exists()


@dataclass(frozen=True, slots=True)
class Morning:
    """What is to be sent on a day. ``is_whole`` is False where a source of due items failed."""

    reminders: list[Reminder]
    names: dict[int, str]
    is_whole: bool


def morning_of(today: date) -> Morning:
    """List the notices to be sent on a day, and the names of the active people the items mention.

    One query for each source of due items, one for the day swept last, one for the people. A source that fails is logged
    and keeps nobody from being reminded of the rest.
    """
    items, is_whole = [], True
    for kind in due.kinds():
        try:
            items += kind.due_between(today - FURTHEST_BACK, today + timedelta(days=EARLIEST_LEAD))
        except Exception:  # whatever one slice did wrong, the others' dates are still due
            log.exception("due_items_failed", kind=kind.code)
            is_whole = False
    mentioned = {person for item in items for person in (*item.people, *item.leaders)}
    names = names_of_active(mentioned)
    reminders = reminders_between(items, since=last_swept_before(today), today=today, active=names.keys())
    return Morning(reminders, names, is_whole)
