"""Reads: where a partnership stands, what is next and what is missing."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from partnerships.activity.models import Activity
from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.queries import gate_findings
from partnerships.partners.models import Member, MemberRole, PartnershipRole, PersonRole
from partnerships.timeline.engine.milestones import MILESTONE_OF
from partnerships.timeline.models import Period
from partnerships.timeline.operations import SIGNATURE
from psp.core import due, figures
from psp.core.dates import london_date
from psp.core.due import DueItem
from psp.core.figures import Figure
from psp.core.gates import Finding
from psp.core.kept import kept
from psp.core.missing import Missing, people_missing

AHEAD = timedelta(days=90)
DATES_SHOWN = 6
LATE_SHOWN = 3
LATEST_SHOWN = 5
HEADLINES = {
    "start_pilot": (
        gettext_lazy("Before the pilot can start, {open} of {all} things are missing"),
        gettext_lazy("Before the pilot can start, {one} is missing"),
        gettext_lazy("The pilot can start: nothing is missing"),
    ),
    "start_evaluation": (
        gettext_lazy("Before evaluation can start, {open} of {all} things are missing"),
        gettext_lazy("Before evaluation can start, {one} is missing"),
        gettext_lazy("Evaluation can start: nothing is missing"),
    ),
    "start_tender": (
        gettext_lazy("Before the tender can start, {open} of {all} things are missing"),
        gettext_lazy("Before the tender can start, {one} is missing"),
        gettext_lazy("The tender can start: nothing is missing"),
    ),
    "start_contract": (
        gettext_lazy("Before the contract can start, {open} of {all} things are missing"),
        gettext_lazy("Before the contract can start, {one} is missing"),
        gettext_lazy("The contract can start: nothing is missing"),
    ),
}

GATES = {
    "start_pilot": "pilot_starts",
    "start_evaluation": "evaluation_starts",
    "start_tender": "notice_published",
    "start_contract": SIGNATURE,
}


@dataclass(frozen=True, slots=True)
class Gate:
    """The next gate of a partnership: what it finds, and the planned days of open milestones by key."""

    transition: str
    findings: list[Finding]
    planned: dict[str, date]

    @property
    def planned_on(self) -> date | None:
        """The day the gate is planned for."""
        return self.planned.get(GATES[self.transition])

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
    def headline(self) -> str:
        """Say how much is missing in one sentence."""
        several, one, none = HEADLINES[self.transition]
        words, total = {0: none, 1: one}.get(len(self.missing), several), len(self.findings)
        the_one = _("1 thing") if total == 1 else _("1 of {all} things").format(all=total)
        return str(words).format(open=len(self.missing), all=total, one=the_one)


def with_row_facts(partnerships: "QuerySet[Partnership]") -> "QuerySet[Partnership]":
    """Fetch what a row of the list shows and no more: names of the leads and the leader, the plan's dates. Two queries."""

    def lead(role: str) -> Any:
        rows = Member.objects.current().filter(partnership=OuterRef("pk"), role=role).order_by("pk")
        return Subquery(rows.values("organisation__name")[:1])

    leaders = PersonRole.objects.filter(partnership=OuterRef("pk"), role=PartnershipRole.LEADER, person__is_active=True)
    dates = ["service_starts_on", "baseline_service_starts_on", "partnership_id"]
    spans = [
        "partnership_id",
        "key",
        "position",
        "starts_on",
        "until",
        "baseline_starts_on",
        "baseline_until",
        "began_on",
    ]
    return (
        partnerships.annotate(
            lead_public_name=lead(MemberRole.LEAD_PUBLIC),
            lead_third_sector_name=lead(MemberRole.LEAD_THIRD_SECTOR),
            leader_name=Subquery(leaders.values("person__name")[:1]),
        )
        .select_related("purchasing_council", "area", "service", "timeline")
        .only(
            "name",
            "state",
            "stop_reason",
            "stopped_on",
            "purchasing_council__name",
            "area__name",
            "service__name",
            *(f"timeline__{name}" for name in dates),
        )
        .prefetch_related(Prefetch("periods", Period.objects.only(*spans, "over_on")))
    )


