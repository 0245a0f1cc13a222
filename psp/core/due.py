"""The registry of what is due: each slice says what is due between two days, for whom.

Home, the calendar feeds and the reminders all read it, so a date shown on one is never missing on another.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from psp.core.moments import Moment
from psp.core.notices import EVERYONE, Sight

# Something still open after this long needs a decision, not another reminder.
FURTHEST_BACK = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class DueItem:
    """One thing someone owes on a day, or at a time of it where ``moment`` names one.

    ``key`` names the thing for good (``milestone:12``): with ``due_on`` and a person it makes a notice unique.
    ``people`` are ids of users who owe it; ``leaders`` ids of users told when it is a week late. ``after`` is the planned
    day of what has to happen first and has not: once that day has passed too, only what comes first is late. ``over_on`` is
    the day from which it is over by itself and owed no longer. What is
    ``is_confidential`` stands on the lists of its ``people`` and ``leaders`` alone. ``sight`` says who may still read a reminder
    of it once it is written. ``known_as`` is what others are told in place of the names of its ``people``, where who is
    left out of them would tell something; they then hear of it no sooner where nobody owes it.
    """

    kind: str
    key: str
    title: str
    due_on: date
    url: str
    partnership_id: int | None = None
    partnership: str = ""
    people: tuple[int, ...] = ()
    leaders: tuple[int, ...] = ()
    after: date | None = None
    over_on: date | None = None
    is_confidential: bool = False
    moment: Moment | None = None
    sight: Sight = EVERYONE
    known_as: str = ""

    def __post_init__(self) -> None:
        if self.moment and self.moment.day != self.due_on:
            raise ValueError(f"{self.key} is due on {self.due_on} and at {self.moment}")

    @property
    def due(self) -> Moment:
        """When it is due: the day, with its time where it has one."""
        return self.moment or Moment.on(self.due_on)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of due item a person can choose how to hear about. ``narrows`` says that it takes ``partnership_id`` too."""

    code: str
    label: Any
    items: Callable[..., Iterable[DueItem]]
    narrows: bool = False

    def due_between(
        self, first: date, last: date, *, person_id: int | None = None, partnership_id: int | None = None
    ) -> list[DueItem]:
        """List what is due of this kind from ``first`` to ``last`` inclusive; of a person or a partnership where asked."""
        more = {"partnership_id": partnership_id} if self.narrows else {}
        found = self.items(first, last, person_id, **more)
        return [item for item in found if partnership_id is None or item.partnership_id == partnership_id]


_kinds: dict[str, Kind] = {}


def source(
    code: str, label: Any, *, narrows: bool = False
) -> Callable[[Callable[..., Iterable[DueItem]]], Callable[..., Iterable[DueItem]]]:
    """Register a function ``(first, last, person_id) -> items`` due between two days, both included.

    ``person_id`` narrows to what that person owes; None asks for everybody's. With ``narrows`` the function also takes
    ``partnership_id=`` and asks the database for that partnership alone. Raises ValueError on a second source of the same
    code.
    """

    def decorate(items: Callable[..., Iterable[DueItem]]) -> Callable[..., Iterable[DueItem]]:
        if code in _kinds:
            raise ValueError(f"Two sources of due items are called {code}")
        _kinds[code] = Kind(code, label, items, narrows)
        return items

    return decorate


def kinds() -> list[Kind]:
    """List the kinds in the order of their labels."""
    return sorted(_kinds.values(), key=lambda kind: str(kind.label))


def items(
    first: date, last: date, *, today: date, person_id: int | None = None, partnership_id: int | None = None
) -> list[DueItem]:
    """List everything due from ``first`` to ``last`` inclusive, earliest first; of a person or a partnership where asked.

    As things stand ``today``: without what waits for something that is late itself, and without what is over.
    """
    found = [
        item
        for kind in kinds()
        for item in kind.due_between(first, last, person_id=person_id, partnership_id=partnership_id)
    ]
    return sorted(without_waiting(found, today=today), key=lambda item: (item.due, item.title, item.key))


def without_waiting(found: Iterable[DueItem], *, today: date) -> list[DueItem]:
    """Leave out what cannot happen yet because what has to come first is late, and what is over by itself."""
    waited_for = (item for item in found if item.after is None or item.after >= today)
    return [item for item in waited_for if item.over_on is None or item.over_on > today]


def shown_to(person_id: int, found: Iterable[DueItem]) -> list[DueItem]:
    """Leave out what is confidential to others, for the lists of what anybody owes."""
    return [item for item in found if not item.is_confidential or person_id in (*item.people, *item.leaders)]
