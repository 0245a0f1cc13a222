"""What is to be reminded of on a day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import structlog

from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.queries import sights_of
from partnerships.notifications.queries import active_administrators, names_of_active
from partnerships.partners.models import PartnershipRole, PersonRole
from partnerships.reminders.engine import EARLIEST_LEAD, Reminder, reminders_between
from partnerships.reminders.models import SweepRun
from psp.core import due
from psp.core.due import DueItem

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
    """What is to be sent on a day. ``is_whole`` is False where a source of due items failed.

    ``administrators`` are those who stand in where nobody else is named; they may not open every page.
    """

    reminders: list[Reminder]
    names: dict[int, str]
    is_whole: bool
    administrators: frozenset[int] = frozenset()


def morning_of(today: date) -> Morning:
    """List the notices to be sent on a day, and the names of the active people the items mention.

    One query for each source of due items, one for the day swept last, three for the people, one more where something
    has no leader. A source that fails is logged and keeps nobody from being reminded of the rest.
    """
    items: list[DueItem] = []
    is_whole = True
    for kind in due.kinds():
        try:
            items += kind.due_between(today - due.FURTHEST_BACK, today + timedelta(days=EARLIEST_LEAD))
        except Exception:  # whatever one slice did wrong, the others' dates are still due
            log.exception("due_items_failed", kind=kind.code)
            is_whole = False
    items = due.without_waiting(items, today=today)
    if not items:
        return Morning([], {}, is_whole)
    mentioned = {person for item in items for person in (*item.people, *item.leaders)}
    names = names_of_active(mentioned)
    administrators = active_administrators()
    items = _with_somebody(_without_the_blind(items, names.keys(), administrators), names, administrators)
    reminders = reminders_between(items, since=last_swept_before(today), today=today, active=names.keys())
    return Morning(reminders, names, is_whole, frozenset(administrators))


def owed_by(person: Any, first: date, last: date, *, today: date) -> list[DueItem]:
    """List what a person owes between two days in the partnerships they may still see. A query for each source and one."""
    found = due.items(first, last, today=today, person_id=person.pk)
    about = {item.partnership_id for item in found} - {None}
    seen = set(Partnership.objects.visible_to(person).filter(pk__in=about).values_list("pk", flat=True))
    return [item for item in found if item.partnership_id is None or item.partnership_id in seen]


def _without_the_blind(items: Iterable[DueItem], active: Collection[int], see_all: Collection[int]) -> list[DueItem]:
    """Leave out whoever is not active or may not see the partnership any more, as on its pages."""
    sights = sights_of(active)

    def those_of(people: tuple[int, ...], partnership: int | None) -> tuple[int, ...]:
        return tuple(
            person
            for person in people
            if person in active and (partnership is None or person in see_all or partnership in sights.get(person, ()))
        )

    return [
        replace(
            item,
            people=those_of(item.people, item.partnership_id),
            leaders=those_of(item.leaders, item.partnership_id),
        )
        for item in items
    ]


def _with_somebody(items: list[DueItem], names: dict[int, str], administrators: dict[int, str]) -> list[DueItem]:
    """Let the partners' contacts, and without any the administrators, stand in for leaders where there are none.

    Contacts hear of nothing confidential. Adds their names to ``names``.
    """
    orphans = {item.partnership_id for item in items if not item.leaders} - {None}
    if not orphans:
        return items
    contacts: dict[int | None, list[int]] = {}
    rows = PersonRole.objects.filter(partnership__in=orphans, role=PartnershipRole.CONTACT, person__is_active=True)
    for partnership, person, name in rows.order_by("person").values_list("partnership", "person", "person__name"):
        contacts.setdefault(partnership, []).append(person)
        names[person] = name
    names.update(administrators)
    return [
        replace(item, leaders=tuple((not item.is_confidential and contacts.get(item.partnership_id)) or administrators))
        if item.partnership_id in orphans and not item.leaders
        else item
        for item in items
    ]
