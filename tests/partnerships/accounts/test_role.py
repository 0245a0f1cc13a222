import pytest
from django.urls import reverse

from partnerships.accounts.operations import change_role
from partnerships.models import Activity, Invitation, Notice, User
from psp.core.problems import Invalid, NotPermitted
from tests.conftest import NOON
from tests.factories.people import UserFactory, accept


def role_of(person):
    return User.objects.values_list("role", flat=True).get(pk=person.pk)


@pytest.mark.parametrize("role", ["council_purchaser", "administrator"])
def test_a_guarded_role_is_offered_and_roles_end_when_it_is_accepted(partnership, olivia, ada, role):
    led = partnership.roles.get(person=olivia)
    invitation = change_role(person=olivia, role=role, ended=[led], by=ada, at=NOON)
    assert (role_of(olivia), partnership.roles.filter(pk=led.pk).exists()) == ("development_officer", True)
    accept(invitation, at=NOON)
    assert (role_of(olivia), partnership.roles.filter(pk=led.pk).exists()) == (role, False)
    assert Activity.objects.get(verb="person.role_accepted").actor == olivia
    assert Activity.objects.get(verb="role.ended").actor == olivia


def test_a_step_back_is_made_at_once_and_the_person_is_told(partnership, pat, ada):
    assert change_role(person=pat, role="development_officer", ended=[], by=ada, at=NOON) is None
    assert role_of(pat) == "development_officer"
    assert [n.title for n in Notice.objects.filter(person=pat)] == ["Your role here is now: Development officer"]


def test_what_the_purchasing_side_ends_an_administrator_does_not(partnership, pat, ada):
    role = partnership.roles.get(person=pat)
    with pytest.raises(Invalid, match="the council’s purchasers end it"):
        change_role(person=pat, role="development_officer", ended=[role], by=ada, at=NOON)
    assert (role_of(pat), partnership.roles.filter(pk=role.pk).exists()) == ("council_purchaser", True)


@pytest.mark.parametrize(("who", "by"), [("ada", "ada"), ("olivia", "pat"), ("pat", "pat")])
def test_only_another_administrator_changes_it(who, by, request):
    person, acting = request.getfixturevalue(who), request.getfixturevalue(by)
    with pytest.raises(NotPermitted):
        change_role(person=person, role="administrator", ended=[], by=acting, at=NOON)


def test_the_same_role_and_roles_of_others_are_refused(partnership, olivia, bo, ada):
    with pytest.raises(Invalid, match="has this one"):
        change_role(person=olivia, role="development_officer", ended=[], by=ada, at=NOON)
    with pytest.raises(Invalid, match="Select roles of Olivia Reid"):
        change_role(person=olivia, role="administrator", ended=[partnership.roles.get(person=bo)], by=ada, at=NOON)


def test_an_administrator_who_steps_back_makes_nobody_else_one(olivia, ada):
    root = UserFactory(role="administrator")
    invitation = change_role(person=olivia, role="administrator", ended=[], by=ada, at=NOON)
    change_role(person=ada, role="development_officer", ended=[], by=root, at=NOON)
    with pytest.raises(Invalid, match="can no longer invite you"):
        accept(invitation, at=NOON)
    assert role_of(olivia) == "development_officer"


def test_the_page_names_each_role_with_its_reason_and_the_invitation_names_them_again(
    signed_in, partnership, olivia, ada
):
    url, role = reverse("change_role", args=[olivia.pk]), partnership.roles.get(person=olivia)
    client = signed_in(ada)
    text = " ".join(client.get(url).content.decode().split())
    words = "Project leader of Kirkton Befriending – held as development officer"
    assert (words in text, f'value="{role.pk}" checked' in text) == (True, True)
    answer = client.post(url, {"role": "administrator", "ended": [role.pk]})
    assert answer.url == olivia.get_absolute_url()
    invitation = Invitation.objects.get()
    Invitation.objects.update(expires_at="2090-01-01T00:00Z")
    page = signed_in(olivia).get(invitation.get_absolute_url()).content.decode()
    assert ("You become administrator here" in page, "Your role ends: Project leader" in page) == (True, True)
    assert client.post(url, {"role": "nonsense"}).status_code in {403, 422}


def test_details_are_changed_without_the_role(signed_in, olivia, ada):
    url = reverse("edit_person", args=[olivia.pk])
    page = signed_in(ada).get(url)
    assert list(page.context["form"].fields) == ["name", "phone"]
    sent = {"name": "Olivia Bell", "phone": "", "role": "administrator", "version": page.context["version"]}
    assert signed_in(ada).post(url, sent).status_code == 302
    assert (role_of(olivia), User.objects.get(pk=olivia.pk).name) == ("development_officer", "Olivia Bell")
