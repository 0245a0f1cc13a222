"""What every record of the product shares: a permission table, a version against lost edits, times, and values as text."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from django.db import models
from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rules.contrib.models import RulesModel

from psp.core.dates import LONDON, in_words
from psp.core.moments import MIDNIGHT, Moment
from psp.core.problems import StaleVersion

DAY = re.compile(r"\d{4}-\d\d-\d\d")
LONDON_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")
SPAN = re.compile(r"(?P<first>\d{4}-\d\d-\d\d) (?P<to>–|to) (?P<last>\d{4}-\d\d-\d\d)")
# As Python writes an aware datetime: what older entries of the history hold.
WITH_OFFSET = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:\d\d|Z)")


class Record(RulesModel):
    """A record people edit. ``Meta.rules_permissions`` names who may do what with it."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True, editable=False)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True, editable=False)

    class Meta:
        abstract = True


R = TypeVar("R", bound=Record)


def save_version(record: R, fields: Iterable[str], *, expected: int) -> R:
    """Save the named fields of a record if it still has the version the person read, and raise the version by one.

    No other column is written, except one that follows a named field (``SortKeyField``): what the record held when it was
    read may be past. Raises StaleVersion, with nothing written, when somebody else saved in between. Call it inside a transaction.
    """
    claimed = type(record)._base_manager.filter(pk=record.pk, version=expected).update(version=F("version") + 1)
    if not claimed:
        raise StaleVersion(str(record))
    record.version = expected + 1
    names = {*fields, "version", "updated_at"}
    columns = [field for field in record._meta.concrete_fields if not field.primary_key]
    record.save(
        update_fields=[f.name for f in columns if f.name in names or getattr(f, "follows", None) in names],
    )
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
    """Write a value for the history and for files; None where there is nothing.

    A moment, a date or an aware datetime in London time as "2027-06-15" or "2027-06-15 12:00", yes or no as "Yes" or "No".
    """
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, Moment):
        return value.text
    if isinstance(value, datetime):
        return f"{value.astimezone(LONDON) if value.tzinfo else value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def text_today(written: str | None) -> str:
    """Return what the history holds as ``text_of`` writes it now; "" for nothing. Older entries hold UTC, True and False.

    Midnight to the second was a deadline, which ends the day before.
    """
    if written in ("True", "False"):
        return gettext("Yes") if written == "True" else gettext("No")
    if not written or not WITH_OFFSET.fullmatch(written):
        return written or ""
    try:
        at = datetime.fromisoformat(written)
        is_midnight = at.astimezone(LONDON).time() == MIDNIGHT
        return Moment.of(at).text if is_midnight else text_of(at) or ""
    except (ValueError, OverflowError):
        return written


def moment_in(written: str | None) -> Moment | None:
    """Read a moment back from what the history holds, older entries too; None where it is none."""
    text = text_today(written)
    try:
        if DAY.fullmatch(text):
            return Moment.on(date.fromisoformat(text))
        if LONDON_TIME.fullmatch(text):
            return Moment.of(datetime.fromisoformat(text).replace(tzinfo=LONDON))
    except ValueError:
        pass
    return None


def in_words_today(written: str | None) -> str:
    """Say what the history holds as pages do: "15 June 2027 at midday", "Yes"; "" for nothing."""
    if span := SPAN.fullmatch(written or ""):
        try:
            first, last = date.fromisoformat(span["first"]), date.fromisoformat(span["last"])
            # Older entries name the first day after the span.
            last = last if span["to"] == "to" else last - timedelta(days=1)
        except (ValueError, OverflowError):
            return written or ""
        return gettext("{first} to {last}").format(first=in_words(first), last=in_words(last))
    moment = moment_in(written)
    return moment.words if moment else text_today(written)


def name_in_history(record: models.Model | str) -> str:
    """Return what the history calls a record: its own name, unless that ends with it, as the address of an invitation does.

    A model whose name ends says ``name_in_history``.
    """
    return str(getattr(record, "name_in_history", record))


def is_unrecorded(model: Any, field: str) -> bool:
    """Tell whether the history keeps only that a field changed. A model names such fields in ``unrecorded_fields``.

    The history never ends, so personal data that ends (``retention.py`` of each slice) must not get into it.
    """
    return field in getattr(model, "unrecorded_fields", ())


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
