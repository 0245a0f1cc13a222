"""Who evaluates bids, and who keeps the list of those who do."""

from rules import add_perm, predicate

from procurement.bids.rules import can_handle_bids, is_shut_out, tender_of

__all__ = [
    "can_appoint",
    "can_declare",
    "can_handle_or_evaluate",
    "evaluator_of",
    "is_evaluator",
    "is_recused_from",
    "must_declare",
]


def evaluator_of(user, tender):
    """Return the person's place among those who evaluate or handle the tender's bids, or None. One query."""
    return tender.evaluators.filter(person=user, removed_at=None).first() if user.is_authenticated else None


def must_declare(user, tender):
    """Whether a person who handles or evaluates the tender's bids has yet to declare their interests. One query."""
    place = evaluator_of(user, tender)
    return place is None or place.declared_at is None


@predicate
def is_evaluator(user, record):
    """The person was appointed to evaluate the tender's bids, and nothing shuts them out."""
    if record is None:
        return False
    evaluator = evaluator_of(user, tender_of(record))
    return evaluator is not None and evaluator.task == "quality" and not is_shut_out.test(user, record)


@predicate
def can_declare(user, evaluator):
    """Whoever evaluates or handles bids declares for themselves."""
    return evaluator is not None and evaluator.person_id == user.pk and not is_shut_out.test(user, evaluator)


def is_recused_from(user, bid):
    """Whether the person, in whatever role, declared an interest that shuts them out of a bid. Appointments that ended count."""
    theirs = bid.tender.evaluators.filter(person=user)
    return theirs.filter(recused_from_all=True).exists() or theirs.filter(recusals__bid=bid).exists()


can_appoint = can_handle_bids
can_handle_or_evaluate = can_handle_bids | is_evaluator

add_perm("procurement.handle_or_evaluate_bids", can_handle_or_evaluate)
