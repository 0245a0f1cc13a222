"""Who may prepare a tender and move it on: the council's purchasers, and nobody who speaks for a possible bidder.

Administrators keep the service running; they do not act for a purchaser.
"""

from django.db.models import Q
from rules import add_perm, predicate

from partnerships.public import is_administrator, is_evaluator_of, is_purchaser_of, is_signed_in, partnership_id_of
from procurement.conflicts.queries import bidders_of
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
    """The person belongs to a partner organisation that may bid in the record's partnership (``conflicts``)."""
    if not user.is_authenticated or record is None or not user.organisation_ids:
        return False
    return bidders_of(user).filter(partnership_id=partnership_id_of(record)).exists()


can_prepare = is_purchaser_of & ~speaks_for_possible_bidder
# What is not yet published would give a bidder among the partners a start over the others (reg. 41 and 42).
can_see_drafts = (is_purchaser_of | is_evaluator_of | is_administrator) & ~speaks_for_possible_bidder


def drafts_open_to(user):
    """Return the condition on what belongs to a tender that the person may see it before publication (``can_see_drafts``)."""
    preparing = [pk for pk, roles in user.roles_by_partnership.items() if roles & {"purchaser", "evaluator"}]
    seen = Q() if user.is_administrator else Q(tender__partnership__in=preparing)
    return seen & ~Q(tender__partnership__in=partnerships_bid_in(user))


def partnerships_bid_in(user):
    """Select the ids of the partnerships in which an organisation of the person's may bid. No query of its own."""
    return bidders_of(user).values("partnership")


for name in WORKFLOW.names():
    add_perm(f"procurement.{name}", can_prepare)
