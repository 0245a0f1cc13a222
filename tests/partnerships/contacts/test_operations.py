import pytest

from partnerships.contacts import operations as contacts
from partnerships.models import Activity, Contact, Department, Membership, Notice, OutgoingMail
from partnerships.offers.operations import confirm_invitation
from psp.core.problems import Invalid, NotPermitted, StaleVersion
from tests.conftest import NOON
from tests.factories.organisations import ContactFactory, DepartmentFactory
from tests.factories.partnerships import MemberFactory
from tests.factories.people import MembershipFactory, UserFactory, accept

pytestmark = pytest.mark.django_db


def verbs():
    return list(Activity.objects.order_by("pk").values_list("verb", flat=True))


def test_departments_come_change_and_go_and_each_is_recorded(council, ada):
    made = contacts.add_department(organisation=council, name="Social Work", by=ada, at=NOON)
    contacts.edit_department(department=made, changes={"does": "Care"}, expected_version=1, by=ada, at=NOON)
    contact = ContactFactory(organisation=council, department=made)
    contacts.delete_department(department=made, by=ada, at=NOON)
    contact.refresh_from_db()
    assert (Department.objects.count(), contact.department) == (0, None)
    assert verbs() == ["department.added", "department.edited", "department.deleted"]


def test_an_organisation_has_one_department_of_a_name(council, ada):
    contacts.add_department(organisation=council, name="Social Work", by=ada, at=NOON)
    other = DepartmentFactory(organisation=council)
    for wrong in (
        lambda: contacts.add_department(organisation=council, name="social work", by=ada, at=NOON),
        lambda: contacts.edit_department(
            department=other, changes={"name": "Social work "}, expected_version=1, by=ada, at=NOON
        ),
    ):
        with pytest.raises(Invalid) as refusal:
            wrong()
        assert list(refusal.value.errors) == ["name"]


def test_a_contact_has_to_be_reachable(charity, ada):
    with pytest.raises(Invalid, match="Enter an e-mail address or a telephone number"):
        contacts.add_contact(organisation=charity, name="Morag Bell", by=ada, at=NOON)
    made = contacts.add_contact(organisation=charity, name="Morag Bell", phone="01632 960001", by=ada, at=NOON)
    with pytest.raises(Invalid):
        contacts.edit_contact(contact=made, changes={"phone": ""}, expected_version=1, by=ada, at=NOON)
    contacts.edit_contact(
        contact=made, changes={"phone": "", "email": "m@example.org"}, expected_version=1, by=ada, at=NOON
    )
    with pytest.raises(StaleVersion):
        contacts.edit_contact(contact=made, changes={"name": "M"}, expected_version=1, by=ada, at=NOON)
    contacts.delete_contact(contact=made, by=ada, at=NOON)
    assert verbs() == ["contact.added", "contact.edited", "contact.deleted"]
    assert not Contact.objects.exists()


def test_a_department_of_another_organisation_is_refused(charity, council, otto, ada):
    department = DepartmentFactory(organisation=council)
    with pytest.raises(Invalid, match="Select a department of Good Company"):
        contacts.add_contact(organisation=charity, name="M", phone="1", department=department, by=ada, at=NOON)
    with pytest.raises(Invalid, match="Select a department of Good Company"):
        contacts.offer_membership(organisation=charity, person=otto, department=department, by=ada, at=NOON)


def test_who_may_not_edit_an_organisation_keeps_nothing_of_it(charity, pat):
    department, contact = DepartmentFactory(organisation=charity), ContactFactory(organisation=charity)
    for refused in (
        lambda: contacts.add_department(organisation=charity, name="A", by=pat, at=NOON),
        lambda: contacts.edit_department(department=department, changes={}, expected_version=1, by=pat, at=NOON),
        lambda: contacts.delete_department(department=department, by=pat, at=NOON),
        lambda: contacts.add_contact(organisation=charity, name="A", phone="1", by=pat, at=NOON),
        lambda: contacts.edit_contact(contact=contact, changes={}, expected_version=1, by=pat, at=NOON),
        lambda: contacts.delete_contact(contact=contact, by=pat, at=NOON),
    ):
        with pytest.raises(NotPermitted, match="people of the organisation and administrators"):
            refused()
    assert verbs() == []


@pytest.mark.parametrize(("person", "may"), [("olivia", True), ("ada", True), ("otto", False), ("pat", False)])
def test_people_of_an_organisation_and_administrators_keep_who_belongs_to_it(charity, edie, request, person, may):
    by, membership = request.getfixturevalue(person), MembershipFactory(person=edie, organisation=charity)
    if not may:
        with pytest.raises(NotPermitted, match="people of the organisation and administrators"):
            contacts.remove_membership(membership=membership, by=by, at=NOON)
        return
    contacts.edit_membership(membership=membership, changes={"job_title": "Chair"}, expected_version=1, by=by, at=NOON)
    assert Membership.objects.get(person=edie).job_title == "Chair"
    contacts.remove_membership(membership=membership, by=by, at=NOON)
    assert verbs() == ["membership.edited", "membership.removed"]


