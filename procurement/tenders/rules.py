"""Who may prepare a tender and move it on: the council's purchasers, and nobody who speaks for a possible bidder.

Administrators keep the service running; they do not act for a purchaser.
"""

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q
from rules import add_perm, predicate

from partnerships.models import Member, Organisation, Partnership
from partnerships.public import is_evaluator_of, is_purchaser_of, is_signed_in, partnership_id_of
from procurement.tenders.workflow import WORKFLOW

__all__ = [
    "can_prepare",
    "can_see_drafts",
    "drafts_open_to",
    "is_signed_in",
    "may_bid_in",
    "organisations_of",
    "partnerships_bid_in",
    "speaks_for_possible_bidder",
]


def organisations_of(user):
    """Select the ids of the organisations a person has a stake in: their own, those these own, and their owners.

    Whoever ever owned one counts, not only today's owners. No query of its own.
    """
    own = user.memberships.values("organisation")
    return Organisation.objects.filter(Q(pk__in=own) | Q(members__in=own) | Q(vehicles__in=own)).values("pk")


def may_bid_in(organisations):
    """Select the partnerships in which one of the organisations may bid (reg. 42).

    A partner that may bid, of today or one that left, and whoever is recorded to have helped to design or pilot the service:
    having left takes away no knowledge. Not a partner of today that does not bid, and not the council that purchases.
    """
    stays_out = Member.objects.current().filter(
        partnership=OuterRef("partnership"), organisation=OuterRef("organisation"), may_bid=False
    )
    # Of a slice above this one.
    involvements = apps.get_model("procurement", "PriorInvolvement").objects.filter(helped_design=True)
    marked = Member.objects.filter(may_bid=True, organisation__in=organisations).exclude(Exists(stays_out))
    helped = involvements.filter(organisation__in=organisations).exclude(Exists(stays_out))
    helped = helped.exclude(organisation=F("partnership__purchasing_council"))
    return Partnership.objects.filter(Q(pk__in=marked.values("partnership")) | Q(pk__in=helped.values("partnership")))


@predicate
def speaks_for_possible_bidder(user, record):
    """The person has a stake in an organisation that may bid in the record's partnership."""
    if not user.is_authenticated or record is None or not user.organisation_ids:
        return False
    return may_bid_in(organisations_of(user)).filter(pk=partnership_id_of(record)).exists()


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
    return may_bid_in(organisations_of(user)).values("pk")


for name in WORKFLOW.names():
    add_perm(f"procurement.{name}", can_prepare)
