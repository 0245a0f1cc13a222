"""Who sees the scores side by side, and who writes the moderated ones."""

from rules import add_perm, predicate

from procurement.bids.rules import tender_of
from procurement.evaluators.rules import evaluator_of, is_recused_from
from procurement.reading.rules import can_read_bids
from procurement.tenders.workflow import State

__all__ = ["can_moderate", "can_see_scores"]

AFTER_SCORING = (State.MODERATION, State.RANKED, State.STANDSTILL, State.CONCLUDED)


@predicate
def scoring_is_closed(user, record):
    return tender_of(record).state in AFTER_SCORING


can_see_scores = can_read_bids & scoring_is_closed


@predicate
def moderates(user, bid):
    """The chair, or any evaluator of the bid where the chair is kept from it."""
    tender = bid.tender
    evaluator = evaluator_of(user, tender)
    if evaluator is None or evaluator.task != "quality" or is_recused_from(user, bid):
        return False
    chair = tender.evaluators.filter(removed_at=None, is_chair=True).select_related("person").first()
    return evaluator.is_chair or chair is None or is_recused_from(chair.person, bid)


can_moderate = can_see_scores & moderates

add_perm("procurement.see_scores", can_see_scores)
