import pytest

from partnerships.contacts.operations import offer_membership
from procurement.models import Conflict
from tests.conftest import NOON
from tests.factories.partnerships import PersonRoleFactory
from tests.factories.people import MembershipFactory, UserFactory, accept


@pytest.fixture
def conflict(published, partnership, pat, bo):
    invitation = offer_membership(organisation=bo.memberships.get().organisation, person=pat, by=bo, at=NOON)
    accept(invitation, at=NOON)
    return Conflict.objects.get()


@pytest.fixture
def una(partnership, council):
    person = UserFactory(name="Una Orr", role="council_purchaser")
    MembershipFactory(person=person, organisation=council)
    PersonRoleFactory(partnership=partnership, person=person, role="purchaser")
    return person


def test_the_page_of_the_invitation_says_beforehand_what_it_closes(published, partnership, pat, bo, signed_in):
    from partnerships.models import Invitation

    offer_membership(organisation=bo.memberships.get().organisation, person=pat, by=bo, at=NOON)
    Invitation.objects.update(expires_at="2090-01-01T00:00Z")
    page = signed_in(pat).get(Invitation.objects.get().get_absolute_url()).content.decode()
    assert "its tender is closed to you until the council’s purchasers have decided" in page


def test_it_is_declared_decided_and_listed(conflict, partnership, pat, una, signed_in):
    client = signed_in(pat)
    declare = partnership.url("declare_conflict", conflict.pk)
    assert declare in client.get(conflict.get_absolute_url()).content.decode()
    assert client.post(declare, {"interest": "Unpaid trustee"}).status_code == 302
    assert client.get(partnership.url("decide_conflict", conflict.pk)).status_code == 403
    client = signed_in(una)
    assert "1 possible conflict of interest" in client.get(partnership.url("partnership_tender")).content.decode()
    decide = partnership.url("decide_conflict", conflict.pk)
    assert "Unpaid trustee" in client.get(decide).content.decode()
    assert client.post(decide, {"outcome": "closed"}).status_code == 422
    assert client.post(decide, {"outcome": "no_effect", "reason": "No money in it"}).status_code == 302
    page = client.get(partnership.url("conflicts")).content.decode()
    assert ("No effect" in page, "No money in it" in page) == (True, True)


@pytest.mark.parametrize("who", ["olivia", "bo", "edie", "ada"])
def test_it_is_not_there_for_anybody_else(conflict, partnership, who, request, signed_in):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(conflict.get_absolute_url()).status_code == 404
    assert len(client.get(partnership.url("conflicts")).context["object_list"]) == 0
    assert "Decide" not in client.get(partnership.url("history")).content.decode()
    assert "conflict" not in client.get(partnership.url("history")).content.decode().lower() or who == "ada"
