"""Keeping the involvement log."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partnerships.activity.operations import lock_record, record
from partnerships.involvement.models import TAKES_PART, Involvement
from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.operations import apply_changes
from partnerships.reached.operations import record_milestone
from psp.core.access import refusal
from psp.core.dates import london_date
from psp.core.problems import Invalid, NotPermitted

WHO_MAY = _("people with a role in the partnership other than observers")


@transaction.atomic
def log_involvement(*, partnership: Partnership, by: Any, at: datetime, **fields: Any) -> Involvement:
    """Write down an occasion on which service users were told, asked or took part.

    ``fields`` are the model's: title, held_on, who, number, level, said, done. 1. writes the entry; 2. records the
    activity; 3. reaches the plan's milestone when it is the first in which users took part. Raises NotPermitted, and
    Invalid for a day ahead.
    """
    lock_record(partnership)
    _require_may_log(partnership, by)
    _require_held(fields["held_on"], at)
    entry = Involvement.objects.create(partnership=partnership, **fields)
    changes = {"level": [None, str(entry.get_level_display())], "number": [None, str(entry.number)]}
    record(verb="involvement.logged", target=entry, partnership=partnership, by=by, at=at, changes=changes)
    _reach(entry, by=by, at=at)
    return entry


@transaction.atomic
def edit_involvement(
    *, entry: Involvement, changes: dict[str, Any], expected_version: int, by: Any, at: datetime
) -> Involvement:
    """Change an entry; the history keeps what it said before. Raises NotPermitted, StaleVersion, Invalid."""
    lock_record(entry)
    _require_may_log(entry, by)
    _require_held(changes.get("held_on", entry.held_on), at)
    apply_changes(entry, changes, expected_version=expected_version, verb="involvement.edited", by=by, at=at)
    _reach(entry, by=by, at=at)
    return entry


@transaction.atomic
def remove_involvement(*, entry: Involvement, by: Any, at: datetime) -> None:
    """Take an entry out of the log; the history keeps that it was there. Its evidence stays among the documents."""
    lock_record(entry)
    _require_may_log(entry, by)
    record(
        verb="involvement.removed",
        target=entry,
        partnership=entry.partnership,
        by=by,
        at=at,
        changes={"said": [entry.said, None], "done": [entry.done or None, None]},
    )
    entry.delete()


def _require_may_log(target: Any, by: Any) -> None:
    if not by.has_perm("partnerships.add_involvement", target):
        raise NotPermitted(refusal(WHO_MAY))


def _require_held(held_on: date, at: datetime) -> None:
    if held_on > london_date(at):
        raise Invalid({"held_on": _("Enter today’s date or an earlier one")})


def _reach(entry: Involvement, *, by: Any, at: datetime) -> None:
    if entry.level in TAKES_PART:
        record_milestone(partnership=entry.partnership, key="users_involved", on=entry.held_on, by=by, at=at)
