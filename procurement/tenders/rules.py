"""Who may prepare a tender and move it on: the council's purchasers, and nobody who speaks for a possible bidder.

Administrators keep the service running; they do not act for a purchaser.
"""

from django.db.models import Q
from rules import add_perm, predicate

from partnerships.models import Member
from partnerships.public import is_evaluator_of, is_purchaser_of, is_signed_in, partnership_id_of
from procurement.tenders.workflow import WORKFLOW

__all__ = [
    "can_prepare",
    "can_see_drafts",
    "drafts_open_to",
    "is_signed_in",
    "partnerships_bid_in",
    "speaks_for_possible_bidder",
]


@predicate
def speaks_for_possible_bidder(user, record):
    """The person belongs to a partner organisation that may bid in the record's partnership."""
    if not user.is_authenticated or record is None:
        return False
    may_bid = Member.objects.current().filter(partnership_id=partnership_id_of(record), may_bid=True)
    return bool(user.organisation_ids) and may_bid.filter(organisation__in=user.organisation_ids).exists()


can_prepare = is_purchaser_of & ~speaks_for_possible_bidder
# What is not yet published would give a bidder among the partners a start over the others (reg. 41 and 42). So it is for the
# purchasing side alone: administrators keep the service running and may belong to anybody.
can_see_drafts = (is_purchaser_of | is_evaluator_of) & ~speaks_for_possible_bidder


def drafts_open_to(user, prefix="tender__"):
    """Return the condition on what belongs to a tender that the person may see it before publication (``can_see_drafts``)."""
    if not user.is_authenticated:
        return Q(pk__in=[])
    preparing = [pk for pk, roles in user.roles_by_partnership.items() if roles & {"purchaser", "evaluator"}]
    of = f"{prefix}partnership__in"
    return Q(**{of: preparing}) & ~Q(**{of: partnerships_bid_in(user)})


def partnerships_bid_in(user):
    """Select the ids of the partnerships in which an organisation of the person's may bid. No query of its own."""
    bidding = Member.objects.current().filter(may_bid=True, organisation__in=user.memberships.values("organisation"))
    return bidding.values("partnership")


for name in WORKFLOW.names():
    add_perm(f"procurement.{name}", can_prepare)
