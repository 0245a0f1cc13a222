"""What is done to a plan as a whole: making it, keeping a changed one, and bringing it up to date with what happened."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partnerships.activity.operations import lock_record, record
from partnerships.lifecycle.models import Partnership
from partnerships.timeline.engine.actuals import begin, finish
from partnerships.timeline.engine.made_today import backwards, stretched
from partnerships.timeline.engine.plan import Plan, PlanError
from partnerships.timeline.engine.recommended import KINDS, recommend
from partnerships.timeline.engine.schedule import Schedule, schedule
from partnerships.timeline.models import Dependency, Milestone, Period, PlannedFrom, Timeline
from partnerships.timeline.queries import Rows, is_short, plan_of, rows_of
from psp.core import sequels
from psp.core.access import refusal
from psp.core.bulk import update_rows
from psp.core.dates import london_date
from psp.core.problems import Invalid, NotPermitted, WrongState
from psp.core.records import Change, changes_in, save_version

# The period each state begins. Bids are written from the notice on, which the tender stage prepares; the contract state
# begins with the signature. Both are milestones.
BEGINS = {"design": "design", "pilot": "pilot", "evaluation": "evaluation"}
SIGNATURE = "contract_signed"


def recommended_plan(*, planned_from: str, on: date, today: date, funding_ends_on: date | None = None) -> Plan:
    """Make the recommended plan forwards from a start of design, or backwards from a service start or the end of funding.

    Backwards, where design would have to start before ``today`` it is shortened, as far as recommended; where that is not
    enough the plan runs forwards from today and its service starts later than wished. Raises Invalid for a day out of reach.
    """
    try:
        if planned_from == PlannedFrom.DESIGN:
            return recommend(start_on=on, funding_ends_on=funding_ends_on)
        if planned_from == PlannedFrom.FUNDING:
            return backwards(today=today, funding_ends_on=on)
        return backwards(today=today, service_starts_on=on, funding_ends_on=funding_ends_on)
    except ValueError as problem:
        raise Invalid({"on": str(problem)}) from problem


def require_planner(by: Any, partnership: Partnership) -> None:
    """Lock the history of a partnership for a change of its plan.

    Raises NotPermitted unless the person may plan for it, and WrongState once it has stopped.
    """
    lock_record(partnership)
    if not by.has_perm("partnerships.change_timeline", partnership):
        raise NotPermitted(refusal(_("the project leader and the partners’ contacts")))
    if partnership.stopped_on is not None:
        raise WrongState(_("The partnership has stopped: its plan stays as it was."))


@transaction.atomic
def make_plan(
    *, partnership: Partnership, planned_from: str, on: date, by: Any, at: datetime, funding_ends_on: date | None = None
) -> Timeline:
    """Make the recommended plan of a partnership that has none, and mark what is there already (``psp.core.sequels``).

    Raises NotPermitted, and Invalid where it has one.
    """
    require_planner(by, partnership)
    if Timeline.objects.filter(partnership=partnership).exists():
        raise Invalid(_("This partnership has a plan already. Move its dates instead."))
    timeline = lay_plan(
        partnership=partnership, planned_from=planned_from, on=on, by=by, at=at, funding_ends_on=funding_ends_on
    )
    sequels.follow("make_plan", partnership, by=by, at=at)
    return timeline


@transaction.atomic
def lay_plan(
    *, partnership: Partnership, planned_from: str, on: date, by: Any, at: datetime, funding_ends_on: date | None = None
) -> Timeline:
    """Lay the recommended plan down as plan and baseline, around what has happened already.

    Asks no permission: it is part of starting a partnership, and of ``make_plan``. A period that began before the plan
    would have it lasts until the next one is due, today at the earliest. 1. writes the plan with its periods, milestones and links; 2. records the
    activity. Raises Invalid for a day out of reach.
    """
    lock_record(partnership)
    today = london_date(at)
    wished = recommended_plan(planned_from=planned_from, on=on, today=today, funding_ends_on=funding_ends_on)
    plan = stretched(with_facts(wished, partnership, today=today), schedule(wished), today=today)
    planned = schedule(plan)
    timeline = Timeline.objects.create(
        partnership=partnership,
        starts_on=plan.starts_on,
        planned_from=planned_from,
        wished_on=on,
        funding_ends_on=plan.funding_ends_on,
        service_starts_on=planned.goal_on,
        baseline_service_starts_on=planned.goal_on,
        baseline_taken_on=today,
    )
    _write_tasks(partnership, planned)
    record(verb="timeline.planned", target=timeline, partnership=partnership, by=by, at=at)
    return timeline


def _write_tasks(partnership: Partnership, planned: Schedule) -> None:
    plan, dates = planned.plan, {item.key: item for item in planned.tasks}
    periods = Period.objects.bulk_create(
        Period(
            partnership=partnership,
            key=task.key,
            position=position,
            months=task.length.months,
            days=task.length.days,
            starts_on=dates[task.key].starts_on,
            until=dates[task.key].until,
            baseline_starts_on=dates[task.key].starts_on,
            baseline_until=dates[task.key].until,
            began_on=task.actual_start,
            over_on=task.actual_until,
        )
        for position, task in enumerate((plan.task(key) for key in KINDS), start=1)
    )
    by_key = {period.key: period for period in periods}
    milestones = Milestone.objects.bulk_create(
        Milestone(
            partnership=partnership,
            period=by_key.get(task.period or ""),
            opens=by_key.get(task.opens or ""),
            key=task.key,
            title=task.title,
            offset_days=task.offset,
            not_before=task.not_before,
            is_gate=task.gate,
            on_working_day=task.on_working_day,
            planned_on=dates[task.key].starts_on,
            baseline_on=dates[task.key].starts_on,
            done_on=task.actual_start,
        )
        for task in plan.tasks
        if task.is_milestone
    )
    written = {row.key: row for row in milestones}
    Dependency.objects.bulk_create(
        Dependency(predecessor=written[link.key], successor=written[task.key], lag_days=link.lag)
        for task in plan.tasks
        if task.is_milestone
        for link in task.after
        if link.key in written
    )


def rows_for_change(partnership: Partnership) -> Rows:
    """Lock the history of a partnership and fetch its plan as it then is. Raises Invalid where there is none."""
    rows = _locked(partnership)
    if rows is None:
        raise Invalid(_("Make a plan first"))
    return rows


def _locked(partnership: Partnership) -> Rows | None:
    lock_record(partnership)
    # Whatever was read before the lock may be old by now.
    return rows_of(Partnership.objects.get(pk=partnership.pk))


# What the history keeps of a plan: what people read on the timeline, not the wishes it is made from.
KEPT_OF_PERIOD = ("starts_on", "ends_on", "began_on", "over_on", "reason")
KEPT_OF_MILESTONE = ("planned_on", "done_on")


def save_plan(
    rows: Rows,
    plan: Plan,
    *,
    expected_version: int | None = None,
    by_facts: bool = False,
    reasons: Mapping[str, str] | None = None,
) -> list[Change]:
    """Keep a changed plan: what was wished and what happened, and the dates the engine makes of both.

    ``expected_version`` is the version the person read, ``by_facts`` says that nobody changed a wish. A period long enough
    again loses the reason for being short; ``reasons`` gives new ones by the key of the period. Returns what changed in
    periods and milestones, for the history.
    Raises StaleVersion with nothing written.
    """
    before = _kept_of(rows)
    planned = schedule(plan)
    tasks = {item.key: item for item in planned.tasks}
    for period in rows.periods:
        item = tasks[period.key]
        period.months, period.days = item.task.length.months, item.task.length.days
        period.starts_on, period.until = item.starts_on, item.until
        period.began_on, period.over_on = item.task.actual_start, item.task.actual_until
        period.reason = (reasons or {}).get(period.key, period.reason) if is_short(period) else ""
    for row in rows.milestones:
        item = tasks[row.key]
        row.offset_days, row.not_before = item.task.offset, item.task.not_before
        row.on_working_day = item.task.on_working_day
        row.planned_on, row.done_on = item.starts_on, item.task.actual_start
    timeline = rows.timeline
    timeline.starts_on, timeline.service_starts_on = plan.starts_on, planned.goal_on
    as_long = not any(is_short(period) for period in rows.periods)
    timeline.is_recommended = timeline.is_recommended and by_facts and as_long
    expected = timeline.version if expected_version is None else expected_version
    save_version(timeline, ["starts_on", "service_starts_on", "is_recommended"], expected=expected)
    update_rows(rows.periods, ["months", "days", "starts_on", "until", "began_on", "over_on", "reason"])
    update_rows(rows.milestones, ["offset_days", "not_before", "on_working_day", "planned_on", "done_on"])
    return [
        change
        for (record, was), (_record, now) in zip(before, _kept_of(rows), strict=True)
        for change in changes_in(record, was, now)
    ]


def _kept_of(rows: Rows) -> list[tuple[Period | Milestone, dict[str, Any]]]:
    periods = [(row, {name: getattr(row, name) for name in KEPT_OF_PERIOD}) for row in rows.periods]
    milestones = [(row, {name: getattr(row, name) for name in KEPT_OF_MILESTONE}) for row in rows.milestones]
    return [*periods, *milestones]


@transaction.atomic
def reschedule(*, partnership: Partnership, today: date) -> None:
    """Set what the partnership has gone through against its plan, and move what has not happened yet.

    Does nothing where there is no plan. Raises Invalid where the days contradict one another.
    """
    rows = _locked(partnership)
    if rows is None:
        return
    plan = with_facts(plan_of(rows, today=today), partnership, today=today)
    save_plan(rows, plan, by_facts=True)


def with_facts(plan: Plan, partnership: Partnership, *, today: date) -> Plan:
    """Return a plan with the states the partnership has gone through set against it.

    Periods begin with the states they belong to, and their gates are reached on that day, but for the time to write bids:
    it begins with the notice, which publication records. A contract is signed on the day its state begins. Raises Invalid
    where the days contradict one another.
    """
    try:
        for spell in partnership.spells.filter(began_on__lte=today).order_by("began_on", "pk"):
            plan = with_state(plan, spell.state, spell.began_on)
    except PlanError as problem:
        raise Invalid(str(problem)) from problem
    return plan


def with_state(plan: Plan, state: str, began_on: date) -> Plan:
    """Return a plan with the first day of a state set against it. Raises PlanError where that contradicts other days."""
    if state in BEGINS:
        return begin(plan, BEGINS[state], on=began_on)
    if state != "contract":
        return plan
    for key, latest_on in (("bid_writing", plan.task("tender").actual_start or began_on), ("tender", began_on)):
        if not plan.task(key).has_begun:
            # Nobody recorded the notice or the deadline: neither can have been later than planned, nor than what followed.
            plan = begin(plan, key, on=min(schedule(plan).of(key).starts_on, latest_on))
    return finish(plan, SIGNATURE, until=began_on)


@sequels.after("start_pilot", "start_evaluation", "start_tender", "start_contract")
def follow_transition(partnership: Partnership, *, by: Any, at: datetime) -> None:
    """Bring the plan up to date with a transition of its partnership, in the same transaction."""
    reschedule(partnership=partnership, today=london_date(at))
