"""Changing the dates of a plan: moving, lengthening, agreeing them anew, and saying why a period is short."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partnerships.activity.operations import record
from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.operations import begin_design_on
from partnerships.moves.queries import previewed_length, previewed_move
from partnerships.timeline.engine.length import Length
from partnerships.timeline.engine.moves import Move, move, redated
from partnerships.timeline.engine.plan import Plan
from partnerships.timeline.engine.schedule import schedule
from partnerships.timeline.models import Milestone, Period, Timeline
from partnerships.timeline.operations import require_planner, rows_for_change, save_plan
from partnerships.timeline.queries import Rows, is_short, plan_of
from psp.core.dates import london_date
from psp.core.problems import Invalid, StaleVersion
from psp.core.records import Change, changes_in, save_version, values_of


@transaction.atomic
def move_task(
    *, partnership: Partnership, key: str, to: date, by: Any, at: datetime, expected_version: int, reason: str = ""
) -> Move:
    """Move a milestone, or a period by the milestone that opens it, and all that follows from it.

    1. checks permission and that nobody moved anything since the person saw what would move; 2. works the move out anew;
    3. refuses a period below its recommended length without a ``reason``; 4. saves; 5. records every date's before and
    after. Raises NotPermitted, StaleVersion, Invalid.
    """
    require_planner(by, partnership)
    rows = rows_for_change(partnership)
    moved = previewed_move(rows, key, to, today=london_date(at))
    _keep(rows, moved, target=rows.find(key), reason=reason, expected_version=expected_version, by=by, at=at)
    return moved


@transaction.atomic
def resize_period(
    *, period: Period, length: Length, by: Any, at: datetime, expected_version: int, reason: str = ""
) -> Move:
    """Give a period another length, and move all that follows from it. Steps and refusals as in ``move_task``."""
    require_planner(by, period.partnership)
    rows = rows_for_change(period.partnership)
    moved = previewed_length(rows, period.key, length, today=london_date(at))
    _keep(rows, moved, target=rows.find(period.key), reason=reason, expected_version=expected_version, by=by, at=at)
    return moved


@transaction.atomic
def plan_days(*, partnership: Partnership, days: Mapping[str, date], by: Any, at: datetime) -> None:
    """Plan milestones, by their keys, for days fixed elsewhere, such as a tender's; what follows moves with them.

    For other slices, which have checked who may. Leaves out what the plan does not have or what happened already, and does
    nothing where there is no plan. 1. saves; 2. records every date's before and after.
    """
    if not Timeline.objects.filter(partnership=partnership).exists():
        return
    rows = rows_for_change(partnership)
    plan = plan_of(rows, today=london_date(at))
    before, known = _spans(plan), {row.key for row in rows.milestones}
    for key, day in sorted(days.items(), key=lambda item: item[1]):
        if key in known and not plan.task(key).has_begun:
            plan = move(plan, key, day, is_fixed=True).plan
    if _spans(plan) == before:
        return
    # Only a period that the days make short keeps it.
    reasons = {row.key: row.reason or _("Its end is set by the dates of the tender") for row in rows.periods}
    changes = save_plan(rows, plan, reasons=reasons)
    record(
        verb="timeline.moved",
        target=rows.timeline,
        partnership=rows.timeline.partnership,
        by=by,
        at=at,
        changes=changes,
    )


def _spans(plan: Plan) -> dict[str, tuple[date, date]]:
    return {item.key: (item.starts_on, item.until) for item in schedule(plan).tasks}


def _keep(rows: Rows, moved: Move, *, target: Any, reason: str, expected_version: int, by: Any, at: datetime) -> None:
    today = london_date(at)
    if rows.timeline.version != expected_version:
        raise StaleVersion(str(target))
    if moved.shortfalls and not reason.strip():
        words = _("Enter why “{period}” is shorter than recommended")
        raise Invalid({"reason": words.format(period=moved.shortfalls[0].title)})
    # The plan keeps the wish; what is late moves its dates on the page, not here.
    before = schedule(plan_of(rows, today=today))
    task = moved.plan.opener_of(target.key) or moved.plan.task(target.key)
    first, others = redated(before, schedule(moved.plan), task)
    if first is None and not others:
        return
    reasons = {shortfall.key: reason.strip() for shortfall in moved.shortfalls}
    changes = save_plan(rows, moved.plan, expected_version=expected_version, reasons=reasons)
    begin_design_on(rows.timeline.partnership, rows.periods[0].starts_on, today=today)
    record(
        verb=f"{target._meta.model_name}.moved",
        target=target,
        partnership=rows.timeline.partnership,
        by=by,
        at=at,
        note=reason.strip(),
        changes=changes,
    )


@transaction.atomic
def explain_short_period(*, period: Period, reason: str, by: Any, at: datetime) -> Period:
    """Record why a period is shorter than recommended. Raises NotPermitted, and Invalid without words or need."""
    require_planner(by, period.partnership)
    period = rows_for_change(period.partnership).period(period.key)
    if not is_short(period):
        raise Invalid(_("This period is as long as recommended: it needs no reason"))
    if not reason.strip():
        raise Invalid({"reason": _("Enter why the period is shorter than recommended")})
    before, period.reason = period.reason, reason.strip()
    save_version(period, ["reason"], expected=period.version)
    record(
        verb="period.explained",
        target=period,
        partnership=period.partnership,
        by=by,
        at=at,
        changes={"reason": [before or None, period.reason]},
    )
    return period


@transaction.atomic
def set_baseline(*, partnership: Partnership, reason: str, by: Any, at: datetime) -> Timeline:
    """Agree the plan as it stands now as the new baseline, with the reason. The old one stays in the history.

    Raises NotPermitted, and Invalid without a reason.
    """
    require_planner(by, partnership)
    if not reason.strip():
        raise Invalid({"reason": _("Enter why the plan is agreed anew")})
    rows = rows_for_change(partnership)
    changes: list[Change] = []
    for period in rows.periods:
        agreed = {"baseline_starts_on": period.starts_on, "baseline_until": period.until}
        changes += changes_in(period, values_of(period, list(agreed)), agreed)
        period.baseline_starts_on, period.baseline_until = period.starts_on, period.until
    for row in rows.milestones:
        changes += changes_in(row, {"baseline_on": row.baseline_on}, {"baseline_on": row.planned_on})
        row.baseline_on = row.planned_on
    Period.objects.bulk_update(rows.periods, ["baseline_starts_on", "baseline_until"])
    Milestone.objects.bulk_update(rows.milestones, ["baseline_on"])
    timeline = rows.timeline
    timeline.baseline_service_starts_on = timeline.service_starts_on
    timeline.baseline_taken_on, timeline.baseline_reason = london_date(at), reason.strip()
    taken = ["baseline_service_starts_on", "baseline_taken_on", "baseline_reason"]
    save_version(timeline, taken, expected=timeline.version)
    record(
        verb="baseline.set",
        target=timeline,
        partnership=partnership,
        by=by,
        at=at,
        note=timeline.baseline_reason,
        changes=changes,
    )
    return timeline
