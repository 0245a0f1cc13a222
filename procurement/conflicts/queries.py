"""Reads about possible conflicts: which partners that may bid a person of the purchasing side is linked with."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from partnerships.models import Member, Organisation, PartnershipRole, PersonRole, User
from procurement.conflicts.models import Conflict, Outcome

SIDE = [PartnershipRole.PURCHASER, PartnershipRole.EVALUATOR]


def links_of(own: Iterable[int]) -> dict[int, frozenset[int]]:
    """Map organisations' ids to themselves and those linked with each: vehicles it owns, and owners of it. One query."""
    links: dict[int, set[int]] = {pk: {pk} for pk in own}
    if links:
        rows = Organisation.members.through._default_manager.filter(
            Q(from_organisation__in=links) | Q(to_organisation__in=links)
        )
        for vehicle, owner in rows.values_list("from_organisation", "to_organisation"):
            links.get(owner, set()).add(vehicle)
            links.get(vehicle, set()).add(owner)
    return {pk: frozenset(linked) for pk, linked in links.items()}


def linked_organisations(own: Iterable[int]) -> frozenset[int]:
    """Return ids of organisations and of all linked with them (``links_of``). One query, none without any."""
    return frozenset().union(*links_of(own).values())


def bidders_of(user: Any) -> QuerySet[Member]:
    """Select the partners of today that may bid and that the person belongs to, but for those a conflict leaves open.

    The council that purchases is nobody's conflict. No query of its own.
    """
    own = Member.objects.current().filter(may_bid=True, organisation__in=user.memberships.values("organisation"))
    return without_open(own, user).exclude(organisation=F("partnership__purchasing_council"))


def without_open(members: QuerySet[Member], user: Any) -> QuerySet[Member]:
    """Leave out the partners whose conflict with a person keeps nothing from them. No query of its own."""
    left_open = Conflict.objects.leaving_open().filter(
        person=user, partnership=OuterRef("partnership"), organisation=OuterRef("organisation")
    )
    return members.filter(~Exists(left_open))


def organisations_left_open(user: Any, partnership_ids: Iterable[int]) -> dict[int, tuple[set[int], set[int]]]:
    """Map partnerships to the organisations whose conflict keeps nothing from a person: all of them, and those decided. One query."""
    found: dict[int, tuple[set[int], set[int]]] = {pk: (set(), set()) for pk in partnership_ids}
    rows = Conflict.objects.leaving_open().filter(person=user, partnership__in=found)
    for partnership, organisation, outcome in rows.values_list("partnership", "organisation", "outcome"):
        found[partnership][0].add(organisation)
        if outcome == Outcome.NO_EFFECT:
            found[partnership][1].add(organisation)
    return found


def bidders_in(partnership: Any) -> QuerySet[Organisation]:
    """Select who may bid in a partnership, but for its council: partners, of today or before, and who helped to design."""
    involved = apps.get_model("procurement", "PriorInvolvement").objects.filter(helped_design=True)
    partners = Member.objects.filter(partnership=partnership, may_bid=True)
    rows = Organisation.objects.filter(
        Q(pk__in=partners.values("organisation"))
        | Q(pk__in=involved.filter(partnership=partnership).values("organisation"))
    )
    return rows.exclude(pk=partnership.purchasing_council_id).order_by("pk")


def people_of_side(partnership: Any) -> QuerySet[User]:
    """Select the active purchasers and evaluators of a partnership."""
    named = PersonRole.objects.filter(partnership=partnership, role__in=SIDE)
    return User.objects.active().filter(pk__in=named.values("person")).order_by("pk")


def deciders_of(conflict: Conflict) -> list[int]:
    """List the ids of those who decide about a conflict: other purchasers of the partnership, else the council's. A few queries."""
    conflicted = Conflict.objects.filter(partnership=conflict.partnership_id).exclude(outcome=Outcome.NO_EFFECT)
    people = User.objects.active().exclude(Q(role="administrator") | Q(is_superuser=True))
    people = people.exclude(pk__in=conflicted.values("person")).exclude(pk=conflict.person_id)
    named = PersonRole.objects.filter(partnership=conflict.partnership_id, role=PartnershipRole.PURCHASER)
    found = list(people.filter(pk__in=named.values("person")).values_list("pk", flat=True))
    if found:
        return found
    council = conflict.partnership.purchasing_council_id
    of_council = people.filter(role="council_purchaser", memberships__organisation=council)
    return list(of_council.values_list("pk", flat=True))
