"""What every record of the product shares: a permission table, a version against lost edits, and times."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from rules.contrib.models import RulesModel

from psp.core.problems import StaleVersion


class Record(RulesModel):
    """A record people edit. ``Meta.rules_permissions`` names who may do what with it."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True, editable=False)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True, editable=False)

    class Meta:
        abstract = True


R = TypeVar("R", bound=Record)


def save_version(record: R, *, expected: int) -> R:
    """Save a changed record if it still has the version the person read, and raise the version by one.

    Raises StaleVersion, with nothing written, when somebody else saved in between. Call it inside a transaction.
    """
    claimed = type(record)._base_manager.filter(pk=record.pk, version=expected).update(version=F("version") + 1)
    if not claimed:
        raise StaleVersion(str(record))
    record.version = expected + 1
    record.save()
    return record


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one record, with its value before and after; None where there was, or is, no value.

    ``record`` is the record whose field it is. None means the one the activity is about; words name what has no row of its own.
    """

    field: str
    before: Any = None
    after: Any = None
    record: models.Model | str | None = None


# What an activity takes: changes of any records, or the fields of the one it is about, each with [before, after].
Changes = Iterable[Change] | Mapping[str, Sequence[Any]]


def listed(changes: Changes | None) -> list[Change]:
    """List changes in their order, whichever way they were given."""
    if isinstance(changes, Mapping):
        return [Change(field, before, after) for field, (before, after) in changes.items()]
    return list(changes or ())


def text_of(value: Any) -> str | None:
    """Return a value as the history keeps it: text, None for nothing."""
    return None if value is None or value == "" else str(value)


def changes_between(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[str | None]]:
    """Compare two mappings of field values; return ``{field: [before, after]}`` as text for those that differ."""
    return {
        name: [text_of(before.get(name)), text_of(after.get(name))]
        for name in dict.fromkeys([*before, *after])
        if text_of(before.get(name)) != text_of(after.get(name))
    }


def changes_in(record: models.Model, before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """Compare two mappings of one record's field values; return a change for each that differs."""
    return [Change(name, was, now, record) for name, (was, now) in changes_between(before, after).items()]


def values_of(record: models.Model, names: list[str]) -> dict[str, Any]:
    """Read the named fields of a record, a foreign key as the text of what it points to."""
    return {name: getattr(record, name) for name in names if hasattr(record, name)}
