"""Who may prepare a study and who approves it: whoever pays for the service, and never the person who submitted it."""

from rules import add_perm, predicate

from partnerships.public import (
    can_run_partnership,
    is_administrator,
    is_evaluator_of,
    is_leader_of,
    is_partner_of,
    is_purchaser_of,
    is_signed_in,
)

__all__ = ["can_approve", "can_decide", "can_prepare", "can_submit", "is_signed_in"]


@predicate
def submitted_it(user, study):
    """The person submitted this study for approval."""
    return study is not None and getattr(study, "submitted_by_id", None) == user.pk


can_prepare = is_partner_of | is_evaluator_of | is_administrator
can_submit = can_run_partnership
# The contract is redesigned by both sides; decisions may follow the approval of the figures.
can_decide = can_prepare | is_purchaser_of
# Four eyes: one side writes and submits the figures, the other approves them.
can_approve = is_purchaser_of & ~submitted_it
can_return = is_purchaser_of | is_leader_of

add_perm("evaluation.submit_study", can_submit)
add_perm("evaluation.approve_study", can_approve)
add_perm("evaluation.return_study", can_return)
add_perm("evaluation.withdraw_approval", is_purchaser_of)
