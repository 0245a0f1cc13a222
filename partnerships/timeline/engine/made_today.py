"""A plan made today: it cannot begin in the past, nor end what is still under way before today."""

from datetime import date

from partnerships.timeline.engine.length import length_between
from partnerships.timeline.engine.moves import with_length
from partnerships.timeline.engine.plan import Plan
from partnerships.timeline.engine.recommended import KINDS, recommend
from partnerships.timeline.engine.schedule import Schedule, schedule

# The usual length of design first, then shorter ones down to the least recommended.
DESIGN_MONTHS = range(KINDS["design"].usual.months, KINDS["design"].least.months - 1, -1)


def backwards(*, today: date, service_starts_on: date | None = None, funding_ends_on: date | None = None) -> Plan:
    """Make the recommended plan backwards from a service start, or from the end of funding where none is given.

    Where design would have to start before ``today`` it is shortened month by month as far as recommended; where that is
    not enough, the plan runs forwards from today with the shortest. Raises ValueError as ``recommend``.
    """
    for months in DESIGN_MONTHS:
        plan = recommend(service_starts_on=service_starts_on, funding_ends_on=funding_ends_on, design_months=months)
        if plan.starts_on >= today:
            return plan
    return recommend(start_on=today, funding_ends_on=funding_ends_on, design_months=DESIGN_MONTHS[-1])


def stretched(plan: Plan, wished: Schedule, *, today: date) -> Plan:
    """Let the period that is under way last until the next begins as wished, where it began earlier than wished.

    It cannot have ended before today, and nothing in it that has not happened is agreed for a day that is past.
    """
    under_way = next((task for key in KINDS if (task := plan.task(key)).has_begun and not task.is_done), None)
    if under_way is None or under_way.actual_start is None:
        return plan
    planned_until = schedule(plan).of(under_way.key).until
    until = max(planned_until, today)
    if under_way.actual_start < wished.of(under_way.key).starts_on:
        until = max(until, wished.of(under_way.key).until)
    if until > planned_until:
        plan = with_length(plan, under_way.key, length_between(under_way.actual_start, until))
    for item in schedule(plan).tasks:
        if item.task.period == under_way.key and not item.task.has_begun and item.starts_on < today:
            plan = plan.with_task(item.key, not_before=today)
    return plan
