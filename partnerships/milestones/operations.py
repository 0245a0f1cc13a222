"""What is done to single milestones and to the links between them. Every change reschedules what follows."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.activity.operations import record
from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.operations import apply_changes
from partnerships.notifications.operations import notify
from partnerships.partners.models import PersonRole
from partnerships.partners.queries import leader_of
from partnerships.timeline.engine.plan import CircularPlan
from partnerships.timeline.models import OWN, Dependency, Milestone, Period
from partnerships.timeline.operations import require_planner, rows_for_change, save_plan
from partnerships.timeline.queries import plan_of, rows_of
from psp.core import handover, sequels
from psp.core.dates import in_words, london_date
from psp.core.problems import Invalid
from psp.core.records import Change


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
    on_working_day: bool = False,
) -> Milestone:
    """Add a milestone. Inside a period it keeps its distance from the period's start; outside, it is pinned to its day.

    ``on_working_day`` moves it on to a working day wherever it falls. Raises NotPermitted, and Invalid for a day outside
    the period or a partnership without a plan.
    """
    require_planner(by, partnership)
    rows = rows_for_change(partnership)
    if period is not None and not period.starts_on <= on <= period.until:
        words = _("Enter a date within the period, from {first} to {last}")
        raise Invalid({"on": words.format(first=in_words(period.starts_on), last=in_words(period.until))})
    milestone = Milestone.objects.create(
        partnership=partnership,
        period=period,
        key=f"{OWN}{uuid.uuid4().hex[:12]}",
        title=title,
        offset_days=(on - period.starts_on).days if period is not None else None,
        not_before=on if period is None else None,
        planned_on=on,
        owner=owner,
        on_working_day=on_working_day,
    )
    moved = _reschedule(partnership, at=at, version=rows.timeline.version)
    changes = [Change("planned_on", None, on), Change("owner", None, owner), *moved]
    record(verb="milestone.added", target=milestone, partnership=partnership, by=by, at=at, changes=changes)
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
    """Change a milestone's title, who sees to it or whether it needs a working day. Raises NotPermitted, StaleVersion."""
    require_planner(by, milestone.partnership)
    rows = rows_for_change(milestone.partnership)
    changed = apply_changes(
        milestone, changes, expected_version=expected_version, verb="milestone.edited", by=by, at=at
    )
    if "owner" in changed:
        _tell_owner(milestone, by=by, at=at)
    if "on_working_day" in changed:
        _reschedule(milestone.partnership, at=at, version=rows.timeline.version)
    return milestone


@transaction.atomic
def remove_milestone(*, milestone: Milestone, by: Any, at: datetime) -> None:
    """Remove a milestone and its links. Raises NotPermitted, and Invalid for one the plan cannot be without."""
    require_planner(by, milestone.partnership)
    if milestone.is_structural:
        raise Invalid(_("This milestone opens a period, is a gate or is the goal: the plan cannot be without it"))
    rows = rows_for_change(milestone.partnership)
    partnership = milestone.partnership
    changes = [Change("planned_on", milestone.planned_on), Change("owner", milestone.owner)]
    links = Dependency.objects.filter(Q(predecessor=milestone) | Q(successor=milestone))
    for link in links.select_related("predecessor", "successor"):
        changes.append(Change("waits_for", _wait_in_words(link), record=link.successor))
    # By its key, so that the record in hand still names it.
    Milestone.objects.filter(pk=milestone.pk).delete()
    changes += _reschedule(partnership, at=at, version=rows.timeline.version)
    record(verb="milestone.removed", target=milestone, partnership=partnership, by=by, at=at, changes=changes)


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
        moved = _reschedule(partnership, at=at, version=rows.timeline.version)
    except CircularPlan as problem:
        raise Invalid({"predecessor": str(problem)}) from problem
    changes = [Change("waits_for", None, _wait_in_words(link)), *moved]
    record(verb="link.added", target=successor, partnership=partnership, by=by, at=at, changes=changes)
    return link


def _wait_in_words(link: Dependency) -> str:
    return _("{milestone}, {days} days").format(milestone=link.predecessor, days=link.lag_days)


@transaction.atomic
def remove_dependency(*, link: Dependency, by: Any, at: datetime) -> None:
    """Let the later milestone wait no longer for the earlier. Raises NotPermitted."""
    partnership, successor = link.partnership, link.successor
    require_planner(by, partnership)
    rows = rows_for_change(partnership)
    link.delete()
    moved = _reschedule(partnership, at=at, version=rows.timeline.version)
    changes = [Change("waits_for", _wait_in_words(link)), *moved]
    record(verb="link.removed", target=successor, partnership=partnership, by=by, at=at, changes=changes)


def _reschedule(partnership: Partnership, *, at: datetime, version: int) -> list[Change]:
    rows = rows_of(Partnership.objects.get(pk=partnership.pk))
    if rows is None:
        return []
    return save_plan(rows, plan_of(rows, today=london_date(at)), expected_version=version)


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
