"""What else moves when one date moves, shown before anything is saved."""

from dataclasses import dataclass, replace
from datetime import date

from partnerships.timeline.engine.length import DAY, Length, end_of, length_between, shifted
from partnerships.timeline.engine.milestones import WORKING_DATES
from partnerships.timeline.engine.plan import AlreadyHappened, Plan, Task
from partnerships.timeline.engine.recommended import periods
from partnerships.timeline.engine.schedule import Schedule, schedule
from partnerships.timeline.engine.shortfalls import Shortfall, shortfalls
from partnerships.timeline.engine.working import held_by, offset_within, on_working_day


@dataclass(frozen=True, slots=True)
class Change:
    """A task whose dates change. ``until`` is the first day after it; of a milestone, its day."""

    task: Task
    starts_before: date
    starts_after: date
    until_before: date
    until_after: date

    @property
    def days(self) -> int:
        """Calendar days the start moves; negative where it moves earlier."""
        return (self.starts_after - self.starts_before).days


@dataclass(frozen=True, slots=True)
class Held:
    """The task cannot be as early as wished.

    ``by`` holds the keys of what holds it, none: the plan's start or today. ``is_not_worked`` says that nothing holds it:
    the day wished is no working day in Scotland, and it comes on working days only.
    """

    key: str
    wished: date
    earliest: date
    by: tuple[str, ...]
    is_not_worked: bool = False


@dataclass(frozen=True, slots=True)
class FundingGap:
    """The money ends before the service starts; ``days`` lie between, ``days_before`` lay there before the move."""

    funding_ends_on: date
    service_starts_on: date
    days: int
    days_before: int


@dataclass(frozen=True, slots=True)
class Move:
    """A move worked out and not yet made: the new plan, what moves, and what to think about first.

    ``moved`` is None where nothing changes. ``others`` leaves out the period a moved milestone opens
    and the milestone that opens a moved period: they are the same event. ``shortfalls`` are the
    periods that fall, or fall further, below the recommended length and so need a recorded reason.
    """

    plan: Plan
    schedule: Schedule
    moved: Change | None
    others: tuple[Change, ...]
    held: Held | None
    funding_gap: FundingGap | None
    shortfalls: tuple[Shortfall, ...]


def move(plan: Plan, key: str, to: date, *, today: date | None = None, is_fixed: bool = False) -> Move:
    """Work out what happens when a task is moved to start on ``to``.

    Later, the task is pinned there and pushes what follows. Earlier, its pin and its place inside
    its period give way, and the period it waits for is shortened as far as needed, the milestones
    inside keeping their place in proportion; links, facts and other pins do not give way, and where
    they hold the task it comes as early as they let it (``held``). A period is moved by the
    milestone that opens it, so either key moves both. Recommended working dates, whichever move, come on working days from
    then on; only a day that is ``is_fixed`` elsewhere, such as by a tender, is taken as it is.
    Raises UnknownTask, and AlreadyHappened for a task that has begun.
    """
    task = plan.opener_of(key) or plan.task(key)
    if task.has_begun:
        raise AlreadyHappened(task)
    before = schedule(plan, today=today)
    if not task.after and task.opens is not None and to < plan.starts_on:
        # Nothing comes before the first period: the plan as a whole starts earlier.
        plan = replace(plan, starts_on=to)
    plan = plan.with_task(task.key, on_working_day=False) if is_fixed else with_working_dates(plan)
    task = plan.task(task.key)
    day = on_working_day(task, to)
    moved = _pinned(plan, before, task, day)
    after = schedule(moved, today=today)
    if after.of(task.key).starts_on > day:
        moved = _shortened(moved, after, task, day)
        after = schedule(moved, today=today)
    return _compared(before, after, task, to)


def resize(plan: Plan, key: str, length: Length, *, today: date | None = None) -> Move:
    """Work out what happens when a period is given another length; it keeps its start and pushes or frees what follows.

    Raises as ``with_length``.
    """
    before = schedule(plan, today=today)
    after = schedule(with_length(with_working_dates(plan), key, length), today=today)
    return _compared(before, after, plan.task(key), before.of(key).starts_on)


