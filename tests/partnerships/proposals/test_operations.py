from datetime import date
from decimal import Decimal

import pytest

from partnerships.contacts.operations import edit_contact
from partnerships.models import Activity, Notice, Proposal
from partnerships.proposals.operations import (
    MOST_WAITING,
    accept_proposal,
    decline_proposal,
    own_vehicle,
    propose_change,
    withdraw_proposal,
)
from partnerships.proposals.queries import target_of
from partnerships.proposals.reminders import proposals_due
from psp.core.problems import Invalid, NotPermitted, StaleVersion, WrongState
from tests.conftest import NOON
from tests.factories.organisations import (
    AreaFactory,
    ContactFactory,
    DepartmentFactory,
    IncomeYearFactory,
    OrganisationFactory,
)
from tests.factories.people import MembershipFactory, UserFactory

WHY = "Their own website says so."


def propose(organisation, by, values, subject="organisation", act="change", target=None):
    return propose_change(
        organisation=organisation, subject=subject, act=act, target=target, values=values, why=WHY, by=by, at=NOON
    )


def accept(proposal, by):
    """Accept a proposal as the record it changes says now."""
    target = target_of(proposal)
    version = None if target is None else target.version
    return accept_proposal(proposal=proposal, expected_version=version, by=by, at=NOON)


def test_a_council_stays_one_until_an_administrator_accepts_another_kind(council, pat, otto, ada):
    made = propose(council, otto, {"kind": "public"}, target=council)
    with pytest.raises(Invalid, match="Only administrators change whether an organisation is a council"):
        accept(made, pat)
    accept(made, ada)
    council.refresh_from_db()
    assert council.kind == "public"


def test_a_proposal_changes_nothing_until_the_organisation_accepts(charity, olivia, otto):
    area = AreaFactory()
    made = propose(charity, otto, {"about": "Visits people", "areas": [area]}, target=charity)
    charity.refresh_from_db()
    assert (charity.about, Notice.objects.get().person) == ("", olivia)
    accept(made, olivia)
    charity.refresh_from_db()
    assert (charity.about, list(charity.areas.all())) == ("Visits people", [area])
    assert [n.title for n in Notice.objects.filter(person=otto)] == [
        "Olivia Reid accepted your proposal for Good Company"
    ]
    assert list(Activity.objects.order_by("pk").values_list("verb", flat=True)) == [
        "proposal.made",
        "organisation.edited",
        "proposal.accepted",
    ]


@pytest.mark.parametrize("who", ["otto", "pat", "bo"])
def test_nobody_else_answers_it(charity, otto, who, request):
    made = propose(charity, otto, {"about": "Visits"}, target=charity)
    by = request.getfixturevalue(who)
    for answer in (
        lambda: accept(made, by),
        lambda: decline_proposal(proposal=made, answer="No", by=by, at=NOON),
    ):
        with pytest.raises(NotPermitted):
            answer()


def test_administrators_answer_too_and_are_told_where_there_is_nobody(charity, otto, ada, olivia):
    accept(propose(charity, otto, {"about": "Visits"}, target=charity), ada)
    nobody = OrganisationFactory()
    propose(nobody, otto, {"about": "Visits"}, target=nobody)
    assert Notice.objects.filter(person=ada).count() == 1


def test_a_declined_proposal_says_why_and_is_answered_once(charity, olivia, otto):
    made = propose(charity, otto, {"about": "Visits"}, target=charity)
    with pytest.raises(Invalid):
        decline_proposal(proposal=made, answer=" ", by=olivia, at=NOON)
    decline_proposal(proposal=made, answer="We do not visit.", by=olivia, at=NOON)
    made.refresh_from_db()
    assert (made.state, made.answer, made.answered_by) == ("declined", "We do not visit.", olivia)
    with pytest.raises(WrongState):
        accept(made, olivia)
    with pytest.raises(WrongState):
        withdraw_proposal(proposal=made, by=otto, at=NOON)


@pytest.mark.parametrize("act", ["change", "delete"])
def test_what_was_changed_after_it_was_read_is_not_overwritten(charity, olivia, otto, act):
    contact = ContactFactory(organisation=charity, name="Morag")
    values = {"name": "Morag Bell"} if act == "change" else {}
    made = propose(charity, otto, values, "contact", act=act, target=contact)
    edit_contact(contact=contact, changes={"name": "Ann"}, expected_version=1, by=olivia, at=NOON)
    with pytest.raises(StaleVersion):
        accept_proposal(proposal=made, expected_version=1, by=olivia, at=NOON)
    assert (charity.contacts.get().name, Proposal.objects.get().state) == ("Ann", "waiting")


