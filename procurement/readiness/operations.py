"""What is done to a readiness review: rounds begun, submitted, returned and decided."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partnerships.models import Evidence, Partnership, PartnershipRole, PersonRole
from partnerships.public import (
    apply_changes,
    give_anew,
    lock_record,
    notify,
    perform,
    record,
    record_milestone,
    reopen_unmet,
)
from procurement.readiness.models import (
    FROZEN,
    Decision,
    Judgement,
    ReadinessAnswer,
    ReadinessCondition,
    ReadinessCriterion,
    ReadinessReview,
)
from procurement.readiness.rules import can_judge
from procurement.tenders.queries import people_who, people_with
from psp.core import handover, reference, sequels
from psp.core.access import refusal
from psp.core.dates import london_date, working_day_on_or_after
from psp.core.problems import Invalid, NotPermitted, WrongState

OFFICERS = gettext_lazy("the project leader and the partners’ contacts")
JUDGES = gettext_lazy("the partnership’s purchasers who neither answered it nor speak for a possible bidder")
# Ours: how long purchasers have to judge a round.
DAYS_TO_JUDGE = 28
REVIEWED_IN = ("pilot", "evaluation", "tender")
PARTNERS = (PartnershipRole.LEADER, PartnershipRole.CONTACT)


@dataclass(frozen=True, slots=True)
class GivenCondition:
    """A condition of a decision: what, who sees to it, and by when."""

    text: str
    owner: Any
    due_on: date


def check_may(permission: str, target: Any, by: Any, who: Any) -> None:
    """Raise NotPermitted, naming who may, unless the person holds the permission on the target."""
    if not by.has_perm(permission, target):
        raise NotPermitted(refusal(who))


@transaction.atomic
def start_readiness(*, partnership: Partnership, by: Any, at: datetime) -> ReadinessReview:
    """Begin a round with every criterion in force as it is worded today; answers and evidence of the round before are copied forward.

    Judgements are not copied. Raises NotPermitted, and Invalid when a round is open or the partnership is at another stage.
    """
    lock_record(partnership)
    check_may("procurement.add_readinessreview", partnership, by, _("people of the partnership and its purchasers"))
    if partnership.state not in REVIEWED_IN:
        raise Invalid(_("Readiness is reviewed from the pilot on, while the partnership runs."))
    if partnership.readiness_reviews.open().exists():
        raise Invalid(_("A round is open already. Decide it before you begin another."))
    before = partnership.readiness_reviews.order_by("-number").first()
    review = ReadinessReview.objects.create(
        partnership=partnership, number=before.number + 1 if before else 1, requested_by=by, requested_at=at
    )
    earlier = {row.criterion_id: row for row in before.answers.all()} if before else {}
    for criterion in ReadinessCriterion.objects.in_force():
        _copy_forward(review, criterion, earlier.get(criterion.pk))
    record(verb="readiness_review.started", target=review, partnership=partnership, by=by, at=at)
    _tell(review, _("Answer the readiness review"), "assignment", _partners(review), by=by, at=at)
    return review


def _copy_forward(review: ReadinessReview, criterion: ReadinessCriterion, earlier: ReadinessAnswer | None) -> None:
    answer = ReadinessAnswer.objects.create(
        review=review,
        criterion=criterion,
        **{name: getattr(criterion, name) for name in FROZEN},
        text=earlier.text if earlier else "",
        answered_by=earlier.answered_by if earlier else None,
    )
    for evidence in earlier.evidence.all() if earlier else ():
        answer.evidence.create(
            document_id=evidence.document_id,
            version_id=evidence.version_id,
            note=evidence.note,
            added_by_id=evidence.added_by_id,
            added_at=evidence.added_at,
        )


@transaction.atomic
def submit_readiness(*, review: ReadinessReview, by: Any, at: datetime) -> ReadinessReview:
    """Hand a round over to the purchasers, every criterion answered, with its evidence as it is now. Raises NotPermitted, WrongState, Invalid."""
    lock_record(review)
    check_may("procurement.submit_readiness", review, by, OFFICERS)
    if left := review.answers.filter(text="").count():
        words = ngettext("Answer {left} more criterion first", "Answer {left} more criteria first", left)
        raise Invalid(words.format(left=left))
    perform(review, "submit_readiness", by=by, at=at)
    kind = ContentType.objects.get_for_model(ReadinessAnswer)
    give_anew(Evidence.objects.filter(target_type=kind, target_id__in=review.answers.values("pk")))
    review.submitted_at = at
    review.judge_by = working_day_on_or_after(london_date(at) + timedelta(days=DAYS_TO_JUDGE))
    review.save(update_fields=["submitted_at", "judge_by", "updated_at"])
    judges = people_who(can_judge.test, review, PartnershipRole.PURCHASER)
    _tell(review, _("Judge the readiness review"), "assignment", judges, by=by, at=at)
    return review


def _partners(review: ReadinessReview) -> list[int]:
    return people_with(review.partnership, *PARTNERS)


def _tell(review: ReadinessReview, title: str, kind: str, people: Sequence[int], *, by: Any, at: datetime) -> None:
    notify(
        people=[pk for pk in people if pk != by.pk],
        kind=kind,
        title=title,
        url=review.get_absolute_url(),
        key=f"readiness:{review.pk}:{review.version}",
        at=at,
        partnership=review.partnership,
    )


@transaction.atomic
def return_readiness(*, review: ReadinessReview, note: str, by: Any, at: datetime) -> ReadinessReview:
    """Hand a round back for more answers, with the reason; what was judged stays. Raises NotPermitted, WrongState, Invalid."""
    lock_record(review)
    perform(review, "return_readiness", by=by, at=at, note=note)
    _tell(review, _("Answer more in the readiness review"), "assignment", _partners(review), by=by, at=at)
    return review


@transaction.atomic
def decide_readiness(
    *,
    review: ReadinessReview,
    decision: str,
    note: str,
    conditions: Sequence[GivenCondition],
    by: Any,
    at: datetime,
) -> ReadinessReview:
    """Decide a round: every criterion judged, "ready" only where none is not met, conditions each with owner and day.

    1. keeps decision and conditions; 2. performs the transition; 3. marks the milestone of the plan where the decision is
    positive, else opens it again; 4. tells the partners. Raises NotPermitted, WrongState, Invalid.
    """
    lock_record(review)
    check_may("procurement.decide_readiness", review, by, JUDGES)
    _check_decision(review, decision, note, conditions, london_date(at))
    review.decision, review.decision_note = decision, note
    review.decided_by, review.decided_at = by, at
    review.save(update_fields=["decision", "decision_note", "decided_by", "decided_at", "updated_at"])
    for condition in conditions:
        ReadinessCondition.objects.create(
            review=review, text=condition.text, owner=condition.owner, due_on=condition.due_on
        )
    perform(review, "decide_readiness", by=by, at=at, note=f"{review.get_decision_display()}. {note}".strip())
    if review.is_positive:
        record_milestone(partnership=review.partnership, key="readiness_reviewed", on=london_date(at), by=by, at=at)
    else:
        reopen_unmet(partnership=review.partnership, keys=["readiness_reviewed"], by=by, at=at)
    title = _("Readiness review: {decision}").format(decision=review.get_decision_display())
    _tell(review, title, "decision", _partners(review), by=by, at=at)
    return review


def _check_decision(
    review: ReadinessReview, decision: str, note: str, conditions: Sequence[GivenCondition], today: date
) -> None:
    if decision not in Decision.values:
        raise Invalid({"decision": _("Select the decision")})
    if left := review.answers.filter(judgement="").count():
        words = ngettext("Judge {left} more criterion first", "Judge {left} more criteria first", left)
        raise Invalid(words.format(left=left))
    if decision == Decision.READY and review.answers.filter(judgement=Judgement.NOT_MET).exists():
        raise Invalid({"decision": _("Select another decision: a criterion is not met")})
    if decision == Decision.NOT_READY and not note.strip():
        raise Invalid({"note": _("Enter what has to change before the next round")})
    if decision == Decision.CONDITIONS and not conditions:
        raise Invalid({"decision": _("Enter at least one condition, with its owner and day")})
    if decision != Decision.CONDITIONS and conditions:
        raise Invalid({"decision": _("Select “Ready with conditions”, or clear the conditions")})
    if any(condition.due_on < today for condition in conditions):
        raise Invalid(_("Enter days for the conditions that are today or later"))


@transaction.atomic
def meet_condition(*, condition: ReadinessCondition, note: str, by: Any, at: datetime) -> ReadinessCondition:
    """Record that a condition is met, and how. Raises NotPermitted, WrongState, Invalid."""
    lock_record(condition)
    check_may("procurement.meet_readinesscondition", condition, by, _("its owner and the purchasers"))
    if condition.met_on:
        raise WrongState(_("This condition is met already."))
    if not note.strip():
        raise Invalid({"note": _("Enter how the condition is met")})
    changes = {"met_on": london_date(at), "met_note": note}
    apply_changes(condition, changes, expected_version=condition.version, verb="readiness_condition.met", by=by, at=at)
    return condition


@handover.hand(gettext_lazy("readiness conditions"))
def hand_over_conditions(leaving: handover.Handover) -> int:
    """Give the open conditions of one person to another, each written to its partnership's history."""
    rows = ReadinessCondition.objects.unmet().filter(owner=leaving.leaver).select_related("review__partnership")
    if leaving.successor is not None and leaving.at is not None:
        _give(rows, leaving.successor, by=leaving.by, at=leaving.at)
    return len(rows)