def test_a_person_belongs_to_an_organisation_once_they_accept(charity, olivia, edie):
    invitation = contacts.offer_membership(organisation=charity, person=edie, job_title="Trustee", by=olivia, at=NOON)
    assert not edie.memberships.exists()
    accept(invitation, at=NOON)
    assert edie.memberships.get().job_title == "Trustee"
    assert Activity.objects.get(verb="membership.accepted").actor == edie


@pytest.mark.parametrize("who", ["otto", "pat", "bo"])
def test_who_has_no_say_in_an_organisation_invites_nobody_to_it(charity, edie, who, request):
    with pytest.raises(NotPermitted, match="people of the organisation, the leaders of its partnerships"):
        contacts.offer_membership(organisation=charity, person=edie, by=request.getfixturevalue(who), at=NOON)


def test_where_it_has_people_one_of_them_agrees_to_whom_an_administrator_invites(charity, ada, edie, olivia, otto):
    invitation = contacts.offer_membership(organisation=charity, person=edie, by=ada, at=NOON)
    assert (invitation.waits_for_yes, OutgoingMail.objects.count()) == (True, 1)
    with pytest.raises(Invalid, match="has not agreed"):
        accept(invitation, at=NOON)
    for outsider in (ada, otto, edie):
        with pytest.raises(NotPermitted):
            confirm_invitation(invitation=invitation, by=outsider, at=NOON)
    confirm_invitation(invitation=invitation, by=olivia, at=NOON)
    accept(invitation, at=NOON)
    assert edie.memberships.get().organisation == charity


def test_an_administrator_who_belongs_to_it_speaks_for_nobody_there(charity, ada, edie, olivia):
    """Neither does an administrator let a puppet in, nor does one agree to another's."""
    MembershipFactory(person=ada, organisation=charity)
    root = UserFactory(role="administrator", is_superuser=True)
    MembershipFactory(person=root, organisation=charity)
    invitation = contacts.offer_membership(organisation=charity, person=edie, by=ada, at=NOON)
    assert invitation.waits_for_yes
    with pytest.raises(NotPermitted):
        confirm_invitation(invitation=invitation, by=root, at=NOON)


def test_a_leader_invites_the_first_people_of_any_partner(partnership, olivia, edie, ada):
    nobody = MemberFactory(partnership=partnership).organisation
    invitation = contacts.offer_membership(organisation=nobody, person=edie, by=olivia, at=NOON)
    assert (invitation.speaks_first, invitation.waits_for_yes) == (True, False)
    accept(invitation, at=NOON)
    assert Notice.objects.get(person=ada).title == (
        f"Edie Hall is the first to speak for {nobody}, invited by Olivia Reid"
    )
    ada.role = "development_officer"
    assert not Notice.objects.visible_to(ada).exists()
    second = contacts.offer_membership(organisation=nobody, person=UserFactory(), by=olivia, at=NOON)
    assert second.waits_for_yes


def test_nobody_is_invited_twice_themselves_or_with_a_closed_account(charity, olivia, edie):
    MembershipFactory(person=edie, organisation=charity)
    with pytest.raises(Invalid, match="Edie Hall belongs to this organisation already"):
        contacts.offer_membership(organisation=charity, person=edie, by=olivia, at=NOON)
    with pytest.raises(Invalid, match="somebody else"):
        contacts.offer_membership(organisation=charity, person=olivia, by=olivia, at=NOON)
    closed = UserFactory(is_active=False)
    with pytest.raises(Invalid, match="Select somebody whose account is open"):
        contacts.offer_membership(organisation=charity, person=closed, by=olivia, at=NOON)


def test_roles_end_with_a_membership_where_they_were_chosen(partnership, bo, ada):
    membership = bo.memberships.get()
    roles = contacts.roles_through(membership, ada)
    assert [str(role) for role in roles] == ["Bo Quinn, Partner contact"]
    contacts.remove_membership(membership=membership, ended=roles, by=ada, at=NOON)
    assert not partnership.roles.filter(person=bo).exists()
    assert Activity.objects.get(verb="role.ended").note == "Bo Quinn left Northside Neighbours"


def test_somebody_removed_no_longer_sees_the_organisations_partnerships(partnership, charity, edie, olivia):
    from partnerships.models import Partnership

    partnership.roles.filter(person=edie).delete()
    membership = MembershipFactory(person=edie, organisation=charity)
    assert Partnership.objects.visible_to(edie).exists()
    contacts.remove_membership(membership=membership, by=olivia, at=NOON)
    assert not Partnership.objects.visible_to(edie).exists()
