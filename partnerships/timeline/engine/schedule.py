"""When each task happens, how long it may wait, and which of them decide the start of the service.

The critical path method with calendar days: a forward pass for the earliest dates, a backward pass
for the latest. Lengths in months are turned into days by the forward pass, so that both passes
count the same days and a critical task has no slack at all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from partnerships.timeline.engine.graph import Edge, edges_into, in_order, leading_to
from partnerships.timeline.engine.length import DAY, Length, end_of, length_between, shifted
from partnerships.timeline.engine.plan import Plan, PlanError, Task, UnknownTask


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A task with its dates. ``slack`` is in calendar days: how much later it may be over without delay to the goal."""

    task: Task
    starts_on: date
    until: date
    slack: int
    critical: bool

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
    is what can still be. Slack is measured to the goal for the tasks that lead to it, for others to
    the end of the plan; what is over has no slack and is not critical.
    Raises PlanError: DuplicateTask, UnknownTask, CircularPlan, or a task over before it began.
    """
    ordered = in_order(plan)
    spans = _earliest(plan, ordered, today)
    latest = _latest(plan, ordered, spans)
    goal = plan.goal if plan.goal is not None else max(spans, key=lambda key: (spans[key][1], key), default=None)
    leading = leading_to(plan, goal) if goal is not None else frozenset()
    found = []
    for task in ordered:
        start, until = spans[task.key]
        slack = 0 if task.is_done else (latest[task.key] - until).days
        critical = slack == 0 and not task.is_done and task.key in leading
        found.append(Scheduled(task, start, until, slack, critical))
    path = tuple(scheduled.key for scheduled in found if scheduled.critical)
    found.sort(key=lambda scheduled: (scheduled.starts_on, scheduled.until, scheduled.key))
    return Schedule(plan, tuple(found), path)


def held_until(edge: Edge, spans: Mapping[str, tuple[date, date]]) -> date:
    """Return the day until which one edge holds the later task."""
    start, until = spans[edge.earlier]
    return shifted(start if edge.from_start else until, edge.lag)


def _earliest(plan: Plan, ordered: Iterable[Task], today: date | None) -> dict[str, tuple[date, date]]:
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


def _earliest_start(plan: Plan, task: Task, spans: Mapping[str, tuple[date, date]], today: date | None) -> date:
    held = [plan.starts_on, *(day for day in (task.not_before, today) if day is not None)]
    held += [held_until(edge, spans) for edge in edges_into(task)]
    return max(held)


def _latest(plan: Plan, ordered: list[Task], spans: Mapping[str, tuple[date, date]]) -> dict[str, date]:
    """Work out the latest day by which each task may be over. Facts hold nothing back any more."""
    end = max((until for _, until in spans.values()), default=plan.starts_on)
    latest = dict.fromkeys(spans, end)
    if plan.goal is not None:
        if plan.goal not in spans:
            raise UnknownTask(plan.goal)
        latest[plan.goal] = spans[plan.goal][1]
    tasks = {task.key: task for task in ordered}
    for task in reversed(ordered):
        if task.has_begun:
            continue
        start, until = spans[task.key]
        latest_start = latest[task.key] - (until - start)
        for edge in edges_into(task):
            earlier = tasks[edge.earlier]
            if edge.from_start and earlier.has_begun:
                continue
            bound = shifted(latest_start, -edge.lag)
            if edge.from_start:
                bound += spans[edge.earlier][1] - spans[edge.earlier][0]
            latest[edge.earlier] = min(latest[edge.earlier], bound)
    return latest
