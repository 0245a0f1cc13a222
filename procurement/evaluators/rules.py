"""Who evaluates bids, and who keeps the list of those who do."""

from rules import add_perm, predicate

from procurement.bids.rules import can_handle_bids, is_shut_out, tender_of

__all__ = ["can_appoint", "can_declare", "can_handle_or_evaluate", "evaluator_of", "is_evaluator", "is_recused_from"]


def evaluator_of(user, tender):
    """Return the person's place among the tender's evaluators, or None. One query."""
    return tender.evaluators.filter(person=user, removed_at=None).first() if user.is_authenticated else None


@predicate
def is_evaluator(user, record):
    """The person was appointed to evaluate the tender's bids, and nothing shuts them out."""
    return (
        record is not None and evaluator_of(user, tender_of(record)) is not None and not is_shut_out.test(user, record)
    )


@predicate
def can_declare(user, evaluator):
    """An evaluator declares for themselves."""
    return evaluator is not None and evaluator.person_id == user.pk and not is_shut_out.test(user, evaluator)


def is_recused_from(user, bid):
    """Whether the person, in whatever role, declared an interest that shuts them out of a bid. Appointments that ended count."""
    theirs = bid.tender.evaluators.filter(person=user)
    return theirs.filter(recused_from_all=True).exists() or theirs.filter(recusals__bid=bid).exists()


can_appoint = can_handle_bids
can_handle_or_evaluate = can_handle_bids | is_evaluator

add_perm("procurement.handle_or_evaluate_bids", can_handle_or_evaluate)