@sequels.after("leave_partnership")
def pass_conditions_on(role: PersonRole, *, by: Any, at: datetime) -> None:
    """Give the open conditions of somebody without a role any more to the project leader, where there is one."""
    leaders = PersonRole.objects.filter(partnership=role.partnership, role=PartnershipRole.LEADER)
    leader = leaders.filter(person__is_active=True).select_related("person").first()
    if leader is not None:
        rows = ReadinessCondition.objects.unmet().filter(owner=role.person, review__partnership=role.partnership)
        _give(rows.select_related("review__partnership"), leader.person, by=by, at=at)


def _give(conditions: Iterable[ReadinessCondition], owner: Any, *, by: Any, at: datetime) -> None:
    for condition in conditions:
        changes, version = {"owner": owner}, condition.version
        verb = "readiness_condition.handed_over"
        apply_changes(condition, changes, expected_version=version, verb=verb, by=by, at=at)


@reference.loader("readiness criteria")
def load_readiness_criteria() -> int:
    """Add each criterion of the fixture that has no row of its code; leave edited rows alone."""
    path = Path(settings.BASE_DIR, "procurement", "fixtures", "readiness_criteria.json")
    rows = list(enumerate(json.loads(path.read_text("utf-8")), start=1))
    known = set(ReadinessCriterion.objects.values_list("code", flat=True))
    new = [ReadinessCriterion(position=position * 10, **row) for position, row in rows if row["code"] not in known]
    ReadinessCriterion.objects.bulk_create(new)
    return len(new)
