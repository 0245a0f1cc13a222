"""Reads about scores that tell no more than how far they are, and an evaluator's own."""

from dataclasses import dataclass
from typing import Any

from procurement.bids.models import Bid
from procurement.evaluators.models import Evaluator
from procurement.evaluators.queries import scored_bids_of
from procurement.scoring.engine import inputs
from procurement.scoring.engine.inputs import Problem
from procurement.scoring.engine.moderation import Assignment, scoring_gaps
from procurement.scoring.engine.moderation import Score as GivenScore
from procurement.scoring.models import Score
from procurement.tenders.models import Tender


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an evaluator is: complete scores of those owed. What they gave is not in here."""

    evaluator: Evaluator
    done: int
    owed: int

    @property
    def is_complete(self) -> bool:
        return self.done >= self.owed


def missing_scores(evaluator: Evaluator) -> int:
    """Count the questions of an evaluator's bids without a score and a comment. Three queries."""
    bids = list(scored_bids_of(evaluator).values_list("pk", flat=True))
    questions = evaluator.tender.questions.count()
    done = evaluator.scores.filter(is_complete=True, bid__in=bids).count()
    return len(bids) * questions - done


def progress_of(tender: Tender) -> list[Progress]:
    """List how far each evaluator of quality is. Four queries, however many there are."""
    live = set(tender.bids.live().values_list("pk", flat=True))
    questions = tender.questions.count()
    complete = Score.objects.filter(evaluator__tender=tender, is_complete=True).values_list("evaluator", "bid")
    rows = tender.evaluators.scoring().select_related("person").prefetch_related("recusals")
    found = []
    for evaluator in rows:
        bids = live - {recusal.bid_id for recusal in evaluator.recusals.all()}
        done = sum(1 for pk, bid in complete if pk == evaluator.pk and bid in bids)
        found.append(Progress(evaluator, done, len(bids) * questions))
    return found


def own_scores(evaluator: Evaluator) -> dict[tuple[int, int], dict[str, Any]]:
    """Open an evaluator's own scores by (bid, question): points, comment and version."""
    return {
        (score.bid_id, score.question_id): score.content() | {"version": score.version}
        for score in evaluator.scores.all()
    }


def engine_questions(tender: Tender) -> tuple[inputs.Question, ...]:
    """Return a tender's quality questions as the engine takes them, coded by their ids."""
    return tuple(
        inputs.Question(str(row.pk), row.weight, row.section, row.minimum_score or 0) for row in tender.questions.all()
    )


def engine_bids(tender: Tender) -> list[inputs.Bid]:
    """Return the bids on time as the engine takes them, without prices, coded by receipt number."""
    return [inputs.Bid(bid.receipt, standing=standing_of(bid)) for bid in tender.bids.on_time()]


def standing_of(bid: Bid) -> inputs.Standing:
    """Return whether an opened bid is scored."""
    return inputs.Standing.EXCLUDED if bid.excluded_at else inputs.Standing.LIVE


def gaps_of(tender: Tender) -> list[Problem]:
    """Set every score against the engine: whose score of what is missing, evaluators too few, scores not locked."""
    bids = list(tender.bids.live())
    receipts = {bid.pk: bid.receipt for bid in bids}
    assignments, given = [], []
    for evaluator in tender.evaluators.scoring().prefetch_related("recusals", "scores"):
        kept_from = {recusal.bid_id for recusal in evaluator.recusals.all()}
        assignments += [
            Assignment(str(evaluator.pk), bid.receipt, evaluator.locked_at is not None, bid.pk in kept_from)
            for bid in bids
        ]
        for score in evaluator.scores.all():
            content = score.content()
            if score.bid_id in receipts and content["points"] is not None and content["comment"]:
                given.append(
                    GivenScore(str(evaluator.pk), receipts[score.bid_id], str(score.question_id), content["points"])
                )
    return scoring_gaps(engine_questions(tender), engine_bids(tender), assignments, given)
