"""Setting success criteria, freezing them before the pilot, changing frozen ones with a reason, and recording results."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from partnerships.activity.models import Activity
from partnerships.activity.operations import lock_record, record
from partnerships.documents.models import Document
from partnerships.evidence.operations import attach_evidence, given_document
from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.operations import apply_changes
from partnerships.lifecycle.workflow import State
from partnerships.pilot.models import Amendment, CriteriaFreeze, CriterionResult, SuccessCriterion
from partnerships.reached.operations import record_milestone
from psp.core import sequels
from psp.core.access import refusal
from psp.core.dates import in_words, london_date
from psp.core.problems import Invalid, NotPermitted, WrongState
from psp.core.records import Change, changes_between

MEASURED_IN = {State.PILOT, State.EVALUATION}


@transaction.atomic
def add_criterion(
    *, partnership: Partnership, by: Any, at: datetime, reason: str = "", **fields: Any
) -> SuccessCriterion:
    """Add a success criterion. Once they are frozen it needs a reason, which stays beside it.

    ``fields`` are the model's. Raises NotPermitted, Invalid.
    """
    is_frozen = _lock(partnership, "partnerships.add_successcriterion", by, reason)
    criterion = SuccessCriterion.objects.create(partnership=partnership, **fields)
    target = {"target": [None, f"{criterion.indicator}: {criterion.target_words}"]}
    if is_frozen:
        _amend(criterion, target, reason, by, at)
    record(verb="criterion.added", target=criterion, partnership=partnership, by=by, at=at, changes=target, note=reason)
    return criterion


@transaction.atomic
def edit_criterion(
    *,
    criterion: SuccessCriterion,
    changes: dict[str, Any],
    expected_version: int,
    by: Any,
    at: datetime,
    reason: str = "",
) -> SuccessCriterion:
    """Change a success criterion. Once frozen it needs a reason; what was there before stays beside it.

    Raises NotPermitted, StaleVersion, Invalid, and WrongState for a withdrawn one.
    """
    is_frozen = _lock(criterion, "partnerships.change_successcriterion", by, reason)
    _require_in_force(criterion)
    before = words_of(criterion)
    apply_changes(criterion, changes, expected_version=expected_version, verb="criterion.edited", by=by, at=at)
    changed = changes_between(before, words_of(criterion))
    if is_frozen and changed:
        _amend(criterion, changed, reason, by, at)
    return criterion


def words_of(criterion: SuccessCriterion) -> dict[str, str]:
    """Say what a criterion asks for, field by field, as people read it."""
    return {
        "statement": criterion.statement,
        "indicator": criterion.indicator,
        "baseline": criterion.baseline_words,
        "target": criterion.target_words,
        "source": criterion.source,
        "by when": in_words(criterion.due_on),
    }


@transaction.atomic
def withdraw_criterion(*, criterion: SuccessCriterion, by: Any, at: datetime, reason: str = "") -> None:
    """Take a success criterion out. Once frozen it needs a reason and stays visible as withdrawn, with its results.

    Raises NotPermitted, Invalid, WrongState.
    """
    is_frozen = _lock(criterion, "partnerships.withdraw_successcriterion", by, reason)
    _require_in_force(criterion)
    changes: dict[str, list[str | None]] = {"target": [f"{criterion.indicator}: {criterion.target_words}", None]}
    partnership = criterion.partnership
    record(
        verb="criterion.withdrawn",
        target=criterion,
        partnership=partnership,
        by=by,
        at=at,
        changes=changes,
        note=reason,
    )
    if is_frozen:
        _amend(criterion, changes, reason, by, at)
        SuccessCriterion.objects.filter(pk=criterion.pk).update(withdrawn_at=at, version=F("version") + 1)
    else:
        criterion.delete()


@transaction.atomic
def freeze_criteria(*, partnership: Partnership, by: Any, at: datetime) -> CriteriaFreeze:
    """Freeze the success criteria before the pilot starts, so that nobody fits them to the results.

    1. writes who froze them and when; 2. records the activity; 3. reaches the plan's milestone. Raises NotPermitted,
    WrongState after the design stage or a second time, and Invalid where there is none to freeze.
    """
    lock_record(partnership)
    if not by.has_perm("partnerships.freeze_criteria", partnership):
        raise NotPermitted(refusal(_("the project leader and administrators")))
    partnership = Partnership.objects.get(pk=partnership.pk)
    if partnership.state != State.DESIGN:
        raise WrongState(_("Success criteria are frozen in the design stage, before the pilot starts."))
    if is_frozen(partnership):
        raise WrongState(_("The success criteria are frozen already."))
    criteria = list(SuccessCriterion.objects.in_force().filter(partnership=partnership))
    if not criteria:
        raise Invalid(_("Add a success criterion first: there is nothing to freeze"))
    freeze = CriteriaFreeze.objects.create(partnership=partnership, frozen_at=at, frozen_by=by)
    changes = [Change(name, None, words, record=c) for c in criteria for name, words in words_of(c).items()]
    record(verb="criteria.frozen", target=freeze, partnership=partnership, by=by, at=at, changes=changes)
    record_milestone(partnership=partnership, key="criteria_frozen", on=london_date(at), by=by, at=at)
    return freeze


def is_frozen(partnership: Partnership) -> bool:
    """Tell whether the success criteria of a partnership are frozen."""
    return CriteriaFreeze.objects.filter(partnership=partnership).exists()


@transaction.atomic
def record_result(
    *,
    criterion: SuccessCriterion,
    value: Decimal,
    measured_on: date,
    by: Any,
    at: datetime,
    note: str = "",
    document: Document | None = None,
    file: Any = None,
) -> CriterionResult:
    """Record a figure measured for a criterion, with its evidence where there is any.

    With the last criterion measured by its day, the plan has its final figures.
    Raises NotPermitted, WrongState outside pilot and evaluation or for a withdrawn criterion, and Invalid for a day ahead
    or one that has a figure already.
    """
    lock_record(criterion)
    _require("partnerships.record_result_of_successcriterion", criterion, by)
    _require_measurable(criterion, measured_on, at)
    filed = given_document(partnership=criterion.partnership, document=document, file=file, by=by, at=at)
    try:
        with transaction.atomic():
            result = CriterionResult.objects.create(
                criterion=criterion, value=value, measured_on=measured_on, note=note, recorded_by=by
            )
    except IntegrityError as problem:
        raise Invalid(
            {"measured_on": _("There is a figure for this day already. Change that one instead")}
        ) from problem
    if filed is not None:
        attach_evidence(document=filed, target=result, by=by, at=at)
    changes: dict[str, list[str | None]] = {"value": [None, result.said], "measured_on": [None, str(measured_on)]}
    record(verb="result.recorded", target=criterion, partnership=criterion.partnership, by=by, at=at, changes=changes)
    if not SuccessCriterion.objects.without_final_result().filter(partnership=criterion.partnership_id).exists():
        reach_final_data(criterion.partnership, by=by, at=at)
    return result


@sequels.after("start_pilot")
def hold_against_the_freeze(partnership: Partnership, *, by: Any, at: datetime) -> None:
    """Refuse a pilot that began before its criteria were frozen, unless the note says where they stood: that is what freezing is for.

    A partnership that comes to this service in mid-course agreed them on paper. Raises Invalid.
    """
    began_on = partnership.spells.filter(ended_on=None).values_list("began_on", flat=True).get()
    frozen_at = CriteriaFreeze.objects.filter(partnership=partnership).values_list("frozen_at", flat=True).first()
    said = Activity.objects.filter(partnership=partnership, verb="pilot.started").order_by("-number").first()
    if frozen_at is not None and began_on < london_date(frozen_at) and not (said and said.note.strip()):
        words = _(
            "The success criteria were frozen on {day}. Enter that day or a later one, or say below where they stood before"
        )
        raise Invalid({"on": words.format(day=in_words(london_date(frozen_at)))})


@sequels.after("start_evaluation")
def reach_final_data(partnership: Partnership, *, by: Any, at: datetime) -> None:
    """Mark the final figures as there in the plan, on the day of the last one. The gate before evaluation asks for them."""
    figures = CriterionResult.objects.filter(criterion__partnership=partnership, criterion__withdrawn_at=None)
    measured_on = figures.aggregate(last=Max("measured_on"))["last"]
    if measured_on is not None:
        record_milestone(partnership=partnership, key="final_data", on=measured_on, by=by, at=at)


@transaction.atomic
def edit_result(
    *, result: CriterionResult, changes: dict[str, Any], expected_version: int, by: Any, at: datetime
) -> CriterionResult:
    """Correct a figure; the history keeps the one before. Raises NotPermitted, StaleVersion, WrongState, Invalid."""
    lock_record(result)
    _require("partnerships.change_criterionresult", result, by)
    measured_on = changes.get("measured_on", result.measured_on)
    _require_measurable(result.criterion, measured_on, at)
    others = CriterionResult.objects.filter(criterion=result.criterion_id, measured_on=measured_on)
    if others.exclude(pk=result.pk).exists():
        raise Invalid({"measured_on": _("There is a figure for this day already. Change that one instead")})
    apply_changes(result, changes, expected_version=expected_version, verb="result.corrected", by=by, at=at)
    return result


def _require(permission: str, target: Any, by: Any) -> None:
    if not by.has_perm(permission, target):
        raise NotPermitted(refusal(_("people who work in the partnership")))


def _lock(record: Partnership | SuccessCriterion, permission: str, by: Any, reason: str) -> bool:
    """Lock the history, so that nobody freezes meanwhile; return whether the criteria are frozen, which asks for a reason."""
    lock_record(record)
    _require(permission, record, by)
    if not is_frozen(record if isinstance(record, Partnership) else record.partnership):
        return False
    if not reason.strip():
        raise Invalid({"reason": _("Enter a reason: the success criteria are frozen")})
    return True


def _require_in_force(criterion: SuccessCriterion) -> None:
    if SuccessCriterion.objects.filter(pk=criterion.pk).exclude(withdrawn_at=None).exists():
        raise WrongState(_("This success criterion is withdrawn."))


def _amend(
    criterion: SuccessCriterion, changes: dict[str, list[str | None]], reason: str, by: Any, at: datetime
) -> None:
    Amendment.objects.create(criterion=criterion, reason=reason, changes=changes, amended_by=by, amended_at=at)


def _require_measurable(criterion: SuccessCriterion, measured_on: date, at: datetime) -> None:
    _require_in_force(criterion)
    if criterion.partnership.state not in MEASURED_IN:
        raise WrongState(_("Results are recorded in the pilot stage and in evaluation."))
    if measured_on > london_date(at):
        raise Invalid({"measured_on": _("Enter today’s date or an earlier one")})
