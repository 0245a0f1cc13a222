"""Reads: a partnership's plan as the engine takes it, and what the engine makes of it today."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from partnerships.lifecycle.models import Partnership
from partnerships.timeline.engine.actuals import begin
from partnerships.timeline.engine.length import is_shorter
from partnerships.timeline.engine.milestones import GOAL
from partnerships.timeline.engine.plan import Link, Plan, Task
from partnerships.timeline.engine.schedule import Scheduled, schedule
from partnerships.timeline.models import Dependency, Milestone, Period, PlannedFrom, Timeline
from psp.core import deadlines
from psp.core.charts.periods import Span
from psp.core.dates import about_words, duration_words, in_words


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


def funding_end_of(timeline: Timeline, standing: Iterable[deadlines.Deadline] | None = None) -> date | None:
    """Return the day the money ends: by the ``standing`` deadlines, asked for where not given, else as typed at the start."""
    standing = deadlines.of(timeline.partnership) if standing is None else standing
    return min((day.on for day in standing if day.kind == deadlines.FUNDING), default=timeline.funding_ends_on)


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


@dataclass(frozen=True, slots=True)
class Line:
    """A period or milestone with its dates as they stand today.

    ``expected`` is when it can still happen, at or after the planned day. ``slip_days`` is its end against the baseline,
    None for what was added since; ``slack_days`` how much later it may be without delay to the service.
    """

    record: Any
    expected: Span
    slip_days: int | None
    slack_days: int
    is_critical: bool
    is_late: bool

    @property
    def is_period(self) -> bool:
        return isinstance(self.record, Period)

    @property
    def planned_on(self) -> Any:
        """The day it is planned to start, of a milestone to be reached."""
        return self.record.starts_on if self.is_period else self.record.planned_on

    @property
    def is_done(self) -> bool:
        return bool(self.record.over_on if self.is_period else self.record.done_on)

    @property
    def agreed(self) -> Span | None:
        """When it was agreed to be; None for what was added since."""
        if self.is_period:
            return Span(self.record.baseline_starts_on, self.record.baseline_until)
        return Span(self.record.baseline_on, self.record.baseline_on) if self.record.baseline_on else None

    @property
    def is_expected_otherwise(self) -> bool:
        """It is open and can be only on other days than planned."""
        until = self.record.until if self.is_period else self.record.planned_on
        return not self.is_done and not self.is_unmarked and self.expected != Span(self.planned_on, until)

    @property
    def is_unmarked(self) -> bool:
        """Nobody marked it as done before its period was over."""
        return not self.is_period and not self.is_done and bool(self.record.period_id and self.record.period.over_on)


@dataclass(frozen=True, slots=True)
class Outlook:
    """A plan as it stands today: its lines period by period, and when the service can start."""

    rows: Rows
    lines: list[Line]
    today: date
    service_starts_on: date
    funding_ends_on: date | None
    standing: list[deadlines.Deadline]
    stopped_on: date | None = None

    @property
    def is_behind(self) -> bool:
        """The service starts later than agreed, or than the money lasts."""
        agreed = self.rows.timeline.baseline_service_starts_on
        return self.service_starts_on > min(agreed, self.funding_ends_on or agreed)

    @property
    def headline(self) -> str:
        """The sentence to know: money that ends too early before all else, then slip, then a wish that could not be met.

        Of what has stopped it is the day: its plan stands as it stood then.
        """
        if self.stopped_on is not None:
            return _("The partnership stopped on {day}; the plan is as it stood then").format(
                day=in_words(self.stopped_on)
            )
        starts, agreed = self.service_starts_on, self.rows.timeline.baseline_service_starts_on
        if self.funding_ends_on is not None and self.funding_ends_on < starts:
            return _("Money ends {span} before the service starts").format(
                span=about_words(self.funding_ends_on, starts)
            )
        timeline = self.rows.timeline
        if starts == agreed and timeline.planned_from == PlannedFrom.SERVICE and starts > timeline.wished_on:
            words = _("The service starts on {day}, {span} later than wished")
            return words.format(day=in_words(starts), span=duration_words(timeline.wished_on, starts))
        if starts == agreed:
            return _("The service starts on {day}, as agreed").format(day=in_words(starts))
        words = _("The service starts on {day}, {span} later than agreed")
        words = words if starts > agreed else _("The service starts on {day}, {span} earlier than agreed")
        return words.format(day=in_words(starts), span=duration_words(starts, agreed))


def outlook_of(partnership: Partnership, *, today: date) -> Outlook | None:
    """Work out how a partnership's plan stands today; None where it has none. Queries as ``rows_of``.

    The plan of what has stopped stands as on the day it did: nothing is late after that.
    """
    rows = rows_of(partnership)
    if rows is None:
        return None
    today = min(today, partnership.stopped_on or today)
    standing = deadlines.of(partnership)
    funding_ends_on = funding_end_of(rows.timeline, standing)
    forecast = schedule(plan_of(rows, today=today, funding_ends_on=funding_ends_on), today=today)
    expected = {item.key: item for item in forecast.tasks}
    lines = []
    for period in [*rows.periods, None]:
        if period is not None:
            lines.append(_line_of(period, expected[period.key], today))
        inside = [row for row in rows.milestones if row.period_id == (period.pk if period else None)]
        for row in inside:
            line = _line_of(row, expected[row.key], today)
            lines.append(replace(line, is_late=False) if _waits(row, rows.periods, today) else line)
    return Outlook(rows, lines, today, forecast.goal_on, funding_ends_on, standing, partnership.stopped_on)


def _waits(row: Milestone, periods: list[Period], today: date) -> bool:
    """Whether a milestone cannot be reached yet because the period it lies in, or comes after, is late to begin.

    Design begins by itself. What waits is not late: what it waits for is, and the reminders say the same.
    """
    if row.period is None:
        return False
    place = row.period.position - (1 if row.opens_id else 0)
    return any(p.position == place > 1 and p.began_on is None and p.starts_on < today for p in periods)


def _line_of(record: Period | Milestone, item: Scheduled, today: date) -> Line:
    agreed = record.baseline_until if isinstance(record, Period) else record.baseline_on
    late = isinstance(record, Milestone) and not item.task.is_done and record.planned_on < today
    line = Line(
        record,
        Span(item.starts_on, item.until),
        (item.until - agreed).days if agreed else None,
        item.slack,
        item.critical,
        late,
    )
    return replace(line, is_late=False, slip_days=None) if line.is_unmarked else line
