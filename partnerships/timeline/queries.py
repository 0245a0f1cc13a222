"""Reads: a partnership’s plan as it is kept, and as the engine takes it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.workflow import RUNNING, State
from partnerships.timeline.engine.actuals import begin
from partnerships.timeline.engine.length import is_shorter
from partnerships.timeline.engine.milestones import GOAL, ROUND_BACK
from partnerships.timeline.engine.plan import Link, Plan, Task
from partnerships.timeline.models import Dependency, Milestone, Period, Timeline
from psp.core import deadlines
from psp.core.dates import about_words, in_words

TOWARDS_A_SERVICE = (*RUNNING, State.CONTRACT)


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything kept of one plan: the plan itself, periods and milestones in their order, links."""

    timeline: Timeline
    periods: list[Period]
    milestones: list[Milestone]
    links: list[Dependency]

    def period(self, key: str) -> Period:
        """Return the period with a key. Raises KeyError."""
        return {period.key: period for period in self.periods}[key]

    def find(self, key: str) -> Any:
        """Return the period or milestone with a key. Raises KeyError."""
        return {row.key: row for row in self.milestones}.get(key) or self.period(key)


def rows_of(partnership: Partnership) -> Rows | None:
    """Fetch a partnership's plan, None where it has none.

    Four queries, two where its timeline and periods were fetched with it. To change a plan, give a partnership just fetched.
    """
    timeline: Timeline | None = getattr(partnership, "timeline", None)
    if timeline is None:
        return None
    periods = sorted(partnership.periods.all(), key=lambda period: period.position)
    milestones = list(partnership.milestones.select_related("owner").order_by("planned_on", "pk"))
    by_id: dict[Any, Period] = {period.pk: period for period in periods}
    for row in milestones:
        row.partnership = partnership
        row.period, row.opens = by_id.get(row.period_id), by_id.get(row.opens_id)
    known = {row.pk: row for row in milestones}
    links = list(Dependency.objects.filter(successor__partnership=partnership))
    for link in links:
        link.predecessor, link.successor = known[link.predecessor_id], known[link.successor_id]
    return Rows(timeline, periods, milestones, links)


def funding_end_of(partnership: Partnership, standing: Iterable[deadlines.Deadline] | None = None) -> date | None:
    """Return the day the money ends, as the slice that knows it says (``funding.queries.money_end_of``).

    ``standing`` are the partnership's deadlines, asked for where not given.
    """
    standing = deadlines.of(partnership) if standing is None else standing
    return min((day.on for day in standing if day.kind == deadlines.FUNDING), default=None)


def plan_of(rows: Rows, *, today: date, funding_ends_on: date | None = None) -> Plan:
    """Build the engine's plan. Design begins on its planned day by itself, for a partnership starts in that state."""
    tasks = [_task_of_milestone(rows, row) for row in rows.milestones]
    openers = {row.opens_id: row for row in rows.milestones if row.opens_id}
    tasks += [_task_of_period(period, openers[period.pk]) for period in rows.periods]
    plan = Plan(rows.timeline.starts_on, tuple(tasks), goal=GOAL, funding_ends_on=funding_ends_on)
    design = rows.periods[0]
    if design.began_on is None and design.starts_on <= today:
        plan = begin(plan, design.key, on=design.starts_on)
    return plan


def _task_of_period(period: Period, opener: Milestone) -> Task:
    return Task(
        period.key,
        period.kind.title,
        period.length,
        (Link(opener.key),),
        period=period.key,
        least=period.kind.least,
        actual_start=period.began_on,
        actual_until=period.over_on,
    )


def _task_of_milestone(rows: Rows, row: Milestone) -> Task:
    after = [Link(link.predecessor.key, link.lag_days) for link in rows.links if link.successor_id == row.pk]
    if row.is_goal:
        after.append(Link(rows.periods[-1].key))
    elif row.opens and row.opens.position > 1:
        after.append(Link(rows.periods[row.opens.position - 2].key))
    return Task(
        row.key,
        row.title,
        after=tuple(after),
        period=row.period.key if row.period else None,
        offset=row.offset_days,
        opens=row.opens.key if row.opens else None,
        gate=row.is_gate,
        on_working_day=row.on_working_day,
        rounds_back=row.key in ROUND_BACK,
        not_before=row.not_before,
        actual_start=row.done_on,
        actual_until=row.done_on,
    )


def short_periods(periods: "list[Period]") -> "list[Period]":
    """List the periods below their recommended length, each with the reason recorded or none."""
    return [period for period in periods if is_short(period)]


def is_short(period: Period) -> bool:
    """Tell whether a period ends before its least recommended length has run."""
    return is_shorter(period.starts_on, period.until, period.kind.least)


def service_start_of(partnership: Partnership) -> date | None:
    """Return the day the service is planned to start, from the plan fetched with the partnership.

    None without a plan, and where the partnership stopped or went over to its contingency plan: no service is planned then.
    Every page, list, headline and count means this day by the start of the service. What is late today may move it, which
    only the timeline works out and calls what is now expected.
    """
    timeline = getattr(partnership, "timeline", None)
    return timeline.service_starts_on if timeline and partnership.state in TOWARDS_A_SERVICE else None


def is_service_ahead(partnership: Partnership, today: date) -> bool:
    """Tell whether a service is still to start: money is counted towards it."""
    starts_on = service_start_of(partnership)
    return partnership.state in RUNNING or (starts_on is not None and starts_on > today)


def ends_before_words(ends_on: date, starts_on: date) -> str:
    """Say that the money ends before the service starts, and how long before."""
    return _("Money ends {span} before the service starts").format(span=about_words(ends_on, starts_on))


def left_over_words(title: str, day: date) -> str:
    """Say that an open milestone of a period that is over decides when the service starts."""
    words = _(
        "“{milestone}” is not done, although its period is over: planned for {day}, it decides the service start."
    )
    return words.format(milestone=title, day=in_words(day))
