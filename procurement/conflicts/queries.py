"""Reads about possible conflicts: which partners that may bid a person of the purchasing side is linked with."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from partnerships.models import (
    Member,
    Membership,
    Organisation,
    Partnership,
    PartnershipRole,
    PersonRole,
    User,
    VehicleMember,
)
from procurement.conflicts.models import Conflict, Outcome

SIDE = [PartnershipRole.PURCHASER, PartnershipRole.EVALUATOR]


def links_of(own: Iterable[int]) -> dict[int, frozenset[int]]:
    """Map organisations' ids to themselves and those linked with each: those it owns, and its owners. One query.

    Whoever ever owned one counts, not only today's owners.
    """
    links: dict[int, set[int]] = {pk: {pk} for pk in own}
    if links:
        rows = VehicleMember.objects.filter(Q(vehicle__in=links) | Q(member__in=links))
        for vehicle, owner in rows.values_list("vehicle", "member"):
            links.get(owner, set()).add(vehicle)
            links.get(vehicle, set()).add(owner)
    return {pk: frozenset(linked) for pk, linked in links.items()}


def linked_organisations(own: Iterable[int]) -> frozenset[int]:
    """Return ids of organisations and of all linked with them (``links_of``). One query, none without any."""
    return frozenset().union(*links_of(own).values())


def _bidding() -> tuple[QuerySet[Any], QuerySet[Any]]:
    """Select who may bid where (reg. 42), but for the council that purchases: partners marked so, and who helped to design.

    A partner that may bid, of today or one that left, and whoever is recorded to have helped to design or pilot the service:
    having left takes away no knowledge. Not a partner of today that does not bid.
    """
    stays_out = Member.objects.current().filter(
        partnership=OuterRef("partnership"), organisation=OuterRef("organisation"), may_bid=False
    )
    # Of a slice above this one.
    involvements = apps.get_model("procurement", "PriorInvolvement").objects.filter(helped_design=True)
    both = (Member.objects.filter(may_bid=True), involvements)
    marked, helped = (
        rows.exclude(Exists(stays_out)).exclude(organisation=F("partnership__purchasing_council")) for rows in both
    )
    return marked, helped


def bidders_in(partnership: Any) -> QuerySet[Organisation]:
    """Select the organisations that may bid in a partnership (``_bidding``)."""
    marked, helped = (rows.filter(partnership=partnership).values("organisation") for rows in _bidding())
    return Organisation.objects.filter(Q(pk__in=marked) | Q(pk__in=helped)).order_by("pk")


def may_bid_for(user: Any) -> QuerySet[Partnership]:
    """Select the partnerships in which an organisation the person has a stake in may bid, but for what a conflict leaves open.

    A stake is in their own organisations but the one that purchases, in those these ever owned, and in their owners ever. No
    query of its own.
    """
    own = Organisation.objects.filter(memberships__person=user).exclude(pk=OuterRef("partnership__purchasing_council"))
    theirs = Exists(
        own.filter(
            Q(pk=OuterRef("organisation"))
            | Q(owned__vehicle=OuterRef("organisation"))
            | Q(ownerships__member=OuterRef("organisation"))
        )
    )
    left_open = Conflict.objects.leaving_open().filter(
        person=user, partnership=OuterRef("partnership"), organisation=OuterRef("organisation")
    )
    marked, helped = (rows.filter(theirs).exclude(Exists(left_open)).values("partnership") for rows in _bidding())
    return Partnership.objects.filter(Q(pk__in=marked) | Q(pk__in=helped))


def organisations_left_open(user: Any, partnership_ids: Iterable[int]) -> dict[int, tuple[set[int], set[int]]]:
    """Map partnerships to the organisations whose conflict keeps nothing from a person: all of them, and those decided. One query."""
    found: dict[int, tuple[set[int], set[int]]] = {pk: (set(), set()) for pk in partnership_ids}
    rows = Conflict.objects.leaving_open().filter(person=user, partnership__in=found)
    for partnership, organisation, outcome in rows.values_list("partnership", "organisation", "outcome"):
        found[partnership][0].add(organisation)
        if outcome == Outcome.NO_EFFECT:
            found[partnership][1].add(organisation)
    return found


def people_of_side(partnership: Any) -> QuerySet[User]:
    """Select the active purchasers and evaluators of a partnership."""
    named = PersonRole.objects.filter(partnership=partnership, role__in=SIDE)
    return User.objects.active().filter(pk__in=named.values("person")).order_by("pk")


def deciders_of(conflict: Conflict) -> list[int]:
    """List the ids of everybody who may decide about a conflict (``rules.can_decide``): other purchasers of the partnership and
    of the council, without a conflict of their own. One query.
    """
    conflicted = Conflict.objects.filter(partnership=conflict.partnership_id).exclude(outcome=Outcome.NO_EFFECT)
    people = User.objects.active().exclude(role="administrator")
    people = people.exclude(pk__in=conflicted.values("person")).exclude(pk=conflict.person_id)
    named = PersonRole.objects.filter(partnership=conflict.partnership_id, role=PartnershipRole.PURCHASER)
    council = Membership.objects.filter(organisation=conflict.partnership.purchasing_council_id)
    of_council = Q(role="council_purchaser", pk__in=council.values("person"))
    return list(
        people.filter(of_council | Q(pk__in=named.values("person"))).order_by("pk").values_list("pk", flat=True)
    )
