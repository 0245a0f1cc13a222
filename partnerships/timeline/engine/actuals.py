"""What has happened for real. The rest of the plan is rescheduled around it by ``schedule``."""

from dataclasses import replace
from datetime import date

from partnerships.timeline.engine.plan import Plan, PlanError, Task


def begin(plan: Plan, key: str, *, on: date) -> Plan:
    """Record that a task began on a day.

    A period and the milestone that opens it are one event: either key records both. Periods follow
    one another, so the period before it is over on the same day if it had begun and was not over.
    Recording another day later corrects the first. A milestone is over as it begins.
    Raises UnknownTask, and PlanError where it would begin after it was over.
    """
    task = plan.task(key)
    if task.is_milestone:
        return finish(plan, key, until=on)
    if task.actual_until is not None and task.actual_until < on:
        raise PlanError(f"“{task.title}” was over on {task.actual_until} and cannot begin on {on}")
    opener = plan.opener_of(key)
    if opener is not None:
        plan = _close_periods_before(plan, opener, on)
        plan = plan.with_task(opener.key, actual_start=on, actual_until=on)
    return plan.with_task(key, actual_start=on)


def finish(plan: Plan, key: str, *, until: date) -> Plan:
    """Record that a task is over: for a milestone its day, for a period or work the first day after it.

    The start of the service ends the last period, as each gate ends the period before it.
    Raises UnknownTask, and PlanError where it would be over before it began.
    """
    task = plan.task(key)
    if task.opens is not None:
        return begin(plan, task.opens, on=until)
    if task.is_milestone:
        return _close_periods_before(plan, task, until).with_task(key, actual_start=until, actual_until=until)
    if task.actual_start is not None and until < task.actual_start:
        raise PlanError(f"“{task.title}” began on {task.actual_start} and cannot be over on {until}")
    return plan.with_task(key, actual_until=until)


def undo(plan: Plan, key: str) -> Plan:
    """Take back what was recorded of a task, and of the milestone that opens it or the period it opens or ends."""
    task = plan.task(key)
    for link in task.after if task.is_milestone and task.opens is None else ():
        ended = plan.task(link.key)
        if ended.is_period and ended.actual_until == task.actual_until:
            plan = plan.with_task(ended.key, actual_until=None)
    opener = plan.opener_of(key)
    keys = {key, *([task.opens] if task.opens else []), *([opener.key] if opener else [])}
    cleared = (replace(t, actual_start=None, actual_until=None) if t.key in keys else t for t in plan.tasks)
    return replace(plan, tasks=tuple(cleared))


def _close_periods_before(plan: Plan, milestone: Task, on: date) -> Plan:
    for link in milestone.after:
        before = plan.task(link.key)
        if before.is_period and before.actual_start is not None and before.actual_until is None:
            plan = finish(plan, before.key, until=on)
    return plan
