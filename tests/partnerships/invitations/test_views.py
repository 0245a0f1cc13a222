from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from partnerships.invitations.operations import invite
from partnerships.models import Invitation
from tests.factories.organisations import OrganisationFactory
from tests.factories.partnerships import PartnershipFactory, PersonRoleFactory

NEW = "/invitations/new/"
ASKED = {"email": "new@example.org", "name": "New Person", "role": "development_officer"}


def test_an_administrator_invites_to_any_organisation_found_by_name(signed_in, ada, charity):
    client = signed_in(ada)
    found = client.post(NEW, ASKED | {"organisation_words": "good comp", "find": "organisation"})
    assert (found.status_code, "Good Company" in found.content.decode()) == (200, True)
    chosen = {"organisation_words": "good comp", "organisation_found_for": "good comp", "organisation": charity.pk}
    assert client.post(NEW, ASKED | chosen).status_code == 302
    assert Invitation.objects.get().organisation == charity


def test_an_organisation_of_the_address_is_chosen_already(signed_in, ada, charity):
    page = signed_in(ada).get(NEW, {"organisation": charity.pk}).content.decode()
    assert f'value="{charity.pk}" checked' in page


def test_others_invite_to_their_own_organisations_their_partners_and_partnerships_they_run(
    signed_in, partnership, olivia, charity, council
):
    OrganisationFactory()
    PersonRoleFactory(partnership=PartnershipFactory(), person=olivia, role="contact")
    form = signed_in(olivia).get(NEW).context["form"]
    assert [row.name for row in form.fields["organisation"].queryset] == [
        "Good Company",
        "Kirkton Council",
        "Northside Neighbours",
    ]
    assert list(form.fields["partnership"].queryset) == [partnership]


@pytest.mark.parametrize(("who", "offered"), [("olivia", False), ("ada", False), ("pat", True)])
def test_no_role_is_offered_that_would_then_be_refused(signed_in, partnership, who, offered, request):
    client = signed_in(request.getfixturevalue(who))
    for address in (NEW, f"{NEW}?partnership={partnership.pk}"):
        roles = [value for value, _label in client.get(address).context["form"].fields["partnership_role"].choices]
        assert ("purchaser" in roles, "evaluator" in roles, "contact" in roles) == (offered, offered, True)


def test_of_two_partnerships_the_address_says_which_roles_there_are(signed_in, partnership, pat):
    other = PartnershipFactory()
    PersonRoleFactory(partnership=other, person=pat, role="leader")
    client = signed_in(pat)

    def roles(address):
        return [value for value, _label in client.get(address).context["form"].fields["partnership_role"].choices]

    assert "purchaser" not in roles(NEW)
    assert "purchaser" in roles(f"{NEW}?partnership={partnership.pk}")
    assert "purchaser" not in roles(f"{NEW}?partnership={other.pk}")
    named = client.get(f"{NEW}?partnership={partnership.pk}").context["form"].fields["partnership"].queryset
    assert list(named) == [partnership]


def test_an_invitation_that_has_expired_says_so_and_is_sent_again(signed_in, partnership, olivia):
    then = timezone.now() - timedelta(days=15)
    asked = ASKED | {"partnership": partnership, "partnership_role": "contact"}
    earlier = invite(**asked, by=olivia, at=then)
    client = signed_in(olivia)
    page = client.get(reverse("invitations"))
    again = reverse("resend_invitation", args=[earlier.pk])
    assert ([row.standing for row in page.context["object_list"]], again in page.content.decode()) == (
        ["expired"],
        True,
    )
    answer = client.post(again, {"email": "new@example.org"})
    newer = Invitation.objects.get(replaced_by=None)
    assert (answer.url, newer.partnership_role, newer.invited_by) == (newer.get_absolute_url(), "contact", olivia)
    earlier.refresh_from_db()
    assert (earlier.replaced_by, earlier.state_at(timezone.now())) == (newer, "replaced")


def test_nobody_opens_another_persons_invitation(signed_in, partnership, olivia, otto):
    earlier = invite(**ASKED, by=olivia, at=timezone.now())
    client = signed_in(otto)
    names = ("invitation", "resend_invitation", "withdraw_invitation", "accept_own_invitation", "confirm_invitation")
    assert {client.get(reverse(name, args=[earlier.pk])).status_code for name in names} == {404}
