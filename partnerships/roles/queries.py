"""Reads about roles in a partnership: who could purchase, what was offered, and whose roles rest on an organisation."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from partnerships.lifecycle.models import Partnership
from partnerships.partners.models import Member, PartnershipRole, PersonRole
from partnerships.people.models import Invitation, User
from partnerships.people.rules import ADMINISTERS

# Who sees bids and who judges is the purchasing side's decision, never the leader's.
NAMED_BY_PURCHASER = {PartnershipRole.PURCHASER, PartnershipRole.EVALUATOR}


def purchasing_people(partnership: Partnership) -> QuerySet[User]:
    """Select the people who purchase for the partnership's council and so may take it on. One query."""
    people = User.objects.active().exclude(ADMINISTERS).filter(role="council_purchaser")
    return people.filter(memberships__organisation=partnership.purchasing_council_id).order_by("name")


def offers_in(partnership: Partnership, user: User, *, at: datetime) -> QuerySet[Invitation]:
    """Select the roles of a partnership that are offered, not answered yet, and not kept from a person. One query.

    Each says as ``is_readable`` whether the person may open the invitation.
    """
    readable = Invitation.objects.visible_to(user).filter(pk=OuterRef("pk"))
    rows = partnership.invitations.without_kept_roles(user).open_at(at).exclude(partnership_role="")
    rows = rows.annotate(is_readable=Exists(readable))
    return rows.select_related("person", "invited_by", "organisation", "partnership").order_by("expires_at")


def roles_of_people_of(member: Member, user: User) -> list[PersonRole]:
    """List the roles in its partnership of a partner's people who belong to no other partner of today.

    Those a user may learn of. Three queries at most.
    """
    others = Member.objects.current().filter(partnership=member.partnership_id).exclude(pk=member.pk)
    rows = PersonRole.objects.visible_to(user).filter(
        partnership=member.partnership_id, person__memberships__organisation=member.organisation_id
    )
    staying = rows.filter(person__memberships__organisation__in=others.values("organisation")).values("pk")
    council = User.objects.filter(
        memberships__organisation=member.partnership.purchasing_council_id, role="council_purchaser"
    )
    if member.organisation_id != member.partnership.purchasing_council_id:
        rows = rows.exclude(person__in=council, role__in=NAMED_BY_PURCHASER)
    rows = rows.exclude(pk__in=list(staying.values_list("pk", flat=True)))
    return list(rows.select_related("person", "partnership").order_by("person__name", "role"))


def roles_of_person(person: Any, user: User) -> list[PersonRole]:
    """List the roles of a person that a user may learn of, by the partnership's name. Two queries at most."""
    rows = PersonRole.objects.visible_to(user).filter(person=person).select_related("partnership", "person")
    return list(rows.order_by("partnership__name", "role"))