def test_only_the_proposer_withdraws(charity, olivia, otto):
    made = propose(charity, otto, {"about": "Visits"}, target=charity)
    with pytest.raises(NotPermitted):
        withdraw_proposal(proposal=made, by=olivia, at=NOON)
    withdraw_proposal(proposal=made, by=otto, at=NOON)
    with pytest.raises(WrongState):
        accept(made, olivia)


def test_nothing_and_too_much_are_refused(charity, otto):
    with pytest.raises(Invalid, match="Change at least one answer"):
        propose(charity, otto, {}, target=charity)
    for _ in range(MOST_WAITING):
        propose(charity, otto, {"about": "Visits"}, target=charity)
    with pytest.raises(Invalid, match="wait for an answer"):
        propose(charity, otto, {"about": "Visits"}, target=charity)


def test_departments_contacts_and_income_are_proposed_alike(charity, olivia, otto):
    department, contact = DepartmentFactory(organisation=charity), ContactFactory(organisation=charity)
    year = IncomeYearFactory(organisation=charity)
    made = [
        propose(charity, otto, {"name": "Care", "does": ""}, "department", target=department),
        propose(charity, otto, {"department": department}, "contact", target=contact),
        propose(charity, otto, {"grants": Decimal("12.50")}, "income", target=year),
        propose(charity, otto, {"name": "New", "does": ""}, "department", act="add"),
        propose(charity, otto, {"name": "Jo", "phone": "1", "department": None}, "contact", act="add"),
        propose(charity, otto, {"year_end": date(2025, 3, 31), "grants": Decimal(7)}, "income", act="add"),
        propose(charity, otto, {}, "contact", act="delete", target=contact),
    ]
    for one in Proposal.objects.filter(pk__in=[row.pk for row in made]).order_by("pk"):
        accept(one, olivia)
    department.refresh_from_db()
    year.refresh_from_db()
    assert (department.name, year.grants) == ("Care", Decimal("12.50"))
    assert sorted(charity.departments.values_list("name", flat=True)) == ["Care", "New"]
    assert list(charity.contacts.values_list("name", flat=True)) == ["Jo"]
    assert charity.income_years.get(year_end=date(2025, 3, 31)).grants == Decimal(7)


def test_what_is_gone_can_only_be_declined(charity, olivia, otto):
    contact = ContactFactory(organisation=charity)
    made = propose(charity, otto, {"name": "M"}, "contact", target=contact)
    contact.delete()
    with pytest.raises(WrongState, match="no longer there"):
        accept(made, olivia)
    made.refresh_from_db()
    assert made.state == "waiting"
    decline_proposal(proposal=made, answer="Gone", by=olivia, at=NOON)


def test_a_refusal_of_the_operation_leaves_it_waiting(charity, olivia, otto):
    made = propose(charity, otto, {"name": "M", "phone": "", "email": ""}, "contact", act="add")
    with pytest.raises(Invalid, match="telephone"):
        accept(made, olivia)
    made.refresh_from_db()
    assert made.state == "waiting"


def test_an_answer_is_due_in_two_weeks(charity, olivia, otto):
    propose(charity, otto, {"about": "Visits"}, target=charity)
    (item,) = proposals_due(date(2026, 6, 17), date(2026, 6, 17))
    assert (item.people, item.title) == ((olivia.pk,), "Answer the proposal of Otto Vane for Good Company")
    assert list(proposals_due(date(2026, 6, 1), date(2026, 6, 16))) == []
    assert list(proposals_due(date(2026, 6, 17), date(2026, 6, 17), otto.pk)) == []


def test_an_organisation_owns_a_vehicle_once_one_of_its_own_people_agrees(charity, olivia, bo, ada):
    vehicle = OrganisationFactory(kind="vehicle")
    MembershipFactory(person=bo, organisation=vehicle)
    bo.forget()
    asked = own_vehicle(vehicle=vehicle, member=charity, by=bo, at=NOON)
    assert not vehicle.members.exists()
    with pytest.raises(Invalid, match="has been asked already"):
        own_vehicle(vehicle=vehicle, member=charity, by=ada, at=NOON)
    for outsider in (bo, ada, UserFactory(role="administrator", is_superuser=True)):
        with pytest.raises(NotPermitted):
            accept(asked, outsider)
    accept(asked, olivia)
    assert list(vehicle.members.all()) == [charity]


def test_who_speaks_for_both_writes_it_down_and_others_not_at_all(charity, olivia, otto):
    vehicle = OrganisationFactory(kind="vehicle")
    with pytest.raises(NotPermitted):
        own_vehicle(vehicle=vehicle, member=charity, by=otto, at=NOON)
    MembershipFactory(person=olivia, organisation=vehicle)
    olivia.forget()
    assert own_vehicle(vehicle=vehicle, member=charity, by=olivia, at=NOON) is None
    assert list(vehicle.members.all()) == [charity]
