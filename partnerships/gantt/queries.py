"""Reads: how a plan stands today, line by line, and the same as the chart of its timeline takes it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnerships.lifecycle.models import Partnership
from partnerships.timeline.engine.schedule import Scheduled, schedule
from partnerships.timeline.models import Milestone, Period, PlannedFrom
from partnerships.timeline.queries import (
    Rows,
    ends_before_words,
    funding_end_of,
    is_service_ahead,
    left_over_words,
    plan_of,
    rows_of,
)
from psp.core import deadlines
from psp.core.charts.gantt import Gantt, Row
from psp.core.charts.periods import Span
from psp.core.dates import duration_words, in_words


@dataclass(frozen=True, slots=True)
class Line:
    """A period or milestone with its dates as they stand today.

    ``expected`` is when it can still happen, at or after the planned day. ``slip_days`` is its planned end against the baseline,
    None for what was added since. ``slack_days`` is how much later it may be without delay to the service: none for what
    decides its start, even where days that are not worked are left, and None for what the service does not wait for.
    """

    record: Any
    expected: Span
    slip_days: int | None
    slack_days: int | None
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
    def done_on(self) -> date | None:
        """The day it was reached; of a period, its last day."""
        if not self.is_period:
            return self.record.done_on
        return self.record.ends_on if self.record.over_on else None

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
        """Nobody marked it as done before its period was over, and the service does not wait for it."""
        return self.slack_days is None and not self.is_done and self.is_left_over

    @property
    def is_left_over(self) -> bool:
        """It is a milestone of a period that is over."""
        return not self.is_period and bool(self.record.period_id and self.record.period.over_on)

    @property
    def slack_in_words(self) -> str:
        """Say how much later it may be: "12 days", "Decides", "No effect", "–" once it is over."""
        if self.is_done or self.is_unmarked:
            return "–"
        if self.is_critical:
            return _("Decides")
        if self.slack_days is None:
            return _("No effect")
        return ngettext("{n} day", "{n} days", self.slack_days).format(n=self.slack_days)


@dataclass(frozen=True, slots=True)
class Outlook:
    """A plan as it stands today: its lines period by period, and when the service is to start.

    ``service_starts_on`` is the planned day, which every page means by the start of the service; ``expected_on`` the day
    it can still start, as what is late stands today. ``funding_ends_on`` is the day the money ends, None where no service
    waits for it.
    """

    rows: Rows
    lines: list[Line]
    today: date
    service_starts_on: date
    expected_on: date
    funding_ends_on: date | None
    standing: list[deadlines.Deadline]
    stopped_on: date | None = None

    @property
    def is_behind(self) -> bool:
        """The service is planned to start later than agreed or than the money lasts, or cannot start as planned."""
        agreed = self.rows.timeline.baseline_service_starts_on
        return max(self.service_starts_on, self.expected_on) > min(agreed, self.funding_ends_on or agreed)

    @property
    def expected_words(self) -> str:
        """Say that the service cannot start as planned, by what is late today; "" where it can."""
        if self.stopped_on is not None or self.expected_on <= self.service_starts_on:
            return ""
        words = _("Because of what is late, it can start on {day} at the earliest, {span} later than planned.")
        span = duration_words(self.service_starts_on, self.expected_on)
        return words.format(day=in_words(self.expected_on), span=span)

    @property
    def left_over_words(self) -> list[str]:
        """Name the milestones of periods that are over which decide the start of the service."""
        if self.stopped_on is not None:
            return []
        lines = (line for line in self.lines if line.is_critical and line.is_left_over)
        return [left_over_words(str(line.record), line.expected.start) for line in lines]

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
            return ends_before_words(self.funding_ends_on, starts)
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
    funding_ends_on = funding_end_of(partnership, standing) if is_service_ahead(partnership, today) else None
    forecast = schedule(plan_of(rows, today=today, funding_ends_on=funding_ends_on), today=today)
    expected = {item.key: item for item in forecast.tasks}
    lines = []
    for period in [*rows.periods, None]:
        if period is not None:
            lines.append(_line_of(period, expected[period.key], today))
        # Of what has stopped nobody waits for anything.
        inside = [row for row in rows.milestones if row.period_id == (period.pk if period else None)]
        for row in inside:
            line = _line_of(row, expected[row.key], today)
            lines.append(
                replace(line, is_late=False) if partnership.stopped_on or _waits(row, rows.periods, today) else line
            )
    planned_on = rows.timeline.service_starts_on
    return Outlook(rows, lines, today, planned_on, forecast.goal_on, funding_ends_on, standing, partnership.stopped_on)


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
        (_planned_until(record) - agreed).days if agreed else None,
        0 if item.critical else item.slack if item.leads else None,
        item.critical,
        late,
    )
    return replace(line, is_late=False, slip_days=None) if line.is_unmarked else line


def _planned_until(record: Period | Milestone) -> date:
    until: date = record.until if isinstance(record, Period) else record.planned_on
    return until


def gantt_of(outlook: Outlook) -> Gantt:
    """Lay the plan out for the chart: what is late stands on the day it was planned for, the rest where it can still be."""
    return Gantt(
        f"timeline-{outlook.rows.timeline.partnership_id}",
        _("Timeline of {partnership}").format(partnership=outlook.rows.timeline.partnership),
        tuple(_chart_row(line) for line in outlook.lines if not line.is_unmarked),
        outlook.today,
        funding_ends_on=outlook.funding_ends_on,
        today_label=_("Stopped") if outlook.stopped_on else "",
    )


def _chart_row(line: Line) -> Row:
    record = line.record
    kind = record.key if line.is_period else record.period.key if record.period else "tender"
    return Row(
        record.key,
        str(record),
        kind,
        Span(line.planned_on, line.planned_on) if line.is_late else line.expected,
        agreed=line.agreed,
        is_period=line.is_period,
        begun=bool(record.began_on if line.is_period else record.done_on),
        done=line.is_done,
        late=line.is_late,
        critical=line.is_critical,
    )
