"""Who may prepare a tender and move it on: the council's purchasers, and nobody who speaks for a possible bidder.

Administrators keep the service running; they do not act for a purchaser.
"""

from django.db.models import Q
from rules import add_perm, predicate

from partnerships.public import is_evaluator_of, is_purchaser_of, is_signed_in, partnership_id_of
from procurement.conflicts.queries import may_bid_for
from procurement.tenders.workflow import WORKFLOW

__all__ = [
    "can_prepare",
    "can_see_drafts",
    "drafts_open_to",
    "is_signed_in",
    "partnerships_bid_in",
    "speaks_for_possible_bidder",
]


def _council_of(record):
    """Return the id of the council that purchases, as a set: it does not bid, and neither do its people for it."""
    partnership = record if record._meta.model_name == "partnership" else getattr(record, "partnership", None)
    return {partnership.purchasing_council_id} if partnership is not None else set()


@predicate
def speaks_for_possible_bidder(user, record):
    """The person has a stake in an organisation that may bid in the record's partnership (``conflicts``)."""
    if not user.is_authenticated or record is None or not user.organisation_ids - _council_of(record):
        return False
    return may_bid_for(user).filter(pk=partnership_id_of(record)).exists()


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
    return may_bid_for(user).values("pk")


for name in WORKFLOW.names():
    add_perm(f"procurement.{name}", can_prepare)
