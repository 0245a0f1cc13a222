"""Bids stay with the council they were given to: nobody of another one comes to them by a way round its purchasers."""

import pytest

from partnerships.contacts.operations import offer_membership
from partnerships.invitations.operations import accept_invitation, invite
from partnerships.lifecycle.operations import edit_partnership
from partnerships.models import Invitation, Membership, Partnership, PersonRole, Role
from psp.core.problems import Invalid
from tests.factories import bids
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import MembershipFactory, UserFactory


@pytest.fixture
def guy(db):
    """A purchaser of another council."""
    person = UserFactory(name="Guy Faraway", email="guy@example.org", role=Role.COUNCIL_PURCHASER)
    MembershipFactory(person=person, organisation=OrganisationFactory(name="Faraway Council", kind="council"))
    return person


@pytest.fixture
def dee(council):
    """Works at the council and does not purchase."""
    person = UserFactory(name="Dee")
    MembershipFactory(person=person, organisation=council)
    return person


def test_an_ordinary_member_of_a_council_brings_no_purchaser_in(council, dee, guy):
    with pytest.raises(Invalid):
        offer_membership(organisation=council, person=guy, by=dee, at=bids.BEFORE)
    with pytest.raises(Invalid) as refused:
        invite(
            email="GUY@example.org", name="", role="development_officer", organisation=council, by=dee, at=bids.BEFORE
        )
    assert "email" in refused.value.errors


def test_nor_by_an_invitation_from_before_the_person_purchased(council, dee, guy):
    guy.role = Role.DEVELOPMENT_OFFICER
    guy.save()
    offer_membership(organisation=council, person=guy, by=dee, at=bids.BEFORE)
    guy.role = Role.COUNCIL_PURCHASER
    guy.save()
    with pytest.raises(Invalid):
        accept_invitation(invitation=Invitation.objects.get(), by=guy, at=bids.BEFORE)
    assert not Membership.objects.filter(person=guy, organisation=council).exists()


@pytest.mark.parametrize("inviter", ["pat", "ada"])
def test_a_purchaser_of_it_or_an_administrator_does(council, inviter, guy, pat, request):
    person = request.getfixturevalue(inviter)
    offer_membership(organisation=council, person=guy, by=person, at=bids.BEFORE)
    offered = Invitation.objects.get()
    if offered.waits_for_yes:
        Invitation.objects.update(confirmed_at=bids.BEFORE, confirmed_by=pat)
    accept_invitation(invitation=Invitation.objects.get(), by=guy, at=bids.BEFORE)
    assert Membership.objects.filter(person=guy, organisation=council).exists()


def test_a_council_keeps_a_tender_that_is_out(published, olivia, pat, guy, ada):
    partnership = Partnership.objects.get(pk=published.partnership_id)
    PersonRole.objects.filter(partnership=partnership, role__in=["purchaser", "evaluator"]).delete()
    other = guy.memberships.get().organisation
    with pytest.raises(Invalid) as refused:
        edit_partnership(
            partnership=partnership,
            changes={"purchasing_council": other},
            expected_version=partnership.version,
            by=olivia,
            at=bids.BEFORE,
        )
    assert "purchasing_council" in refused.value.errors
    partnership.refresh_from_db()
    assert partnership.purchasing_council_id != other.pk
