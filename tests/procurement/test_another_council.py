"""Bids stay with the council they were given to: nobody of another one comes to them by a way round its purchasers."""

import pytest
from django.urls import reverse

from partnerships.contacts.operations import offer_membership
from partnerships.invitations.operations import accept_invitation, invite
from partnerships.invitations.reminders import invitations_due
from partnerships.lifecycle.operations import edit_partnership
from partnerships.models import Invitation, Membership, Notice, Partnership, PersonRole, Role, User
from partnerships.offers.operations import confirm_invitation, refuse_invitation, resend_invitation
from partnerships.offers.queries import people_who_agree
from psp.core.dates import london_date
from psp.core.problems import Invalid, NotPermitted
from tests.factories import bids
from tests.factories.organisations import OrganisationFactory
from tests.factories.partnerships import PersonRoleFactory
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


def invited_by_the_leader(olivia, council, how, **more):
    """A purchaser is invited to the council by the leader of a partnership it is in, on one of the pages for that."""
    if how == "membership":
        person = User.objects.get(email="guy@example.org")
        return offer_membership(organisation=council, person=person, by=olivia, at=bids.BEFORE)
    asked = {"email": "GUY@example.org", "name": "Guy", "role": "development_officer"}
    return invite(**asked | more, organisation=council, by=olivia, at=bids.BEFORE)


@pytest.mark.parametrize("how", ["membership", "invitation"])
def test_only_a_purchaser_of_the_council_agrees_that_a_leader_invites_another(
    partnership, council, olivia, pat, dee, guy, how
):
    offered = invited_by_the_leader(olivia, council, how)
    assert list(people_who_agree(offered)) == [pat]
    assert {notice.person for notice in Notice.objects.filter(title__startswith="Agree or refuse")} == {pat}
    last = london_date(offered.expires_at)
    assert [item.people for item in invitations_due(last, last)] == [(pat.pk,)]
    for answer in (confirm_invitation, refuse_invitation):
        with pytest.raises(NotPermitted, match="Only purchasers of the council can do this"):
            answer(invitation=offered, by=dee, at=bids.BEFORE)
    confirm_invitation(invitation=offered, by=pat, at=bids.BEFORE)
    accept_invitation(invitation=Invitation.objects.get(), by=guy, at=bids.BEFORE)
    assert Membership.objects.filter(person=guy, organisation=council).exists()


@pytest.mark.parametrize("how", ["membership", "invitation"])
def test_nobody_invites_a_purchaser_whom_nobody_could_let_in(partnership, council, olivia, pat, dee, guy, how):
    pat.memberships.all().delete()
    with pytest.raises(Invalid, match="by an invitation of one of its own purchasers or of an administrator"):
        invited_by_the_leader(olivia, council, how)
    assert (Invitation.objects.count(), Notice.objects.count()) == (0, 0)


def test_a_purchaser_of_another_council_invites_a_new_one_whom_only_a_purchaser_lets_in(
    partnership, council, pat, dee, guy
):
    PersonRoleFactory(partnership=partnership, person=guy, role="purchaser")
    asked = {"email": "new@example.org", "name": "New", "role": "council_purchaser", "organisation": council}
    offered = invite(**asked, by=guy, at=bids.BEFORE)
    assert list(people_who_agree(offered)) == [pat]
    pat.memberships.all().delete()
    with pytest.raises(Invalid) as refused:
        invite(**asked | {"email": "newer@example.org"}, by=guy, at=bids.BEFORE)
    assert "email" in refused.value.errors


def test_who_has_opened_an_account_as_a_purchaser_since_needs_a_purchaser_too(partnership, council, olivia, pat, dee):
    asked = {"email": "guy@example.org", "name": "Guy", "role": "development_officer", "organisation": council}
    offered = invite(**asked, by=olivia, at=bids.BEFORE)
    assert set(people_who_agree(offered)) == {pat, dee}
    UserFactory(email="guy@example.org", role=Role.COUNCIL_PURCHASER)
    assert list(people_who_agree(offered)) == [pat]


def test_an_invitation_is_not_sent_again_to_a_purchaser_whom_nobody_lets_in(council, dee, guy):
    """What an ordinary member of the council sends needs nobody's agreement, and brings no purchaser in."""
    asked = {"email": "new@example.org", "name": "New", "role": "development_officer", "organisation": council}
    offered = invite(**asked, by=dee, at=bids.BEFORE)
    with pytest.raises(Invalid) as refused:
        resend_invitation(invitation=offered, email=guy.email, by=dee, at=bids.BEFORE)
    assert "email" in refused.value.errors


def test_the_pages_name_who_has_to_agree(signed_in, partnership, council, olivia, pat, dee, guy):
    sent = {"email": guy.email, "name": "Guy", "role": "development_officer", "organisation": council.pk}
    page = signed_in(olivia).post(reverse("invite"), sent, follow=True).content.decode()
    assert "The purchasers of Kirkton Council are asked first." in page
    added = signed_in(olivia).post(reverse("add_membership", args=[council.pk]), {"person": guy.pk}, follow=True)
    assert "The purchasers of the council are asked first." in added.content.decode()
    offered = Invitation.objects.get(withdrawn_at=None)
    client = signed_in(dee)
    assert "waits for a council purchaser’s agreement" in client.get(council.get_absolute_url()).content.decode()
    agree = reverse("confirm_invitation", args=[offered.pk])
    assert agree not in client.get(offered.get_absolute_url()).content.decode()
    refused = client.get(agree)
    assert (refused.status_code, "Only purchasers of the council" in refused.content.decode()) == (403, True)
    client = signed_in(pat)
    assert agree in client.get(offered.get_absolute_url()).content.decode()
    assert client.get(agree).status_code == 200


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
