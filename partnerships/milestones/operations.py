"""What is done to single milestones and to the links between them. Every change reschedules what follows."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.activity.operations import record
from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.operations import apply_changes
from partnerships.notifications.operations import notify
from partnerships.partners.models import PersonRole
from partnerships.partners.queries import leader_of
from partnerships.timeline.engine.actuals import finish, undo
from partnerships.timeline.engine.plan import CircularPlan, PlanError
from partnerships.timeline.models import Dependency, Milestone, Period
from partnerships.timeline.operations import require_planner, rows_for_change, save_plan
from partnerships.timeline.queries import plan_of, rows_of
from psp.core import handover, sequels
from psp.core.dates import in_words, london_date
from psp.core.problems import Invalid


def _require_by_hand(milestone: Milestone) -> None:
    if milestone.is_gate or milestone.key == "design_starts":
        raise Invalid(_("A gate is reached when the partnership passes it, and cannot be marked by hand"))
    if not milestone.is_done_by_hand:
        raise Invalid(_("It is reached when what it stands for is recorded, and cannot be marked by hand"))


@transaction.atomic
def add_milestone(
    *,
    partnership: Partnership,
    title: str,
    on: date,
    by: Any,
    at: datetime,
    period: Period | None = None,
    owner: Any = None,
) -> Milestone:
    """Add a milestone. Inside a period it keeps its distance from the period's start; outside, it is pinned to its day.

    Raises NotPermitted, and Invalid for a day outside the period or a partnership without a plan.
    """
    require_planner(by, partnership)
    rows = rows_for_change(partnership)
    if period is not None and not period.starts_on <= on <= period.until:
        words = _("Enter a date within the period, from {first} to {last}")
        raise Invalid({"on": words.format(first=in_words(period.starts_on), last=in_words(period.until))})
    milestone = Milestone.objects.create(
        partnership=partnership,
        period=period,
        key=f"own_{uuid.uuid4().hex[:12]}",
        title=title,
        offset_days=(on - period.starts_on).days if period is not None else None,
        not_before=on if period is None else None,
        planned_on=on,
        owner=owner,
    )
    _reschedule(partnership, at=at, version=rows.timeline.version)
    record(
        verb="milestone.added",
        target=milestone,
        partnership=partnership,
        by=by,
        at=at,
        changes={"planned_on": [None, str(on)], "owner": [None, str(owner) if owner else None]},
    )
    _tell_owner(milestone, by=by, at=at)
    return milestone


def _tell_owner(milestone: Milestone, *, by: Any, at: datetime) -> None:
    if milestone.owner is None or (by is not None and milestone.owner_id == by.pk):
        return
    notify(
        people=[milestone.owner],
        kind="assignment",
        title=_("You see to a milestone: {milestone}").format(milestone=milestone),
        url=f"{milestone.partnership.url('timeline')}#milestone-{milestone.pk}",
        key=f"owner_of_milestone:{milestone.pk}:{milestone.version}",
        at=at,
        partnership=milestone.partnership,
    )


@transaction.atomic
def edit_milestone(
    *, milestone: Milestone, changes: dict[str, Any], expected_version: int, by: Any, at: datetime
) -> Milestone:
    """Change a milestone's title or who sees to it. Raises NotPermitted, StaleVersion."""
    require_planner(by, milestone.partnership)
    rows_for_change(milestone.partnership)
    milestone.refresh_from_db(fields=["planned_on", "baseline_on", "done_on", "offset_days", "not_before"])
    changed = apply_changes(
        milestone, changes, expected_version=expected_version, verb="milestone.edited", by=by, at=at
    )
    if "owner" in changed:
        _tell_owner(milestone, by=by, at=at)
    return milestone


@transaction.atomic
def complete_milestone(*, milestone: Milestone, on: date, by: Any, at: datetime) -> Milestone:
    """Mark a milestone as done on a day, and move what follows. Raises NotPermitted, and Invalid.

    Gates and what a record elsewhere stands for are not marked by hand; the day lies neither ahead nor before the plan.
    """
    require_planner(by, milestone.partnership)
    _require_by_hand(milestone)
    if on > london_date(at):
        raise Invalid({"on": _("Enter today’s date or an earlier one")})
    starts_on = milestone.partnership.timeline.starts_on
    if on < starts_on:
        raise Invalid({"on": _("Enter a date from {day} on, when the plan begins").format(day=in_words(starts_on))})
    return _finish(milestone, on=on, by=by, at=at)


@transaction.atomic
def record_milestone(*, partnership: Partnership, key: str, on: date, by: Any, at: datetime) -> Milestone | None:
    """Mark a milestone as done because of what happened elsewhere, such as an agreed memorandum.

    For other slices, which have checked who may. Does nothing where the plan has no such milestone or it is done already.
    """
    milestone = Milestone.objects.filter(partnership=partnership, key=key, done_on=None).first()
    return None if milestone is None else _finish(milestone, on=on, by=by, at=at)


