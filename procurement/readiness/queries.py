"""Reads of readiness reviews: rounds, rows with what stands beside them, how far a round is."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from partnerships.models import Document, Evidence
from procurement.readiness.models import (
    POSITIVE,
    Judgement,
    ReadinessAnswer,
    ReadinessCondition,
    ReadinessReview,
)


def with_progress(reviews: QuerySet[ReadinessReview]) -> QuerySet[ReadinessReview]:
    """Annotate rounds with ``criteria``, ``answered``, ``judged``, ``not_met`` and ``partly``: how many of each. No query of its own."""
    return reviews.annotate(
        criteria=Count("answers", distinct=True),
        answered=Count("answers", filter=~Q(answers__text=""), distinct=True),
        judged=Count("answers", filter=~Q(answers__judgement=""), distinct=True),
        not_met=Count("answers", filter=Q(answers__judgement=Judgement.NOT_MET), distinct=True),
        partly=Count("answers", filter=Q(answers__judgement=Judgement.PARTLY), distinct=True),
    )


def rows_of(review: ReadinessReview, user: Any) -> list[ReadinessAnswer]:
    """List a round's criteria in order with their people and the evidence a person may see. Two queries."""
    shown = Evidence.objects.filter(document__in=Document.objects.visible_to(user))
    evidence = Prefetch("evidence", shown.select_related("document__partnership", "version"))
    rows = review.answers.select_related("answered_by", "judged_by").prefetch_related(evidence)
    found = list(rows)
    for row in found:
        row.review = review
    return found


def earlier_judgements(review: ReadinessReview) -> dict[int, ReadinessAnswer]:
    """Return what the round before this one found, by the criterion's id; empty in the first round. One query."""
    before = ReadinessAnswer.objects.filter(review__partnership=review.partnership_id, review__number=review.number - 1)
    return {row.criterion_id: row for row in before.judged()}


def is_ready() -> Exists:
    """Return the condition on a partnership that its last decided round is positive."""
    decided = ReadinessReview.objects.latest_decided()
    return Exists(decided.filter(partnership=OuterRef("pk"), decision__in=POSITIVE))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a partnership's readiness stands: the open round and the last decided one."""

    open_round: ReadinessReview | None
    decided: ReadinessReview | None


def standing_of(partnership: Any) -> Standing:
    """Return the open round and the last decided one of a partnership, with their progress. One query."""
    rounds = list(with_progress(partnership.readiness_reviews.order_by("-number")))
    open_round = next((row for row in rounds if row.state != "decided"), None)
    decided = next((row for row in rounds if row.state == "decided"), None)
    return Standing(open_round, decided)


def conditions_of(review: ReadinessReview) -> QuerySet[ReadinessCondition]:
    """List a round's conditions with their owners."""
    return review.conditions.select_related("owner")
