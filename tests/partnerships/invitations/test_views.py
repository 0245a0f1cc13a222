from datetime import timedelta

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


def test_others_invite_to_their_own_organisations_and_to_partnerships_they_run(signed_in, partnership, olivia, charity):
    OrganisationFactory()
    PersonRoleFactory(partnership=PartnershipFactory(), person=olivia, role="contact")
    form = signed_in(olivia).get(NEW).context["form"]
    assert list(form.fields["organisation"].queryset) == [charity]
    assert list(form.fields["partnership"].queryset) == [partnership]


def test_an_invitation_that_ran_out_says_so_and_is_sent_again(signed_in, partnership, olivia):
    then = timezone.now() - timedelta(days=15)
    asked = ASKED | {"partnership": partnership, "partnership_role": "contact"}
    earlier = invite(**asked, by=olivia, at=then)
    client = signed_in(olivia)
    page = client.get(reverse("invitations")).content.decode()
    assert ("Ran out" in page, "Open until" in page) == (True, False)
    assert f"{NEW}?again={earlier.pk}" in page
    form = client.get(NEW, {"again": earlier.pk}).context["form"]
    assert {name: form[name].value() for name in ("email", "name", "partnership", "partnership_role")} == {
        "email": "new@example.org",
        "name": "New Person",
        "partnership": partnership.pk,
        "partnership_role": "contact",
    }


def test_nobody_sees_the_address_of_another_persons_invitation(signed_in, partnership, olivia, otto):
    earlier = invite(**ASKED, by=olivia, at=timezone.now())
    for again in (earlier.pk, "x", "9" * 30):
        assert signed_in(otto).get(NEW, {"again": again}).context["form"]["email"].value() is None
