import factory
from factory.django import DjangoModelFactory

from partnerships.invitations.operations import accept_invitation
from partnerships.models import Membership, Role, User
from partnerships.roles.operations import offer_role


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")
    role = Role.DEVELOPMENT_OFFICER
    password = factory.django.Password("correct horse battery")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    person = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory("tests.factories.organisations.OrganisationFactory")


def accept(invitation, *, at):
    """Let whoever an invitation is to accept it, as they would on their home page."""
    accept_invitation(invitation=invitation, by=User.objects.get(email=invitation.email), at=at)


def take(partnership, person, role, *, by, at, **more):
    """Offer somebody a role in a partnership, which they accept."""
    accept(offer_role(partnership=partnership, person=person, role=role, by=by, at=at, **more), at=at)
    person.forget()
    return partnership.roles.get(person=person, role=role)
