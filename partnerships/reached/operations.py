"""Marking milestones as done and as open again: by hand, by what was recorded elsewhere, and by what the gates find."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partnerships.activity.operations import record
from partnerships.lifecycle.models import Partnership, Waiver
from partnerships.lifecycle.workflow import NEXT_GATE, WORKFLOW
from partnerships.reached.queries import standing_of
from partnerships.timeline.engine.actuals import finish, undo
from partnerships.timeline.engine.milestones import MILESTONE_OF
from partnerships.timeline.engine.plan import PlanError
from partnerships.timeline.models import Milestone
from partnerships.timeline.operations import require_planner, rows_for_change, save_plan
from partnerships.timeline.queries import plan_of
from psp.core import gates, sequels
from psp.core.dates import in_words, london_date
from psp.core.problems import Invalid, WrongState

AGREED_BY_PARTNERS = ("vision_agreed", "memorandum_agreed")


def _require_no_gate(milestone: Milestone) -> None:
    if milestone.key == "notice_published":
        raise Invalid(_("It is reached when the tender is published, and cannot be marked by hand"))
    if milestone.is_gate or milestone.key == "design_starts":
        raise Invalid(_("A gate is reached when the partnership passes it, and cannot be marked by hand"))


@transaction.atomic
def complete_milestone(*, milestone: Milestone, on: date, by: Any, at: datetime) -> Milestone:
    """Mark a milestone as done on a day, and move what follows. Raises NotPermitted, Invalid, and WrongState where it is done.

    Gates are not marked by hand, nor what stands for a criterion that is neither met nor waived; the day lies neither
    ahead nor before the plan.
    """
    require_planner(by, milestone.partnership)
    _require_no_gate(milestone)
    done_on = rows_for_change(milestone.partnership).find(milestone.key).done_on
    if done_on is not None:
        words = _("“{milestone}” was done on {day}. To change the day, mark it as not done first.")
        raise WrongState(words.format(milestone=milestone, day=in_words(done_on)))
    if not standing_of(milestone.partnership, at=at).is_done_by_hand(milestone):
        raise Invalid(_("It is reached when what it stands for is recorded, and cannot be marked by hand"))
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
        plan = finish(plan_of(rows, today=london_date(at)), milestone.key, until=on)
        changes = save_plan(rows, plan, by_facts=True)
    except PlanError as problem:
        raise Invalid({"on": str(problem)}) from problem
    milestone.done_on = on
    record(
        verb="milestone.completed", target=milestone, partnership=milestone.partnership, by=by, at=at, changes=changes
    )
    return milestone


@transaction.atomic
def reopen_milestone(*, milestone: Milestone, by: Any, at: datetime) -> Milestone:
    """Take back that a milestone is done.

    Raises NotPermitted, Invalid for gates and where its criterion is met, and WrongState for an open one.
    """
    require_planner(by, milestone.partnership)
    _require_no_gate(milestone)
    if rows_for_change(milestone.partnership).find(milestone.key).done_on is None:
        raise WrongState(_("“{milestone}” is not done.").format(milestone=milestone))
    if not standing_of(milestone.partnership, at=at).is_reopened_by_hand(milestone):
        raise Invalid(_("What it stands for is recorded: it is reached, and cannot be marked by hand"))
    return _reopen(milestone, by=by, at=at)


def _reopen(milestone: Milestone, *, by: Any, at: datetime) -> Milestone:
    rows = rows_for_change(milestone.partnership)
    changes = save_plan(rows, undo(plan_of(rows, today=london_date(at)), milestone.key), by_facts=True)
    milestone.done_on = None
    record(
        verb="milestone.reopened", target=milestone, partnership=milestone.partnership, by=by, at=at, changes=changes
    )
    return milestone


@transaction.atomic
def reopen_unmet(*, partnership: Partnership, keys: Iterable[str], by: Any, at: datetime) -> None:
    """Open milestones again whose criterion is neither met nor waived any more, such as after an approval was withdrawn.

    For other slices, which have checked who may. Does nothing where the plan has no such milestone or it is open.
    """
    done = list(Milestone.objects.filter(partnership=partnership, key__in=keys).exclude(done_on=None))
    standing = standing_of(partnership, at=at) if done else None
    for milestone in done:
        if standing is not None and not standing.is_done_by_hand(milestone):
            _reopen(milestone, by=by, at=at)


@sequels.after("make_plan", "start_pilot", "start_evaluation", "start_tender")
def mark_met(partnership: Partnership, *, by: Any, at: datetime) -> None:
    """Mark the open milestones whose criterion is met or waived, of the gates passed and of the one ahead.

    Nothing recorded them: they were there before the plan, or the gate was met without what usually meets it. Those of a
    gate passed were reached by the day it was.
    """
    began_on = dict(partnership.spells.order_by("pk").values_list("state", "began_on"))
    days = {gate: began_on.get(_after(state, gate)) for state, gate in NEXT_GATE.items()}
    days[partnership.next_gate] = london_date(at)
    standing = standing_of(partnership, at=at)
    for criterion in gates.every():
        key, day = MILESTONE_OF.get(criterion.code), days.get(criterion.transition)
        if day is not None and key is not None and standing.is_settled(key):
            record_milestone(partnership=partnership, key=key, on=min(day, london_date(at)), by=by, at=at)


def _after(state: str, gate: str) -> str:
    row = WORKFLOW.find(gate, state)
    return row.target if row is not None else ""


@sequels.after("change_partners")
def reopen_what_partners_agreed(partnership: Partnership, *, by: Any, at: datetime) -> None:
    """Open the milestones again of what the partners of today have not agreed to."""
    reopen_unmet(partnership=partnership, keys=[MILESTONE_OF[code] for code in AGREED_BY_PARTNERS], by=by, at=at)


@sequels.after("waive_criterion")
def mark_waived(waiver: Waiver, *, by: Any, at: datetime) -> None:
    """Mark the milestone of a criterion that is waived: nobody waits for it, and nobody is reminded of it."""
    key = MILESTONE_OF.get(waiver.code, "")
    record_milestone(partnership=waiver.partnership, key=key, on=london_date(at), by=by, at=at)


@sequels.after("withdraw_waiver")
def reopen_waived(waiver: Waiver, *, by: Any, at: datetime) -> None:
    """Open the milestone of a criterion again that is not waived any more, unless it is met."""
    reopen_unmet(partnership=waiver.partnership, keys=[MILESTONE_OF.get(waiver.code, "")], by=by, at=at)
