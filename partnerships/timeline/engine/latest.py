"""The backward pass: the latest day on which each task may be over without delay to the goal.

It follows only links that lead to the goal, each of them backwards through the very rule by which it holds the later task
in the forward pass: lag, place in a period, months that clamp, working days. So a task that is over on its latest day
leaves the goal where it is, and a day later moves it. What has begun waits for nothing any more, and the start of a period
that has begun moves no milestone in it.

Days that are not worked would give every task before a Monday's milestone a weekend of slack, and break the path that
decides the goal. ``Latest.worked`` is therefore the latest day that leaves out what only the calendar gives.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from partnerships.timeline.engine.graph import edges_into
from partnerships.timeline.engine.length import Length, shifted
from partnerships.timeline.engine.plan import Task
from partnerships.timeline.engine.working import Spans, held_until, latest_hold, lets_start
from psp.core.dates import add_months, last_day_of_month, working_day_on_or_before


@dataclass(frozen=True, slots=True)
class Latest:
    """The latest day a task may be over: ``until`` counts every day, ``worked`` no days that only the calendar gives."""

    until: date
    worked: date


def latest(ordered: Sequence[Task], spans: Spans, *, goal: str | None) -> Mapping[str, Latest]:
    """Return the latest day each task that leads to the goal may be over; others are left out.

    ``ordered`` is as ``in_order`` gives it, ``spans`` as the forward pass does. Without a goal every task leads to the end
    of the plan, the day the last task is over.
    """
    exact = _Backwards(ordered, spans, goal, leaves_out_calendar=False).latest_ends()
    worked = _Backwards(ordered, spans, goal, leaves_out_calendar=True).latest_ends()
    return {key: Latest(until, worked[key]) for key, until in exact.items()}


def slack_of(task: Task, until: date, last: Latest) -> int:
    """Count the calendar days a task may be over later than ``until``; none where it is over for real.

    A milestone on working days can only be put on one, so its slack ends on the last of them.
    """
    if task.is_done:
        return 0
    if task.is_milestone and task.on_working_day and not task.has_begun:
        return (working_day_on_or_before(last.until) - until).days
    return (last.until - until).days


def is_critical(task: Task, until: date, last: Latest) -> bool:
    """Tell whether a task that leads to the goal decides it: it has no slack, or none but days that are not worked."""
    return slack_of(task, until, last) <= 0 or last.worked <= until


def latest_start(until: date, length: Length) -> date:
    """Return the last start from which a span of ``length`` is over by ``until``.

    Months clamp to the last day of a month, so several starts may lead to one end: this is the last of them. Raises
    ValueError outside the years 1 to 9999.
    """
    last = shifted(until, -length.days)
    start = add_months(last, -length.months)
    return last_day_of_month(start) if length.months and last == last_day_of_month(last) else start


class _Backwards:
    """One walk back through a plan. Ends and starts are known only for tasks that lead to the goal."""

    def __init__(self, ordered: Sequence[Task], spans: Spans, goal: str | None, *, leaves_out_calendar: bool) -> None:
        self.ordered, self.spans, self.goal = ordered, spans, goal
        self.leaves_out_calendar = leaves_out_calendar
        self.tasks = {task.key: task for task in ordered}
        self.ends: dict[str, date] = {}
        self.starts: dict[str, date] = {}

    def latest_ends(self) -> dict[str, date]:
        if self.goal is None:
            end = max((until for _, until in self.spans.values()), default=date.min)
            self.ends = dict.fromkeys(self.spans, end)
        for task in reversed(self.ordered):
            start = self._latest_start(task)
            if start is not None and not task.has_begun:
                self._hold(task, start)
        return self.ends

    def _latest_start(self, task: Task) -> date | None:
        if task.key == self.goal:
            self.ends[task.key] = self.spans[task.key][1]
            return self.spans[task.key][0]
        bounds = [self.starts[task.key]] if task.key in self.starts else []
        if task.key in self.ends:
            bounds.append(latest_start(self.ends[task.key], task.length))
        return min(bounds, default=None)

    def _hold(self, task: Task, start: date) -> None:
        """Bound whatever holds a task by its latest start."""
        for edge in edges_into(task):
            earlier = self.tasks[edge.earlier]
            if earlier.is_done or (edge.from_start and earlier.has_begun):
                continue
            if self.leaves_out_calendar:
                gained = (lets_start(edge, task, self.spans) - held_until(edge, self.spans)).days
                bound = shifted(start, -gained - edge.lag)
            else:
                bound = latest_hold(edge, task, start)
            bounds = self.starts if edge.from_start else self.ends
            bounds[edge.earlier] = min(bound, bounds.get(edge.earlier, bound))
