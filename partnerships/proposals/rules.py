"""Who answers a proposed change: the organisation's own people, and administrators; only itself says what it owns."""

from rules import predicate

from partnerships.offers.queries import own_people
from partnerships.people.rules import is_administrator, is_signed_in

__all__ = ["can_answer", "is_proposer", "is_signed_in"]


@predicate
def is_proposer(user, proposal):
    return proposal is not None and proposal.proposed_by_id == user.pk


@predicate
def speaks_for_organisation(user, proposal):
    return proposal is not None and user.is_authenticated and user.belongs_to(proposal.organisation_id)


@predicate
def administrators_may_answer(user, proposal):
    """What an organisation owns can keep its people from a tender: an administrator answers only where it has nobody."""
    if proposal is None:
        return False
    return proposal.subject != "vehicle" or not own_people(proposal.organisation_id).exists()


can_answer = (speaks_for_organisation & ~is_administrator) | (is_administrator & administrators_may_answer)
