import pytest
from django.urls import reverse

from partnerships.models import Contact, Department, Invitation, Membership
from tests.factories.organisations import ContactFactory, DepartmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def addresses(charity, olivia):
    """Every page of this slice for a charity, by what it is about."""
    department, contact = DepartmentFactory(organisation=charity), ContactFactory(organisation=charity)
    own = [(name, [charity.pk, row.pk]) for name, row in (("department", department), ("contact", contact))]
    entry = [reverse(f"{verb}_{name}", args=args) for name, args in own for verb in ("edit", "delete")]
    entry += [reverse(name, args=[charity.pk]) for name in ("add_department", "add_contact")]
    membership = charity.memberships.get()
    people = [reverse("add_membership", args=[charity.pk])]
    people += [reverse(name, args=[charity.pk, membership.pk]) for name in ("edit_membership", "remove_membership")]
    return {"entry": entry, "people": people}


@pytest.mark.parametrize(
    ("person", "entry", "people"),
    [("olivia", 200, 200), ("ada", 200, 200), ("otto", 403, 403), ("pat", 403, 403), ("bo", 403, 403)],
)
def test_who_may_open_which_form(signed_in, request, addresses, person, entry, people):
    client = signed_in(request.getfixturevalue(person))
    assert {client.get(url).status_code for url in addresses["entry"]} == {entry}
    assert {client.get(url).status_code for url in addresses["people"]} == {people}


def test_a_record_is_reached_through_its_own_organisation_alone(signed_in, ada, charity, council):
    contact = ContactFactory(organisation=charity)
    for name in ("edit_contact", "delete_contact"):
        assert signed_in(ada).get(reverse(name, args=[council.pk, contact.pk])).status_code == 404


def test_a_department_is_added_changed_and_deleted(signed_in, ada, council):
    client = signed_in(ada)
    answer = client.post(reverse("add_department", args=[council.pk]), {"name": "Social Work", "does": ""})
    assert (answer.status_code, answer.url) == (302, council.get_absolute_url())
    department = Department.objects.get()
    edit = reverse("edit_department", args=[council.pk, department.pk])
    assert client.post(edit, {"name": "Care", "version": "1"}).status_code == 302
    assert client.post(edit, {"name": "Stale", "version": "1"}).status_code == 422
    assert client.post(reverse("delete_department", args=[council.pk, department.pk])).status_code == 302
    assert not Department.objects.exists()


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [({}, {"name"}), ({"name": "M"}, {"email"}), ({"name": "x" * 9999, "email": "no"}, {"name", "email"})],
)
def test_a_contact_nobody_can_reach_is_refused(signed_in, ada, charity, sent, wrong):
    answer = signed_in(ada).post(reverse("add_contact", args=[charity.pk]), sent)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, wrong)
    assert not Contact.objects.exists()


def test_only_an_organisation_with_departments_asks_for_one(signed_in, ada, charity, council):
    DepartmentFactory(organisation=council)
    client = signed_in(ada)
    asked = [
        "department" in client.get(reverse("add_contact", args=[row.pk])).context["form"].fields
        for row in (council, charity)
    ]
    assert asked == [True, False]


def test_a_person_is_found_invited_and_removed(signed_in, olivia, charity, edie):
    client, url = signed_in(olivia), reverse("add_membership", args=[charity.pk])
    assert "edie@example.org" in client.post(url, {"person_words": "hall", "find": "person"}).content.decode()
    assert client.post(url, {"person_words": "hall", "job_title": "Trustee"}).status_code == 302
    invitation = Invitation.objects.get(person=edie)
    assert "Edie Hall" in client.get(charity.get_absolute_url()).content.decode()
    assert not Membership.objects.filter(person=edie).exists()
    page = signed_in(edie).get(invitation.get_absolute_url()).content.decode()
    assert ("Olivia Reid invites you" in page, "You belong to Good Company here" in page) == (True, True)
    answer = client.post(reverse("accept_own_invitation", args=[invitation.pk]))
    assert answer.url == charity.get_absolute_url()
    membership, client = Membership.objects.get(person=edie), signed_in(olivia)
    change = reverse("edit_membership", args=[charity.pk, membership.pk])
    assert client.post(change, {"job_title": "Chair", "version": 1}).status_code == 302
    stale = client.post(change, {"job_title": "Clerk", "version": 1})
    assert stale.context["conflict"]["rows"] == [("Job title", "Clerk", "Chair")]
    membership.refresh_from_db()
    assert membership.job_title == "Chair"
    assert client.post(reverse("remove_membership", args=[charity.pk, membership.pk])).status_code == 302
    assert not Membership.objects.filter(person=edie).exists()


def test_the_roles_of_somebody_who_leaves_are_offered_for_ending_by_name(signed_in, partnership, bo, ada):
    membership = bo.memberships.get()
    url = reverse("remove_membership", args=[membership.organisation_id, membership.pk])
    client, role = signed_in(ada), partnership.roles.get(person=bo)
    page = client.get(url).content.decode()
    words = "Partner contact of Kirkton Befriending – belongs to Northside Neighbours no longer"
    assert (words in page, f'value="{role.pk}" checked' in " ".join(page.split())) == (True, True)
    client.post(url, {})
    assert partnership.roles.filter(pk=role.pk).exists()


@pytest.mark.parametrize(
    "sent", [{}, {"person_words": "nobody at all"}, {"person_words": "x" * 9999}, {"person": "999999999999999999999"}]
)
def test_nobody_is_added_where_nobody_was_found(signed_in, olivia, charity, sent):
    answer = signed_in(olivia).post(reverse("add_membership", args=[charity.pk]), sent)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"person"})
