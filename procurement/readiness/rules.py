"""Who answers a readiness review and who judges it. Nobody judges their own answers, nor the road to their own bid."""

from rules import add_perm, predicate

from partnerships.public import is_administrator, is_partner_of, is_purchaser_of, is_signed_in
from procurement.tenders.rules import speaks_for_possible_bidder

__all__ = ["can_answer", "can_answer_row", "can_judge", "can_keep", "can_meet", "can_start", "is_signed_in"]


@predicate
def has_answered(user, review):
    """The person wrote an answer of this review."""
    if review is None or review._meta.model_name != "readinessreview":
        return False
    return review.answers.filter(answered_by=user.pk).exists()


@predicate
def owns_condition(user, condition):
    return condition is not None and condition.owner_id == user.pk


@predicate
def is_being_answered(user, answer):
    """Evidence changes only while the round is not yet handed over, whichever page it is given on."""
    return answer is not None and answer.review.state == "draft"


can_answer = is_partner_of
can_answer_row = is_partner_of & is_being_answered
can_start = is_partner_of | is_purchaser_of
can_judge = is_purchaser_of & ~is_partner_of & ~has_answered & ~speaks_for_possible_bidder
can_keep = is_administrator
# Its owner says it is met, or the purchaser who set it.
can_meet = owns_condition | can_judge

add_perm("procurement.submit_readiness", can_answer)
add_perm("procurement.return_readiness", can_judge)
add_perm("procurement.decide_readiness", can_judge)
