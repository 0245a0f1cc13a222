"""Reads for moderation: everybody's scores side by side, and what is moderated already."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from procurement.bids.models import Bid
from procurement.evaluators.models import Recusal
from procurement.moderation.models import ModeratedScore
from procurement.scoring.engine.moderation import Score as GivenScore
from procurement.scoring.engine.moderation import differences
from procurement.scoring.models import Score
from procurement.tenders.models import Question, Tender


@dataclass(frozen=True, slots=True)
class OneScore:
    evaluator: str
    points: int
    comment: str


@dataclass(slots=True)
class Compared:
    """One question of one bid: each evaluator's score, how far apart they are, and what was agreed (``{}`` for nothing yet)."""

    scores: list[OneScore] = field(default_factory=list)
    apart: int = 0
    moderated: dict[str, Any] = field(default_factory=dict)


def counted_scores(tender: Tender) -> QuerySet[Score]:
    """Select the scores that count: of current evaluators, of bids they are not kept from."""
    recused = Recusal.objects.filter(evaluator=OuterRef("evaluator"), bid=OuterRef("bid"))
    return (
        Score.objects.filter(
            evaluator__tender=tender,
            evaluator__removed_at=None,
            evaluator__recused_from_all=False,
            evaluator__locked_at__isnull=False,
        )
        .exclude(Exists(recused))
        .select_related("evaluator__person")
    )


def compared(tender: Tender) -> dict[tuple[int, int], Compared]:
    """Open all scores of a tender side by side, by (bid, question). Two queries; call it for those who see scores."""
    found: dict[tuple[int, int], Compared] = defaultdict(Compared)
    given = []
    for score in counted_scores(tender):
        content = score.content()
        if content["points"] is None:
            continue
        row = OneScore(str(score.evaluator), content["points"], content["comment"])
        found[score.bid_id, score.question_id].scores.append(row)
        given.append(GivenScore(str(score.evaluator_id), str(score.bid_id), str(score.question_id), row.points))
    for one in differences(given):
        found[int(one.bid), int(one.question)].apart = one.highest - one.lowest
    moderated = ModeratedScore.objects.filter(bid__tender=tender).select_related("moderated_by")
    for agreed in moderated:
        told = {
            "version": agreed.version,
            "by": str(agreed.moderated_by),
            "by_id": agreed.moderated_by_id,
            "at": agreed.moderated_at,
        }
        found[agreed.bid_id, agreed.question_id].moderated = agreed.content() | told
    return found


def unmoderated_bids() -> QuerySet[Bid]:
    """Select the live bids of which a question has no consensus score."""
    asked = (
        Question.objects.filter(tender=OuterRef("tender"))
        .order_by()
        .values("tender")
        .annotate(n=Count("pk"))
        .values("n")
    )
    agreed = Count("moderated_scores", filter=Q(moderated_scores__question__tender=F("tender")), distinct=True)
    rows = Bid.objects.live().annotate(agreed=agreed, asked=Coalesce(Subquery(asked), 0))
    return rows.filter(agreed__lt=F("asked"))
