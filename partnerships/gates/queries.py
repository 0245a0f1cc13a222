"""Reads: what passing a gate on a day, or waiving one of its criteria and withdrawing that, does to the plan."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from partnerships.lifecycle.models import Partnership, Waiver
from partnerships.lifecycle.workflow import WORKFLOW
from partnerships.reached.queries import standing_of
from partnerships.timeline.engine.actuals import finish, undo
from partnerships.timeline.engine.length import is_shorter
from partnerships.timeline.engine.milestones import GOAL, MILESTONE_OF
from partnerships.timeline.engine.moves import Change, redated
from partnerships.timeline.engine.plan import Plan, PlanError
from partnerships.timeline.engine.schedule import schedule
from partnerships.timeline.models import Period
from partnerships.timeline.operations import with_state
from partnerships.timeline.queries import left_over_words, plan_of, rows_of
from psp.core.dates import london_date

# The period each gate ends. Evaluation and redesign end with the notice, not with the gate before the tender stage; the
# contract is signed inside the last period, which ends with the start of the service.
ENDS = {"start_pilot": "design", "start_evaluation": "pilot"}


def period_cut_short(partnership: Partnership, transition: str, *, on: date) -> Period | None:
    """Return the period a gate passed on a day would end before its recommended length, where nobody said why yet."""
    period = Period.objects.filter(partnership=partnership, key=ENDS.get(transition, "")).first()
    if period is None or period.reason or not is_shorter(period.began_on or period.starts_on, on, period.kind.least):
        return None
    return period


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The dates that move, and what then decides the start of the service although its period is over, in sentences."""

    changes: tuple[Change, ...]
    left_over: list[str]

    @property
    def service(self) -> Change | None:
        """The change of the start of the service, where it moves."""
        return next((change for change in self.changes if change.task.key == GOAL), None)


def foreseen_passage(partnership: Partnership, transition: str, *, on: date, today: date) -> Foreseen | None:
    """Work out which dates move when a partnership moves on, on a day; None without a plan or where that cannot be."""
    row = WORKFLOW.find(transition, partnership.state)
    return _foreseen(partnership, lambda plan: with_state(plan, row.target, on), today) if row else None


def foreseen_waiver(partnership: Partnership, code: str, *, today: date) -> Foreseen | None:
    """Work out which dates move when a criterion is waived today: its milestone is then reached.

    None without a plan, and where no open milestone stands for the criterion.
    """
    key = MILESTONE_OF.get(code)
    if not partnership.milestones.filter(key=key, done_on=None).exists():
        return None
    return _foreseen(partnership, lambda plan: finish(plan, str(key), until=today), today)


def foreseen_withdrawal(waiver: Waiver, *, at: datetime) -> Foreseen | None:
    """Work out which dates move when a waiver is withdrawn: the milestone it marked is open again.

    None without a plan, and where the milestone is reached without the waiver.
    """
    partnership, key = waiver.partnership, MILESTONE_OF.get(waiver.code, "")
    milestone = partnership.milestones.filter(key=key).exclude(done_on=None).first()
    if milestone is None or milestone.is_done_by_hand or not standing_of(partnership, at=at).is_waived(key):
        return None
    return _foreseen(partnership, lambda plan: undo(plan, key), london_date(at))


def _foreseen(partnership: Partnership, change: Callable[[Plan], Plan], today: date) -> Foreseen | None:
    rows = rows_of(partnership)
    if rows is None:
        return None
    plan = plan_of(rows, today=today)
    try:
        after = schedule(change(plan))
    except PlanError:
        return None
    moved, others = redated(schedule(plan), after, plan.task(GOAL))
    over = {task.key for task in after.plan.tasks if task.is_period and task.is_done}
    deciding = (item for item in after.tasks if item.critical and item.task.is_milestone and item.task.period in over)
    # What happens by the act itself is no news: only what lies ahead of it moves.
    ahead = tuple(change for change in others if not change.task.is_done)
    return Foreseen(
        (*ahead, *([moved] if moved else [])), [left_over_words(i.task.title, i.starts_on) for i in deciding]
    )
