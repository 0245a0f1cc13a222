"""What a plan is made of: tasks, the links between them, and the errors of a plan that cannot be.

Facts and wishes are kept apart: ``actual_start`` and ``actual_until`` happened, ``not_before`` is
a date somebody chose, everything else is worked out by ``schedule``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from partnerships.timeline.engine.length import NOTHING, Length


class PlanError(ValueError):
    """A plan that cannot be worked out; its text is for people."""


class UnknownTask(PlanError):
    """A key that no task of the plan has."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"The plan has no task “{key}”")


class DuplicateTask(PlanError):
    """Two tasks with one key."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"Two tasks of the plan have the key “{key}”")


class CircularPlan(PlanError):
    """Tasks that wait for one another; ``loop`` holds their keys, the first of them again at the end."""

    def __init__(self, loop: tuple[str, ...], titles: Iterable[str]) -> None:
        self.loop = loop
        super().__init__("These wait for one another: " + " → ".join(titles))


class AlreadyHappened(PlanError):
    """A task that is over, or has begun, and so cannot be planned anew."""

    def __init__(self, task: "Task") -> None:
        self.key = task.key
        super().__init__(f"“{task.title}” has already happened and cannot be moved")


@dataclass(frozen=True, slots=True)
class Link:
    """Finish to start: the task that holds it starts no earlier than ``lag`` calendar days after ``key`` is over."""

    key: str
    lag: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """A period, a piece of work or, without a length, a milestone.

    ``period`` names the period it lies in and ``offset`` the calendar days from that period's start
    before which it does not come; without an offset only its links hold it. ``opens`` names the
    period that this milestone opens, ``gate`` marks the passage from one stage to the next.
    ``least`` is the shortest recommended length of a period, and marks it as one.

    A task that is ``on_working_day`` starts on working days in Scotland only: what would put it on another day puts it on
    the next working day. Where it ``rounds_back`` its place in its period is the last day it should be, such as the days
    before a deadline by which questions are answered: that place gives way to the working day before. What happened and
    tasks without the mark may lie on any day; ``milestones`` says which kinds of dates have it.
    """

    key: str
    title: str
    length: Length = NOTHING
    after: tuple[Link, ...] = ()
    period: str | None = None
    offset: int | None = None
    opens: str | None = None
    gate: bool = False
    least: Length | None = None
    on_working_day: bool = False
    rounds_back: bool = False
    not_before: date | None = None
    actual_start: date | None = None
    actual_until: date | None = None

    @property
    def is_period(self) -> bool:
        """A timed period, or the time for advertising and writing bids."""
        return self.least is not None

    @property
    def is_milestone(self) -> bool:
        """It has no length."""
        return not self.length and not self.is_period

    @property
    def has_begun(self) -> bool:
        """It has started for real, or is even over."""
        return self.actual_start is not None or self.actual_until is not None

    @property
    def is_done(self) -> bool:
        """It is over for real."""
        return self.actual_until is not None


@dataclass(frozen=True, slots=True)
class Plan:
    """Tasks in any order; no task that has not begun starts before ``starts_on``.

    ``goal`` is the task that everything leads to, the start of the service; without one, slack is
    measured to the day the last task is over.
    """

    starts_on: date
    tasks: tuple[Task, ...]
    goal: str | None = None
    funding_ends_on: date | None = None

    def task(self, key: str) -> Task:
        """Return the task with this key. Raises UnknownTask."""
        for task in self.tasks:
            if task.key == key:
                return task
        raise UnknownTask(key)

    def opener_of(self, key: str) -> Task | None:
        """Return the milestone that opens the period ``key``, or None."""
        return next((task for task in self.tasks if task.opens == key), None)

    def with_task(self, key: str, **changes: Any) -> "Plan":
        """Return the plan with fields of one task replaced. Raises UnknownTask."""
        changed = replace(self.task(key), **changes)
        return replace(self, tasks=tuple(changed if task.key == key else task for task in self.tasks))
