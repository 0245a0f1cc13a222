"""Reads: a partnership's plan as the engine takes it, and what the engine makes of it today."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from partnerships.lifecycle.models import Partnership
from partnerships.timeline.engine.actuals import begin
from partnerships.timeline.engine.length import is_shorter
from partnerships.timeline.engine.milestones import GOAL
from partnerships.timeline.engine.plan import Link, Plan, Task
from partnerships.timeline.engine.recommended import recommend
from partnerships.timeline.models import Dependency, Milestone, Period, PlannedFrom, Timeline
from psp.core import deadlines
from psp.core.problems import Invalid


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything kept of one plan: the plan itself, periods and milestones in their order, links."""

    timeline: Timeline
    periods: list[Period]
    milestones: list[Milestone]
    links: list[Dependency]

    def find(self, key: str) -> Period | Milestone:
        """Return the period or milestone with a key. Raises KeyError."""
        return {row.key: row for row in [*self.milestones, *self.periods]}[key]


def recommended_plan(*, planned_from: str, on: date, today: date, funding_ends_on: date | None = None) -> Plan:
    """Make the recommended plan forwards from a start of design, or backwards from a service start or the end of funding.

    Backwards, a start that has passed cannot be planned any more: the plan then runs forwards from ``today`` and its
    service starts later than wished. Raises Invalid for a day out of reach.
    """
    try:
        if planned_from == PlannedFrom.DESIGN:
            return recommend(start_on=on, funding_ends_on=funding_ends_on)
        if planned_from == PlannedFrom.FUNDING:
            plan = recommend(funding_ends_on=on)
        else:
            plan = recommend(service_starts_on=on, funding_ends_on=funding_ends_on)
        if plan.starts_on < today:
            return recommend(start_on=today, funding_ends_on=plan.funding_ends_on)
    except ValueError as problem:
        raise Invalid({"on": str(problem)}) from problem
    return plan


def rows_of(partnership: Partnership) -> Rows | None:
    """Fetch a partnership's plan, None where it has none. Four queries, the partnership's own rows reused."""
    timeline = Timeline.objects.filter(partnership=partnership).first()
    if timeline is None:
        return None
    timeline.partnership = partnership
    periods = list(partnership.periods.order_by("position"))
    milestones = list(partnership.milestones.select_related("owner").order_by("planned_on", "pk"))
    by_id = {period.pk: period for period in periods}
    for row in milestones:
        row.partnership = partnership
        row.period, row.opens = by_id.get(row.period_id), by_id.get(row.opens_id)
    known = {row.pk: row for row in milestones}
    links = list(Dependency.objects.filter(successor__partnership=partnership))
    for link in links:
        link.predecessor, link.successor = known[link.predecessor_id], known[link.successor_id]
    return Rows(timeline, periods, milestones, links)


def funding_end_of(timeline: Timeline) -> date | None:
    """Return the day the money ends: as the funding plan says or, until there is one, as typed at the start."""
    known = [deadline.on for deadline in deadlines.of(timeline.partnership) if deadline.kind == deadlines.FUNDING]
    return min(known, default=timeline.funding_ends_on)


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
    elif row.opens_id and row.opens.position > 1:
        after.append(Link(rows.periods[row.opens.position - 2].key))
    return Task(
        row.key,
        row.title,
        after=tuple(after),
        period=row.period.key if row.period_id else None,
        offset=row.offset_days,
        opens=row.opens.key if row.opens_id else None,
        gate=row.is_gate,
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


def service_start_of(partnership: Any) -> date | None:
    """Return the day the service is planned to start; None without a plan."""
    return Timeline.objects.filter(partnership=partnership).values_list("service_starts_on", flat=True).first()
