"""The registry of how long personal data is kept: each slice says what it keeps, for how long, and deletes what is due.

A nightly task carries it out, administrators see what is due when, and the privacy page shows the same table.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Model, QuerySet

from psp.core.dates import london_date
from psp.core.holds import messages_kept_from


@dataclass(frozen=True, slots=True)
class Rule:
    """Data that is deleted when its time is over.

    ``rows(at)`` gives the records due by a moment, present or future; ``due_on(row)`` the day a record is due; ``delete``
    takes some due records and the moment, and returns how many it dealt with. ``within`` is the lookup from a record to its
    partnership, "" where it has none: holds on a partnership reach no further, and administrators who may not read what is
    told in a partnership see none of its records. ``shown`` narrows records to those of any other kind that an administrator
    may read, None for all. ``models`` are the tables it empties.
    """

    code: str
    what: Any
    how_long: Any
    rows: Callable[[datetime], QuerySet]
    due_on: Callable[[Any], date]
    delete: Callable[[Collection[Any], datetime], int]
    models: tuple[type[Model], ...]
    within: str = ""
    name: Callable[[Any], str] = field(default=str)
    shown: Callable[[Any], QuerySet] | None = None

    def shown_to(self, user: Any, rows: QuerySet) -> QuerySet:
        """Narrow records of the rule to those an administrator may read."""
        if self.within and (kept := messages_kept_from(user)):
            rows = rows.exclude(**{f"{self.within}__in": kept})
        return rows.filter(pk__in=self.shown(user).values("pk")) if self.shown else rows


@dataclass(frozen=True, slots=True)
class Keeping:
    """Data that is kept without an end of its own: until when, and why."""

    what: Any
    how_long: Any
    models: tuple[type[Model], ...]


_rules: dict[str, Rule] = {}
_keepings: list[Keeping] = []


def deletes(rule: Rule) -> Rule:
    """Register data that is deleted in time. Raises ValueError on a second rule of the same code."""
    if rule.code in _rules:
        raise ValueError(f"Two rules of retention are called {rule.code}")
    _rules[rule.code] = rule
    return rule


def keeps(what: Any, how_long: Any, *models: type[Model]) -> None:
    """Register data that is kept without an end of its own. What several slices keep alike is said once."""
    for number, known in enumerate(_keepings):
        if str(known.what) == str(what):
            _keepings[number] = Keeping(what, how_long, (*known.models, *models))
            return
    _keepings.append(Keeping(what, how_long, models))


def rules() -> list[Rule]:
    """List the rules in the order of what they are about."""
    return sorted(_rules.values(), key=lambda rule: str(rule.what))


def find(code: str) -> Rule | None:
    """Return the rule of a code, None where there is none."""
    return _rules.get(code)


def keepings() -> list[Keeping]:
    """List what is kept without an end, in the order of what it is."""
    return sorted(_keepings, key=lambda keeping: str(keeping.what))


def declared_models() -> set[type[Model]]:
    """Return every table that a slice says the retention of."""
    declared: Iterable[Rule | Keeping] = (*_rules.values(), *_keepings)
    return {model for known in declared for model in known.models}


def delete_rows(rows: Collection[Any], at: datetime) -> int:
    """Delete records by their keys, with what goes with them; return how many."""
    model = type(next(iter(rows)))
    return model._base_manager.filter(pk__in=[row.pk for row in rows]).delete()[1].get(model._meta.label, 0)


def by_age(
    code: str,
    model: type[Model],
    moment: str,
    age: timedelta,
    *,
    what: Any,
    how_long: Any,
    only: Callable[[QuerySet], QuerySet] = lambda rows: rows,
    delete: Callable[[Collection[Any], datetime], int] = delete_rows,
    also: tuple[type[Model], ...] = (),
    within: str = "",
    name: Callable[[Any], str] = str,
    shown: Callable[[Any], QuerySet] | None = None,
) -> Rule:
    """Register a rule that deletes records when ``moment``, a field of theirs, lies ``age`` back. Returns the rule."""

    def rows(at: datetime) -> QuerySet:
        return only(model._base_manager.filter(**{f"{moment}__lt": at - age}))

    def due_on(row: Any) -> date:
        return london_date(getattr(row, moment) + age)

    return deletes(Rule(code, what, how_long, rows, due_on, delete, (model, *also), within, name, shown))
