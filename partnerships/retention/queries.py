"""What is due to be deleted when, and what holds keep."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from partnerships.retention.models import RetentionHold, RetentionRun
from psp.core import retention
from psp.core.retention import Rule

SOON = timedelta(days=30)
AHEAD = timedelta(days=365)
# As many records as the preview of one rule names.
SHOWN = 200


def held_by(rule: Rule, holds: Sequence[RetentionHold]) -> tuple[bool, set[int]]:
    """Tell whether a rule is held altogether, and in which partnerships."""
    own = [hold for hold in holds if hold.rule in {"", rule.code}]
    partnerships = {hold.partnership_id for hold in own if hold.partnership_id is not None}
    return any(hold.partnership_id is None for hold in own), partnerships if rule.within else set()


def open_holds() -> list[RetentionHold]:
    """List the holds in force. One query."""
    return list(RetentionHold.objects.open().select_related("partnership"))


def due_rows(rule: Rule, at: datetime, holds: Sequence[RetentionHold]) -> QuerySet:
    """Give the records of a rule that are to be deleted at a moment: due, and not held."""
    is_held, partnerships = held_by(rule, holds)
    rows = rule.rows(at)
    if is_held:
        return rows.none()
    return rows.exclude(**{f"{rule.within}__in": partnerships}) if partnerships else rows


@dataclass(frozen=True, slots=True)
class Preview:
    """What a rule is about to do: records due now and within 30 days, those a hold keeps, and its last run."""

    rule: Rule
    due: int
    soon: int
    held: int
    last: RetentionRun | None

    @property
    def is_held(self) -> bool:
        """Whether a hold keeps something of it."""
        return self.held > 0


def previews(at: datetime) -> list[Preview]:
    """Count what every rule is about to do. Some queries for each rule."""
    holds = open_holds()
    last: dict[str, RetentionRun] = {}
    for run in RetentionRun.objects.filter(at__gt=at - timedelta(days=7)).order_by("at"):
        last[run.rule] = run
    found = []
    for rule in retention.rules():
        due = due_rows(rule, at, holds).count()
        all_due, all_soon = rule.rows(at).count(), due_rows(rule, at + SOON, holds).count()
        found.append(Preview(rule, due, max(all_soon - due, 0), all_due - due, last.get(rule.code)))
    return found


@dataclass(frozen=True, slots=True)
class DueRecord:
    """One record in the preview of a rule: its name, the day it is deleted, and whether a hold keeps it."""

    name: str
    due_on: date
    is_held: bool


def records_of(rule: Rule, user: Any, at: datetime) -> list[DueRecord]:
    """List the records a rule deletes within a year that an administrator may read, the earliest first; ``SHOWN`` at most."""
    free = set(due_rows(rule, at + AHEAD, open_holds()).values_list("pk", flat=True))
    rows = list(rule.shown_to(user, rule.rows(at + AHEAD))[: SHOWN * 5])
    found = [DueRecord(rule.name(row), rule.due_on(row), row.pk not in free) for row in rows]
    return sorted(found, key=lambda record: (record.due_on, record.name))[:SHOWN]


def failed_runs(at: datetime) -> int:
    """Count the rules whose last night ended in an error."""
    runs = RetentionRun.objects.filter(at__gt=at - timedelta(days=2)).order_by("at")
    last = {run.rule: run for run in runs}
    return sum(bool(run.error) for run in last.values())
