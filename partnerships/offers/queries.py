"""Reads about invitations: whom they are to, who has to agree, and how many a person or an address had of late."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from partnerships.activity.models import Activity
from partnerships.mail.models import OutgoingMail
from partnerships.people.models import Invitation, Role, User
from partnerships.people.rules import ADMINISTERS

DAY = timedelta(days=1)
SENT = ("person.invited", "invitation.resent")


def account_of(email: str) -> User | None:
    """Return the account of an address, open or closed; None where there is none. One query."""
    return User.objects.filter(email__iexact=email).first()


def own_people(organisation: Any) -> QuerySet[User]:
    """Select the people who speak for an organisation: its members with an open account who do not administer the service."""
    return User.objects.active().exclude(ADMINISTERS).filter(memberships__organisation=organisation).order_by("name")


def people_who_agree(invitation: Invitation) -> QuerySet[User]:
    """Select who agrees for the organisation to an invitation: its own people, but the inviter and the invited.

    Only its purchasers, where the agreement of nobody else would let the invited person in.
    """
    people = own_people(invitation.organisation_id).exclude(pk=invitation.invited_by_id)
    if invitation.needs_purchaser:
        people = people.filter(role=Role.COUNCIL_PURCHASER)
    known = Q(pk=invitation.person_id) if invitation.person_id else Q(email__iexact=invitation.email)
    return people.exclude(known)


def organisations_without_people(organisations: QuerySet[Any]) -> QuerySet[Any]:
    """Narrow organisations to those for which nobody speaks here yet."""
    people = User.objects.active().exclude(ADMINISTERS).filter(memberships__organisation=OuterRef("pk"))
    return organisations.filter(~Exists(people))


def invitations_to(person: Any, *, at: datetime) -> QuerySet[Invitation]:
    """Select the open invitations a person can answer, those that run out first at the top."""
    rows = Invitation.objects.to(person).open_at(at).sent_out()
    return rows.select_related("organisation", "partnership", "invited_by").order_by("expires_at", "pk")


def offers_of(organisation: Any, *, at: datetime) -> QuerySet[Invitation]:
    """Select the open invitations to an organisation, those that wait for its agreement too. One query."""
    rows = Invitation.objects.filter(organisation=organisation).open_at(at)
    return rows.select_related("invited_by", "person", "organisation").order_by("expires_at")


def sent_by_since(by: Any, at: datetime) -> int:
    """Count the invitations a person sent, or sent again, within a day; not what followed from another action. One query."""
    return Activity.objects.filter(actor=by, verb__in=SENT, at__gt=at - DAY, at__lte=at).count()


def mails_to_since(email: str, at: datetime) -> int:
    """Count the mails with an invitation an address was sent within a day, by any sender; notices do not count. One query."""
    rows = OutgoingMail.objects.filter(address__iexact=email, kind="invitation", notices=None)
    return rows.filter(queued_at__gt=at - DAY, queued_at__lte=at).count()
