"""When each task happens, how long it may wait, and which of them decide the start of the service.

The critical path method with calendar days: a forward pass for the earliest dates, a backward pass for the latest
(``latest``). Lengths in months are turned into days by the forward pass, from the start each task has there.

Working days: the start of a task that is ``on_working_day`` is moved on to a working day in Scotland, whatever holds it;
lengths and lags count calendar days, and a period may start and end on any day. A plan without such tasks has no calendar.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from partnerships.timeline.engine.graph import edges_into, in_order
from partnerships.timeline.engine.latest import is_critical, latest, slack_of
from partnerships.timeline.engine.length import DAY, Length, end_of, length_between
from partnerships.timeline.engine.plan import Plan, PlanError, Task, UnknownTask
from partnerships.timeline.engine.working import Spans, held_until, lets_start, on_working_day

__all__ = ["Schedule", "Scheduled", "held_until", "schedule"]


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A task with its dates.

    ``leads`` says that the goal waits for it: only then can it delay the goal. ``slack`` is in calendar days: how much
    later it may be over without delay to the goal, and for a task that does not lead to the goal, to the end of the plan.
    ``critical`` marks what decides the goal: it leads to it and has no slack, or none but days that are not worked.
    """

    task: Task
    starts_on: date
    until: date
    slack: int
    critical: bool
    leads: bool = True

    @property
    def key(self) -> str:
        """The key of the task."""
        return self.task.key

    @property
    def ends_on(self) -> date:
        """The last day of a span; of a milestone, its day."""
        return max(self.starts_on, self.until - DAY)

    @property
    def length(self) -> Length:
        """The months and days from start to end."""
        return length_between(self.starts_on, self.until)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Every task of a plan with its dates, in order of start, end and key."""

    plan: Plan
    tasks: tuple[Scheduled, ...]
    critical_path: tuple[str, ...]

    def of(self, key: str) -> Scheduled:
        """Return one task with its dates. Raises UnknownTask."""
        for scheduled in self.tasks:
            if scheduled.key == key:
                return scheduled
        raise UnknownTask(key)

    @property
    def goal_on(self) -> date:
        """The day the goal is reached, the service starts; without a goal, the day the last task is over."""
        if self.plan.goal is not None:
            return self.of(self.plan.goal).starts_on
        return max((scheduled.until for scheduled in self.tasks), default=self.plan.starts_on)


def schedule(plan: Plan, *, today: date | None = None) -> Schedule:
    """Work out every date of a plan, forwards and then backwards.

    What has happened stays where it happened. With ``today``, what has not begun is not planned
    before it, and what has begun without being over runs at least up to it, so the rest of the plan
    is what can still be. What is over has no slack and is not critical.
    Raises PlanError: DuplicateTask, UnknownTask, CircularPlan, or a task over before it began.
    """
    ordered = in_order(plan)
    spans = _earliest(plan, ordered, today)
    if plan.goal is not None and plan.goal not in spans:
        raise UnknownTask(plan.goal)
    to_goal = latest(ordered, spans, goal=plan.goal)
    to_end = latest(ordered, spans, goal=None) if len(to_goal) < len(ordered) else to_goal
    found = []
    for task in ordered:
        start, until = spans[task.key]
        leads = task.key in to_goal
        last = to_goal[task.key] if leads else to_end[task.key]
        critical = leads and not task.is_done and is_critical(task, until, last)
        found.append(Scheduled(task, start, until, slack_of(task, until, last), critical, leads))
    path = tuple(scheduled.key for scheduled in found if scheduled.critical)
    found.sort(key=lambda scheduled: (scheduled.starts_on, scheduled.until, scheduled.key))
    return Schedule(plan, tuple(found), path)


def _earliest(plan: Plan, ordered: Iterable[Task], today: date | None) -> Mapping[str, tuple[date, date]]:
    spans: dict[str, tuple[date, date]] = {}
    for task in ordered:
        start = task.actual_start
        if start is None:
            start = _earliest_start(plan, task, spans, None if task.is_done else today)
            # Only its end was recorded: it cannot have started after that.
            start = start if task.actual_until is None else min(start, task.actual_until)
        until = task.actual_until
        if until is None:
            until = end_of(start, task.length)
            until = until if today is None or task.is_milestone else max(until, today)
        if until < start:
            raise PlanError(f"“{task.title}” cannot be over on {until} when it began on {start}")
        spans[task.key] = (start, until)
    return spans


def _earliest_start(plan: Plan, task: Task, spans: Spans, today: date | None) -> date:
    pins = (plan.starts_on, *(day for day in (task.not_before, today) if day is not None))
    held = [on_working_day(task, day) for day in pins]
    held += [lets_start(edge, task, spans) for edge in edges_into(task)]
    return max(held)
