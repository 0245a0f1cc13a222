"""Which reminder of a due date is to be sent on a day, to whom.

Notices go out 28, 7 and 1 days before, on the day, and weekly when overdue; after a week the project leader hears of
it too. A ``lead`` is the number of days before the due date; a late one is negative: -7 is one week overdue.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from psp.core.due import DueItem

LEADS = (28, 7, 1, 0)
EARLIEST_LEAD = max(LEADS)
DAYS_BETWEEN_LATE_NOTICES = 7
SWEEP_AT = time(7, 0)  # Europe/London
DIGEST_AT = time(7, 30)
WAIT_FOR_SWEEP_UNTIL = time(12, 0)


@dataclass(frozen=True, slots=True)
class Reminder:
    """One notice to one person about one item. ``is_escalation`` when it is somebody else's to do."""

    item: DueItem
    person_id: int
    lead: int
    is_escalation: bool = False


def lead_between(due_on: date, *, since: date, today: date) -> int | None:
    """Return the most urgent lead whose day came after ``since`` and not after ``today``, or None.

    ``since`` is the day of the last sweep that ran to its end. After an ordinary night that is yesterday, and only a
    lead that falls on today counts; after days of downtime several may have passed, and one notice says it all.
    """
    days_left = (due_on - today).days
    if days_left > EARLIEST_LEAD:
        return None
    if days_left >= 0:
        lead = min(lead for lead in LEADS if lead >= days_left)
    else:
        lead = -(-days_left // DAYS_BETWEEN_LATE_NOTICES) * DAYS_BETWEEN_LATE_NOTICES
    return lead if due_on - timedelta(days=lead) > since else None


def reminders_between(items: Iterable[DueItem], *, since: date, today: date, active: Collection[int]) -> list[Reminder]:
    """List the notices to be sent on ``today``, in an order that is the same for every worker.

    ``active`` holds the ids of people who may sign in; nobody else gets anything. Leaders who do not owe an item hear of
    it a week after it was due, and from the first notice where nobody active owes it, unless that is not to be told.
    """
    wanted: dict[tuple[int, str, str, date], Reminder] = {}
    for item in items:
        lead = lead_between(item.due_on, since=since, today=today)
        if lead is None:
            continue
        owners = [person for person in item.people if person in active]
        is_escalated = lead <= -DAYS_BETWEEN_LATE_NOTICES or not (owners or item.known_as)
        leaders = [person for person in item.leaders if person in active and is_escalated]
        for person in dict.fromkeys([*owners, *leaders]):
            key = (person, item.kind, item.key, item.due_on)
            wanted.setdefault(key, Reminder(item, person, lead, is_escalation=person not in owners))
    return [wanted[key] for key in sorted(wanted)]


def owners_in_words(item: DueItem, names: Mapping[int, str]) -> str:
    """Name those of an item's owners who are in ``names``: "Pat Lennox and Bo Quinn"; "" where none is.

    Of an item whose owners are not named to others, what they are known as.
    """
    if item.known_as:
        return item.known_as
    found = [names[person] for person in dict.fromkeys(item.people) if person in names]
    return " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)