def with_length(plan: Plan, key: str, length: Length) -> Plan:
    """Give a task another length; milestones inside a period keep their place in proportion, save those that happened.

    Raises UnknownTask, AlreadyHappened where the task is over, and ValueError where there is no length left.
    """
    task = plan.task(key)
    if task.is_done:
        raise AlreadyHappened(task)
    if not length:
        raise ValueError("Give a length of at least a day")
    start = schedule(plan).of(key).starts_on
    old = max(1, (end_of(start, task.length) - start).days)
    new = (end_of(start, length) - start).days

    def scaled(offset: int, inside: Task) -> int:
        offset = offset * new // old
        return offset_within(offset, start, end_of(start, length)) if inside.on_working_day else offset

    tasks = tuple(
        replace(inside, offset=scaled(inside.offset, inside))
        if inside.period == key and inside.offset is not None
        else inside
        for inside in plan.tasks
    )
    return replace(plan, tasks=tasks).with_task(key, length=length)


def with_working_dates(plan: Plan) -> Plan:
    """Return the plan with every recommended working date on working days; plans made earlier may have them on any."""
    tasks = (replace(task, on_working_day=True) if task.key in WORKING_DATES else task for task in plan.tasks)
    return replace(plan, tasks=tuple(tasks))


def _pinned(plan: Plan, before: Schedule, task: Task, to: date) -> Plan:
    offset = task.offset
    if task.period is not None and offset is not None:
        offset = max(0, min(offset, (to - before.of(task.period).starts_on).days))
    return plan.with_task(task.key, not_before=to, offset=offset)


def _shortened(plan: Plan, after: Schedule, task: Task, to: date) -> Plan:
    """Shorten the periods a task waits for, each to a day at least, so that it can start on ``to``."""
    for link in task.after:
        period = after.of(link.key)
        wanted = shifted(to, -link.lag)
        if period.task.is_period and not period.task.is_done and period.until > wanted:
            until = max(wanted, period.starts_on + DAY)
            plan = with_length(plan, link.key, length_between(period.starts_on, until))
    return plan


def redated(before: Schedule, after: Schedule, task: Task) -> tuple[Change | None, tuple[Change, ...]]:
    """Compare two schedules of the same tasks: the change of one task, and those of the others.

    The period a milestone opens is left out beside it: they are the same event.
    """
    old = {item.key: item for item in before.tasks}
    changes = [
        Change(item.task, old[item.key].starts_on, item.starts_on, old[item.key].until, item.until)
        for item in after.tasks
        if (item.starts_on, item.until) != (old[item.key].starts_on, old[item.key].until)
    ]
    same_event = {task.key, task.opens}
    moved = next((change for change in changes if change.task.key == task.key), None)
    return moved, tuple(change for change in changes if change.task.key not in same_event)


def _compared(before: Schedule, after: Schedule, task: Task, to: date) -> Move:
    return Move(
        after.plan,
        after,
        *redated(before, after, task),
        _held(after, task, to),
        _funding_gap(before, after),
        _new_shortfalls(before, after),
    )


def _held(after: Schedule, task: Task, to: date) -> Held | None:
    earliest = after.of(task.key).starts_on
    if earliest <= to:
        return None
    if earliest == on_working_day(task, to):
        return Held(task.key, to, earliest, (), is_not_worked=True)
    spans = {item.key: (item.starts_on, item.until) for item in after.tasks}
    edges = held_by(after.plan.task(task.key), earliest, spans)
    return Held(task.key, to, earliest, tuple(sorted({edge.earlier for edge in edges})))


def _funding_gap(before: Schedule, after: Schedule) -> FundingGap | None:
    ends_on = after.plan.funding_ends_on
    if ends_on is None or after.goal_on <= ends_on:
        return None
    days_before = max(0, (before.goal_on - ends_on).days)
    return FundingGap(ends_on, after.goal_on, (after.goal_on - ends_on).days, days_before)


def _new_shortfalls(before: Schedule, after: Schedule) -> tuple[Shortfall, ...]:
    known = {shortfall.key: shortfall.missing_days for shortfall in shortfalls(periods(before))}
    found = shortfalls(periods(after))
    return tuple(shortfall for shortfall in found if shortfall.missing_days > known.get(shortfall.key, 0))
