"""Who scores: evaluators of quality, alone, once they declared their interests and until they lock."""

from rules import add_perm, predicate

from procurement.bids.rules import tender_of
from procurement.evaluators.rules import evaluator_of, is_evaluator

__all__ = ["can_score"]


@predicate
def has_bids_to_score(user, record):
    evaluator = evaluator_of(user, tender_of(record))
    return (
        evaluator is not None
        and evaluator.task == "quality"
        and evaluator.declared_at is not None
        and not evaluator.recused_from_all
    )


@predicate
def were_opened(user, record):
    return tender_of(record).state in {"opened", "moderation", "ranked", "standstill", "concluded"}


can_score = is_evaluator & were_opened & has_bids_to_score

add_perm("procurement.score_bids", can_score)
