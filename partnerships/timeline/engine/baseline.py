"""The agreed plan kept as a baseline, and how far today's plan has slipped from it."""

from dataclasses import dataclass
from datetime import date

from partnerships.timeline.engine.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Agreed:
    """The dates one task had when the baseline was taken."""

    key: str
    starts_on: date
    until: date


@dataclass(frozen=True, slots=True)
class Baseline:
    """Every task's dates on the day the plan was agreed, by key. ``goal`` is the task that was its goal."""

    taken_on: date
    tasks: tuple[Agreed, ...]
    goal: str | None = None


@dataclass(frozen=True, slots=True)
class Slip:
    """Calendar days a task starts and is over later than agreed; negative where it is earlier."""

    key: str
    start_days: int
    until_days: int


def take_baseline(schedule: Schedule, *, on: date) -> Baseline:
    """Keep the dates of a schedule as agreed on a day."""
    agreed = sorted((item.key, item.starts_on, item.until) for item in schedule.tasks)
    return Baseline(on, tuple(Agreed(*dates) for dates in agreed), schedule.plan.goal)


def slips(schedule: Schedule, baseline: Baseline) -> tuple[Slip, ...]:
    """Compare each task with its agreed dates, in the schedule's order.

    A task added since has nothing to be compared with and is left out, as is one taken away.
    """
    agreed = {task.key: task for task in baseline.tasks}
    return tuple(
        Slip(
            item.key,
            (item.starts_on - agreed[item.key].starts_on).days,
            (item.until - agreed[item.key].until).days,
        )
        for item in schedule.tasks
        if item.key in agreed
    )


def service_slip(schedule: Schedule, baseline: Baseline) -> int | None:
    """Count the calendar days the goal, the start of the service, is later than agreed; None where either has none."""
    if schedule.plan.goal is None or schedule.plan.goal != baseline.goal:
        return None
    return next((slip.start_days for slip in slips(schedule, baseline) if slip.key == baseline.goal), None)
