"""Answering the criteria of a readiness round and judging them, row by row: one row never holds up another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partnerships.models import Document
from partnerships.public import apply_changes, attach_evidence, detach_evidence, lock_record
from procurement.readiness.models import Judgement, ReadinessAnswer, ReadinessReview
from procurement.readiness.operations import JUDGES, OFFICERS, check_may
from procurement.readiness.workflow import State
from psp.core.problems import Invalid, StaleVersion, WrongState


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What an officer typed for one criterion, and the version the person read."""

    text: str
    version: int


@dataclass(frozen=True, slots=True)
class GivenJudgement:
    """What a purchaser found for one criterion, and the version the person read."""

    judgement: str
    comment: str
    version: int


def _check_state(review: ReadinessReview, state: State) -> None:
    if review.state != state:
        words = _("This cannot be done now: the round is “{state}”.")
        raise WrongState(words.format(state=review.get_state_display()))


@transaction.atomic
def answer_readiness(
    *, review: ReadinessReview, given: Mapping[int, GivenAnswer], by: Any, at: datetime
) -> frozenset[int]:
    """Save what was typed for some criteria of a round; ``given`` maps the answer's id.

    Each row stands for itself: those somebody else saved in between are left alone and their ids returned. Raises
    NotPermitted, WrongState.
    """
    lock_record(review)
    check_may("procurement.answer_readinessreview", review, by, OFFICERS)
    _check_state(review, State.DRAFT)
    stale = set()
    for row in review.answers.filter(pk__in=given):
        row.review = review
        answer = given[row.pk]
        changes = {"text": answer.text, "answered_by": by}
        if answer.text != row.text and not _save_row(
            row, changes, answer.version, "readiness_criterion.answered", by, at
        ):
            stale.add(row.pk)
    return frozenset(stale)


@transaction.atomic
def judge_readiness(
    *, review: ReadinessReview, given: Mapping[int, GivenJudgement], by: Any, at: datetime
) -> frozenset[int]:
    """Save what a purchaser found for some criteria of a submitted round; ``given`` maps the answer's id.

    Anything but met needs a comment. Rows somebody else saved in between are left alone and their ids returned. Raises
    NotPermitted, WrongState, Invalid.
    """
    lock_record(review)
    check_may("procurement.judge_readinessreview", review, by, JUDGES)
    _check_state(review, State.SUBMITTED)
    for judged in given.values():
        if judged.judgement not in {"", *Judgement.values}:
            raise Invalid(_("Select met, partly met or not met"))
        if judged.judgement not in {"", Judgement.MET} and not judged.comment.strip():
            raise Invalid(_("Enter a comment wherever a criterion is not met, or only partly"))
    stale = set()
    for row in review.answers.filter(pk__in=given):
        row.review = review
        judged = given[row.pk]
        changes = {
            "judgement": judged.judgement,
            "comment": judged.comment,
            "judged_by": by if judged.judgement else None,
        }
        differs = (judged.judgement, judged.comment) != (row.judgement, row.comment)
        if differs and not _save_row(row, changes, judged.version, "readiness_criterion.judged", by, at):
            stale.add(row.pk)
    return frozenset(stale)


def _save_row(row: ReadinessAnswer, changes: dict[str, Any], version: int, verb: str, by: Any, at: datetime) -> bool:
    try:
        with transaction.atomic():
            apply_changes(row, changes, expected_version=version, verb=verb, by=by, at=at)
    except StaleVersion:
        return False
    return True


@transaction.atomic
def set_evidence(*, answer: ReadinessAnswer, documents: Sequence[Any], by: Any, at: datetime) -> ReadinessAnswer:
    """Make these documents of the partnership the evidence of an answer, beside any the person may not see.

    Raises NotPermitted, WrongState, and Invalid for a document of another partnership or an archived one.
    """
    lock_record(answer)
    review = answer.review
    check_may("procurement.answer_readinessreview", review, by, OFFICERS)
    _check_state(review, State.DRAFT)
    seen = answer.evidence.filter(document__in=Document.objects.visible_to(by)).select_related("document")
    before = {evidence.document_id: evidence for evidence in seen}
    chosen = {document.pk: document for document in documents}
    for pk, evidence in before.items():
        if pk not in chosen:
            detach_evidence(evidence=evidence, by=by, at=at)
    for pk, document in chosen.items():
        if pk not in before:
            attach_evidence(document=document, target=answer, by=by, at=at)
    return answer