def _key(what: str, partnership: Partnership, done: int | str, today: date) -> str:
    return f"{what}:{partnership.pk}:{done}:{today}:{get_language()}"


def next_gate_of(partnership: Partnership, *, at: datetime) -> Gate | None:
    """Look at the gate the partnership stands before; None where it has none. Four queries, and what its gaps ask."""
    return gate_of(partnership, partnership.next_gate, at=at) if partnership.next_gate else None


def gate_of(partnership: Partnership, transition: str, *, at: datetime) -> Gate:
    """Look at any gate of a partnership. What is missing is due on its own day, else on that of its milestone."""
    planned = dict(partnership.milestones.filter(done_on=None).values_list("key", "planned_on"))
    findings = gate_findings(partnership, transition, at=at)
    return Gate(transition, [_with_day(finding, planned) for finding in findings], planned)


def _with_day(finding: Finding, planned: dict[str, date]) -> Finding:
    day = planned.get(MILESTONE_OF.get(finding.criterion.code, ""))
    if finding.gap is None or finding.gap.due_on or day is None:
        return finding
    return replace(finding, gap=replace(finding.gap, due_on=day))


def glance_at_next_gate(partnership: Partnership, *, at: datetime, done: int | str) -> Gate | None:
    """Return what ``next_gate_of`` found while nothing is ``done`` in the partnership, for a minute at most.

    Time and administrators change what a gate finds too, so whoever decides by it asks ``next_gate_of``.
    """
    key = _key(f"gate-{partnership.next_gate}", partnership, done, london_date(at))
    return kept(key, lambda: next_gate_of(partnership, at=at), seconds=60) if partnership.next_gate else None


def next_dates_of(partnership: Partnership, *, person: Any, today: date, done: int | str) -> list[DueItem]:
    """List what is late and what comes next for anybody in a partnership, earliest first; of what is late, the latest.

    What is confidential shows only to a ``person`` it concerns. Every kind of due item is a query, so the list is kept
    while nothing is ``done`` in the partnership, for five minutes at most.
    """

    def look() -> list[DueItem]:
        return due.items(today - due.FURTHEST_BACK, today + AHEAD, today=today, partnership_id=partnership.pk)

    found = due.shown_to(person.pk, kept(_key("due-in", partnership, done, today), look, seconds=300))
    late = [item for item in found if item.due_on < today]
    return [*late[-LATE_SHOWN:], *found[len(late) :]][:DATES_SHOWN]


def missing_in(partnership: Partnership, *, person: Any, today: date, done: int | str) -> list[Missing]:
    """List who is missing, with what the person can do about it, kept while nothing is ``done`` for a minute at most."""
    key = _key(f"missing-{person.pk}", partnership, done, today)
    return kept(key, lambda: people_missing(partnership, person), seconds=60)


def figures_of(partnership: Partnership, *, person: Any, today: date, done: int | str) -> list[Figure]:
    """List the headline figures the person may see, kept while nothing is ``done`` in the partnership, for a minute at most."""
    key = _key(f"figures-{person.pk}", partnership, done, today)
    return kept(key, lambda: figures.of(partnership, person), seconds=60)


def latest_in(partnership: Partnership) -> "QuerySet[Activity]":
    """List what was done last in a partnership, as everyone in it may know it: what is drawn is kept for all of them."""
    return Activity.objects.open_to_all().filter(partnership=partnership).with_actor()[:LATEST_SHOWN]


def words_of_gate(partnership: Any) -> str:
    """Say in a list how the next gate of a partnership stands; "" where it has none. Needs ``open_criteria``."""
    if partnership.open_criteria is None:
        return ""
    return _("Ready") if partnership.open_criteria == 0 else _("{n} missing").format(n=partnership.open_criteria)
