"""How people of the demonstration come to belong and to have roles: each is invited, and accepts."""

from datetime import datetime
from typing import Any

from partnerships.contacts.operations import offer_membership
from partnerships.invitations.operations import accept_invitation
from partnerships.models import Organisation, Partnership, User
from partnerships.offers.queries import own_people
from partnerships.roles.operations import offer_role


def join(person: User, organisation: Organisation, *, job_title: str, ada: User, at: datetime) -> None:
    """Let somebody of the organisation, or the administrator where it has nobody yet, invite a person, who accepts."""
    by = own_people(organisation).first() or ada
    invitation = offer_membership(organisation=organisation, person=person, job_title=job_title, by=by, at=at)
    accept_invitation(invitation=invitation, by=person, at=at)


def take_offered_role(
    partnership: Partnership, person: User, role: str, *, by: User, at: datetime, **more: Any
) -> None:
    """Offer a person a role, which they accept."""
    invitation = offer_role(partnership=partnership, person=person, role=role, by=by, at=at, **more)
    accept_invitation(invitation=invitation, by=person, at=at)
