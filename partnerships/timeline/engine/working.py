"""What holds a task, and how the working days of Scotland move it on."""

from collections.abc import Mapping
from datetime import date

from partnerships.timeline.engine.graph import Edge, edges_into
from partnerships.timeline.engine.length import DAY, shifted
from partnerships.timeline.engine.plan import Task
from psp.core.dates import next_working_day, working_day_on_or_after, working_day_on_or_before

Spans = Mapping[str, tuple[date, date]]


def held_until(edge: Edge, spans: Spans) -> date:
    """Return the day until which one edge holds the later task, worked or not."""
    start, until = spans[edge.earlier]
    return shifted(start if edge.from_start else until, edge.lag)


def on_working_day(task: Task, day: date) -> date:
    """Return ``day``, or the next working day where the task comes on working days only."""
    return working_day_on_or_after(day) if task.on_working_day else day


def lets_start(edge: Edge, task: Task, spans: Spans) -> date:
    """Return the first day on which one edge lets the later task start: a working day where the task needs one.

    A place that rounds back comes on the working day before, but never before its period starts.
    """
    day = held_until(edge, spans)
    if task.on_working_day and task.rounds_back and edge.from_start:
        return max(working_day_on_or_before(day), working_day_on_or_after(spans[edge.earlier][0]))
    return on_working_day(task, day)


def latest_hold(edge: Edge, task: Task, start: date) -> date:
    """Return the latest day an edge may hold from, so that it lets the later task start on ``start`` at the latest.

    That is the latest end of the earlier task or, ``from_start``, its latest start: the inverse of ``lets_start``.
    """
    if not task.on_working_day:
        return shifted(start, -edge.lag)
    worked = working_day_on_or_before(start)
    if task.rounds_back and edge.from_start:
        return min(shifted(next_working_day(worked) - DAY, -edge.lag), worked)
    return shifted(worked, -edge.lag)


def offset_within(offset: int, start: date, until: date) -> int:
    """Return an offset from ``start`` whose working day is not after ``until``: the given one, or the last that is not.

    A span without any working day keeps the offset.
    """
    last = working_day_on_or_before(until)
    if working_day_on_or_after(shifted(start, offset)) <= until or last < start:
        return offset
    return (last - start).days


def held_by(task: Task, start: date, spans: Spans) -> list[Edge]:
    """List the edges that keep a task from starting before ``start``."""
    return [edge for edge in edges_into(task) if lets_start(edge, task, spans) == start]
