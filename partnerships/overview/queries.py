"""Reads: where a partnership stands, what is next and what is missing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.activity.models import Activity
from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.queries import gate_findings
from partnerships.lifecycle.workflow import State
from partnerships.strip.queries import BEYOND_THE_GATE
from partnerships.timeline.operations import SIGNATURE
from psp.core import due
from psp.core.due import DueItem
from psp.core.gates import Finding

LATE_SINCE = timedelta(days=730)
AHEAD = timedelta(days=90)
DATES_SHOWN = 6
LATE_SHOWN = 3
LATEST_SHOWN = 5
HEADLINES = {
    "start_pilot": (
        gettext_lazy("Before the pilot can start, {open} of {all} things are missing"),
        gettext_lazy("Before the pilot can start, 1 of {all} things is missing"),
        gettext_lazy("The pilot can start: nothing is missing"),
    ),
    "start_evaluation": (
        gettext_lazy("Before evaluation can start, {open} of {all} things are missing"),
        gettext_lazy("Before evaluation can start, 1 of {all} things is missing"),
        gettext_lazy("Evaluation can start: nothing is missing"),
    ),
    "start_tender": (
        gettext_lazy("Before the tender can start, {open} of {all} things are missing"),
        gettext_lazy("Before the tender can start, 1 of {all} things is missing"),
        gettext_lazy("The tender can start: nothing is missing"),
    ),
    "start_contract": (
        gettext_lazy("Before the contract can start, {open} of {all} things are missing"),
        gettext_lazy("Before the contract can start, 1 of {all} things is missing"),
        gettext_lazy("The contract can start: nothing is missing"),
    ),
}


@dataclass(frozen=True, slots=True)
class Gate:
    """The next gate of a partnership: what it finds, and the day it is planned for."""

    transition: str
    findings: list[Finding]
    planned_on: date | None

    @property
    def missing(self) -> list[Finding]:
        """What stops the transition."""
        return [finding for finding in self.findings if finding.is_open]

    @property
    def waived(self) -> list[Finding]:
        """What the partnership does without."""
        return [finding for finding in self.findings if finding.waiver is not None]

    @property
    def met(self) -> list[Finding]:
        """What is there."""
        return [finding for finding in self.findings if finding.is_met]

    @property
    def met_count(self) -> int:
        """How many things are met or waived, for the bar."""
        return len(self.findings) - len(self.missing)

    @property
    def headline(self) -> str:
        """Say how much is missing in one sentence."""
        several, one, none = HEADLINES[self.transition]
        words = {0: none, 1: one}.get(len(self.missing), several)
        return str(words).format(open=len(self.missing), all=len(self.findings))


def next_gate_of(partnership: Partnership, *, at: datetime) -> Gate | None:
    """Look at the gate the partnership stands before; None where it has none. Three queries, and one where it has a gap."""
    transition = partnership.next_gate
    if not transition:
        return None
    return Gate(transition, gate_findings(partnership, transition, at=at), _planned_on(partnership))


def _planned_on(partnership: Partnership) -> date | None:
    if partnership.state == State.TENDER:
        days = partnership.milestones.filter(key=SIGNATURE).values_list("planned_on", flat=True)
        return days.first()
    key = BEYOND_THE_GATE.get(partnership.state)
    return next((period.starts_on for period in partnership.periods.all() if period.key == key), None)


def next_dates_of(partnership: Partnership, *, today: date) -> list[DueItem]:
    """List what is late and what comes next for anybody in a partnership, earliest first; of what is late, the latest."""
    found = due.items(today - LATE_SINCE, today + AHEAD, partnership_id=partnership.pk)
    late = [item for item in found if item.due_on < today]
    ahead = found[len(late) :]
    return [*late[-LATE_SHOWN:], *ahead][:DATES_SHOWN]


def latest_in(partnership: Partnership) -> list[Activity]:
    """List what was done last in a partnership."""
    rows = Activity.objects.filter(partnership=partnership, is_private=False).with_actor()
    return list(rows[:LATEST_SHOWN])


def words_of_gate(partnership: Any) -> str:
    """Say in a list how the next gate of a partnership stands; "" where it has none. Needs ``with_open_criteria``."""
    if partnership.open_criteria is None:
        return ""
    return _("Ready") if partnership.open_criteria == 0 else _("{n} missing").format(n=partnership.open_criteria)