def _finish(milestone: Milestone, *, on: date, by: Any, at: datetime) -> Milestone:
    rows = rows_for_change(milestone.partnership)
    try:
        save_plan(rows, finish(plan_of(rows, today=london_date(at)), milestone.key, until=on), by_facts=True)
    except PlanError as problem:
        raise Invalid({"on": str(problem)}) from problem
    before, milestone.done_on = milestone.done_on, on
    changes = {"done_on": [str(before) if before else None, str(on)]}
    record(
        verb="milestone.completed", target=milestone, partnership=milestone.partnership, by=by, at=at, changes=changes
    )
    return milestone


@transaction.atomic
def reopen_milestone(*, milestone: Milestone, by: Any, at: datetime) -> Milestone:
    """Take back that a milestone is done. Raises NotPermitted, and Invalid for gates."""
    require_planner(by, milestone.partnership)
    _require_by_hand(milestone)
    rows = rows_for_change(milestone.partnership)
    save_plan(rows, undo(plan_of(rows, today=london_date(at)), milestone.key), by_facts=True)
    changes = {"done_on": [str(milestone.done_on) if milestone.done_on else None, None]}
    milestone.done_on = None
    record(
        verb="milestone.reopened", target=milestone, partnership=milestone.partnership, by=by, at=at, changes=changes
    )
    return milestone


@transaction.atomic
def remove_milestone(*, milestone: Milestone, by: Any, at: datetime) -> None:
    """Remove a milestone and its links. Raises NotPermitted, and Invalid for one the plan cannot be without."""
    require_planner(by, milestone.partnership)
    if milestone.is_structural:
        raise Invalid(_("This milestone opens a period, is a gate or is the goal: the plan cannot be without it"))
    rows = rows_for_change(milestone.partnership)
    changes = {"planned_on": [str(milestone.planned_on), None]}
    record(verb="milestone.removed", target=milestone, partnership=milestone.partnership, by=by, at=at, changes=changes)
    partnership = milestone.partnership
    milestone.delete()
    _reschedule(partnership, at=at, version=rows.timeline.version)


@transaction.atomic
def add_dependency(*, predecessor: Milestone, successor: Milestone, lag_days: int, by: Any, at: datetime) -> Dependency:
    """Let one milestone wait for another. Raises NotPermitted, and Invalid for a loop, which it names, or a second link."""
    partnership = successor.partnership
    require_planner(by, partnership)
    rows = rows_for_change(partnership)
    if predecessor.partnership_id != successor.partnership_id:
        raise Invalid({"predecessor": _("Select a milestone of this partnership")})
    if predecessor.pk == successor.pk:
        raise Invalid({"predecessor": _("Select another milestone: nothing can wait for itself")})
    if Dependency.objects.filter(predecessor=predecessor, successor=successor).exists():
        raise Invalid({"predecessor": _("These two are linked already")})
    link = Dependency.objects.create(predecessor=predecessor, successor=successor, lag_days=lag_days)
    try:
        _reschedule(partnership, at=at, version=rows.timeline.version)
    except CircularPlan as problem:
        raise Invalid({"predecessor": str(problem)}) from problem
    record(
        verb="link.added",
        target=successor,
        partnership=partnership,
        by=by,
        at=at,
        changes={"waits_for": [None, _("{milestone}, {days} days").format(milestone=predecessor, days=lag_days)]},
    )
    return link


@transaction.atomic
def remove_dependency(*, link: Dependency, by: Any, at: datetime) -> None:
    """Let the later milestone wait no longer for the earlier. Raises NotPermitted."""
    partnership, successor, words = link.partnership, link.successor, str(link.predecessor)
    require_planner(by, partnership)
    rows = rows_for_change(partnership)
    link.delete()
    _reschedule(partnership, at=at, version=rows.timeline.version)
    record(
        verb="link.removed",
        target=successor,
        partnership=partnership,
        by=by,
        at=at,
        changes={"waits_for": [words, None]},
    )


def _reschedule(partnership: Partnership, *, at: datetime, version: int) -> None:
    rows = rows_of(Partnership.objects.get(pk=partnership.pk))
    if rows is not None:
        save_plan(rows, plan_of(rows, today=london_date(at)), expected_version=version)


@handover.hand(gettext_lazy("milestones"))
def hand_over_milestones(leaving: handover.Handover) -> int:
    """Give the open milestones of one person to another, each written to its partnership's history."""
    rows = Milestone.objects.filter(owner=leaving.leaver, done_on=None).select_related("partnership")
    if leaving.successor is not None and leaving.at is not None:
        _give(rows, leaving.successor, by=leaving.by, at=leaving.at)
    return len(rows)


@sequels.after("leave_partnership")
def pass_milestones_on(role: PersonRole, *, by: Any, at: datetime) -> None:
    """Give the open milestones of somebody without a role any more to the project leader, to nobody where there is none."""
    rows = Milestone.objects.filter(owner=role.person, partnership=role.partnership, done_on=None)
    _give(rows.select_related("partnership"), leader_of(role.partnership), by=by, at=at)


def _give(milestones: Iterable[Milestone], owner: Any, *, by: Any, at: datetime) -> None:
    for milestone in milestones:
        changes, version = {"owner": owner}, milestone.version
        apply_changes(milestone, changes, expected_version=version, verb="milestone.edited", by=by, at=at)
        _tell_owner(milestone, by=by, at=at)
