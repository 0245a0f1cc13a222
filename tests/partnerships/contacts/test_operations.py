import pytest

from partnerships.contacts import operations as contacts
from partnerships.models import Activity, Contact, Department, Membership
from psp.core.problems import Invalid, NotPermitted, StaleVersion
from tests.conftest import NOON
from tests.factories.organisations import ContactFactory, DepartmentFactory
from tests.factories.people import MembershipFactory

pytestmark = pytest.mark.django_db


def verbs():
    return list(Activity.objects.order_by("pk").values_list("verb", flat=True))


def test_departments_come_change_and_go_and_each_is_recorded(council, otto):
    made = contacts.add_department(organisation=council, name="Social Work", by=otto, at=NOON)
    contacts.edit_department(department=made, changes={"does": "Care"}, expected_version=1, by=otto, at=NOON)
    contact = ContactFactory(organisation=council, department=made)
    contacts.delete_department(department=made, by=otto, at=NOON)
    contact.refresh_from_db()
    assert (Department.objects.count(), contact.department) == (0, None)
    assert verbs() == ["department.added", "department.edited", "department.deleted"]


def test_an_organisation_has_one_department_of_a_name(council, otto):
    contacts.add_department(organisation=council, name="Social Work", by=otto, at=NOON)
    other = DepartmentFactory(organisation=council)
    for wrong in (
        lambda: contacts.add_department(organisation=council, name="social work", by=otto, at=NOON),
        lambda: contacts.edit_department(
            department=other, changes={"name": "Social work "}, expected_version=1, by=otto, at=NOON
        ),
    ):
        with pytest.raises(Invalid) as refusal:
            wrong()
        assert list(refusal.value.errors) == ["name"]


def test_a_contact_has_to_be_reachable(charity, otto):
    with pytest.raises(Invalid, match="Enter an e-mail address or a telephone number"):
        contacts.add_contact(organisation=charity, name="Morag Bell", by=otto, at=NOON)
    made = contacts.add_contact(organisation=charity, name="Morag Bell", phone="01632 960001", by=otto, at=NOON)
    with pytest.raises(Invalid):
        contacts.edit_contact(contact=made, changes={"phone": ""}, expected_version=1, by=otto, at=NOON)
    contacts.edit_contact(
        contact=made, changes={"phone": "", "email": "m@example.org"}, expected_version=1, by=otto, at=NOON
    )
    with pytest.raises(StaleVersion):
        contacts.edit_contact(contact=made, changes={"name": "M"}, expected_version=1, by=otto, at=NOON)
    contacts.delete_contact(contact=made, by=otto, at=NOON)
    assert verbs() == ["contact.added", "contact.edited", "contact.deleted"]
    assert not Contact.objects.exists()


def test_a_department_of_another_organisation_is_refused(charity, council, otto, ada):
    department = DepartmentFactory(organisation=council)
    with pytest.raises(Invalid, match="Select a department of Good Company"):
        contacts.add_contact(organisation=charity, name="M", phone="1", department=department, by=otto, at=NOON)
    with pytest.raises(Invalid, match="Select a department of Good Company"):
        contacts.add_membership(organisation=charity, person=otto, department=department, by=ada, at=NOON)


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
        with pytest.raises(NotPermitted, match="development officers and people of the organisation"):
            refused()
    assert verbs() == []


@pytest.mark.parametrize(("person", "may"), [("olivia", True), ("ada", True), ("otto", False), ("pat", False)])
def test_people_of_an_organisation_and_administrators_say_who_belongs_to_it(charity, edie, request, person, may):
    by = request.getfixturevalue(person)
    if not may:
        with pytest.raises(NotPermitted, match="people of the organisation and administrators"):
            contacts.add_membership(organisation=charity, person=edie, by=by, at=NOON)
        return
    membership = contacts.add_membership(organisation=charity, person=edie, job_title="Trustee", by=by, at=NOON)
    contacts.edit_membership(membership=membership, changes={"job_title": "Chair"}, expected_version=1, by=by, at=NOON)
    assert Membership.objects.get(person=edie).job_title == "Chair"
    contacts.remove_membership(membership=membership, by=by, at=NOON)
    assert verbs() == ["membership.added", "membership.edited", "membership.removed"]


def test_nobody_is_added_twice_or_with_a_closed_account(charity, olivia, edie):
    with pytest.raises(Invalid, match="Olivia Reid belongs to this organisation already"):
        contacts.add_membership(organisation=charity, person=olivia, by=olivia, at=NOON)
    edie.is_active = False
    with pytest.raises(Invalid, match="Select somebody whose account is open"):
        contacts.add_membership(organisation=charity, person=edie, by=olivia, at=NOON)


def test_somebody_removed_no_longer_sees_the_organisations_partnerships(partnership, charity, edie, olivia):
    from partnerships.models import Partnership

    partnership.roles.filter(person=edie).delete()
    membership = MembershipFactory(person=edie, organisation=charity)
    assert Partnership.objects.visible_to(edie).exists()
    contacts.remove_membership(membership=membership, by=olivia, at=NOON)
    assert not Partnership.objects.visible_to(edie).exists()
