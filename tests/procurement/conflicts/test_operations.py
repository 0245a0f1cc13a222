"""A purchaser's sight of a tender rests on what they accepted or their side decided, never on what somebody else recorded."""

from datetime import date

import pytest

from partnerships.contacts.operations import offer_membership
from partnerships.models import Notice
from partnerships.partners.operations import add_partner, edit_partner
from partnerships.proposals.operations import own_vehicle
from procurement.bids.rules import can_handle_bids
from procurement.conflicts.operations import decide_conflict, declare_conflict
from procurement.conflicts.reminders import conflicts_due
from procurement.models import Bid, Conflict
from procurement.tenders.rules import can_prepare, can_see_drafts
from psp.core.problems import Invalid, NotPermitted
from tests.conftest import NOON, TODAY
from tests.factories.organisations import OrganisationFactory
from tests.factories.partnerships import PersonRoleFactory
from tests.factories.people import MembershipFactory, UserFactory, accept, take


@pytest.fixture
def una(partnership, council):
    person = UserFactory(name="Una Orr", role="council_purchaser")
    MembershipFactory(person=person, organisation=council)
    PersonRoleFactory(partnership=partnership, person=person, role="purchaser")
    return person


@pytest.fixture
def tender(published):
    return published


def sees(person, tender):
    """Whether a person handles bids, prepares and sees drafts, asked afresh."""
    person.forget()
    tender.__dict__.pop("_parts_in_bids", None)
    return tuple(rule.test(person, tender) for rule in (can_handle_bids, can_prepare, can_see_drafts))


ALL, NOTHING = (True, True, True), (False, False, False)


def test_a_bidder_who_invites_a_purchaser_takes_nothing_from_them(tender, pat, bo):
    offer_membership(organisation=bo.memberships.get().organisation, person=pat, by=bo, at=NOON)
    assert sees(pat, tender) == ALL
    assert not Conflict.objects.exists()


def test_who_accepts_to_belong_to_a_bidder_is_shut_out_until_the_others_decide(tender, partnership, pat, una, bo):
    northside = bo.memberships.get().organisation
    accept(offer_membership(organisation=northside, person=pat, by=bo, at=NOON), at=NOON)
    assert sees(pat, tender) == NOTHING
    conflict = Conflict.objects.get()
    assert (conflict.person, conflict.organisation, conflict.closes) == (pat, northside, True)
    assert [n.title for n in Notice.objects.filter(person=una)] == [
        "Decide a possible conflict of interest: Pat Lennox and Northside Neighbours"
    ]
    declare_conflict(conflict=conflict, interest="Unpaid trustee", by=pat, at=NOON)
    decide_conflict(conflict=conflict, outcome="no_effect", reason="No money in it", by=una, at=NOON)
    assert sees(pat, tender) == ALL
    assert Bid.objects.visible_to(pat).filter(tender=tender).count() == tender.bids.count()
    decide_conflict(conflict=conflict, outcome="closed", reason="On second thoughts", by=una, at=NOON)
    assert sees(pat, tender) == NOTHING


def test_a_leader_who_lets_a_purchasers_charity_bid_takes_nothing_from_them(tender, partnership, pat, una, olivia):
    theirs = OrganisationFactory(name="Their Charity")
    MembershipFactory(person=pat, organisation=theirs)
    add_partner(
        partnership=partnership,
        organisation=theirs,
        role="partner",
        joined_on=TODAY,
        may_bid=True,
        by=olivia,
        at=NOON,
    )
    assert sees(pat, tender) == ALL
    conflict = Conflict.objects.get()
    assert (conflict.closes, conflict.found_by) == (False, olivia)
    decide_conflict(conflict=conflict, outcome="closed", reason="Paid post", by=una, at=NOON)
    assert sees(pat, tender) == NOTHING


def test_what_the_purchasing_side_itself_records_closes_at_once(tender, partnership, pat, una, olivia):
    theirs = OrganisationFactory(name="Their Charity")
    MembershipFactory(person=pat, organisation=theirs)
    member = add_partner(
        partnership=partnership, organisation=theirs, role="partner", joined_on=TODAY, by=olivia, at=NOON
    )
    edit_partner(member=member, changes={"may_bid": True}, expected_version=1, by=una, at=NOON)
    assert (Conflict.objects.get().closes, sees(pat, tender)) == (True, NOTHING)


def test_the_council_itself_is_nobodys_conflict(tender, partnership, pat, olivia, council):
    lead = partnership.members.get(organisation=council)
    with pytest.raises(Invalid, match="cannot bid"):
        edit_partner(member=lead, changes={"may_bid": True}, expected_version=1, by=olivia, at=NOON)
    partnership.members.filter(organisation=council).update(may_bid=True)
    assert sees(pat, tender) == ALL


def test_a_bidder_who_names_the_council_as_its_owner_takes_nothing(tender, partnership, pat, bo, council):
    vehicle = OrganisationFactory(kind="vehicle")
    MembershipFactory(person=bo, organisation=vehicle)
    bo.forget()
    partnership.members.create(organisation=vehicle, may_bid=True, joined_on=TODAY)
    asked = own_vehicle(vehicle=vehicle, member=council, by=bo, at=NOON)
    assert (asked.is_waiting, sees(pat, tender)) == (True, ALL)


def test_who_offers_a_purchaser_a_second_role_takes_nothing_until_they_accept(tender, partnership, pat, una, olivia):
    from partnerships.roles.operations import offer_role

    invitation = offer_role(partnership=partnership, person=pat, role="contact", by=olivia, at=NOON)
    assert sees(pat, tender) == ALL
    accept(invitation, at=NOON)
    assert sees(pat, tender)[0] is False
    assert "is now partner contact too" in Notice.objects.get(person=una, kind="assignment").title


def test_an_administrator_who_makes_a_purchaser_an_administrator_only_offers_it(tender, pat, ada):
    from partnerships.accounts.operations import change_role

    invitation = change_role(person=pat, role="administrator", ended=[], by=ada, at=NOON)
    pat.refresh_from_db()
    assert (pat.role, sees(pat, tender)) == ("council_purchaser", ALL)
    accept(invitation, at=NOON)
    pat.refresh_from_db()
    assert (pat.role, sees(pat, tender)[0]) == ("administrator", False)


def test_who_accepts_to_belong_to_a_former_partner_is_flagged_too(tender, partnership, pat, una, bo):
    northside = bo.memberships.get().organisation
    partnership.members.filter(organisation=northside).update(left_on=TODAY)
    accept(offer_membership(organisation=northside, person=pat, by=bo, at=NOON), at=NOON)
    conflict = Conflict.objects.get()
    assert (conflict.organisation, sees(pat, tender)[0]) == (northside, False)
    decide_conflict(conflict=conflict, outcome="no_effect", reason="It left", by=una, at=NOON)
    assert sees(pat, tender) == ALL


def test_who_belongs_to_an_organisation_that_helped_to_design_is_flagged(tender, partnership, pat, una):
    from procurement.involvement.operations import record_involvement

    theirs = OrganisationFactory(name="Their Charity")
    MembershipFactory(person=pat, organisation=theirs)
    words = {"how": "Drew the plan", "information": "The costs", "disclosed": "", "pack": None, "disclosed_on": None}
    record_involvement(
        partnership=partnership, organisation=theirs, helped_design=True, by=una, at=NOON, extra_days=0, **words
    )
    assert (Conflict.objects.get().closes, sees(pat, tender)[0]) == (True, False)


def test_who_joins_the_purchasing_side_with_a_stake_is_flagged(tender, partnership, pat, bo):
    partnership.roles.filter(person=bo).delete()
    take(partnership, bo, "evaluator", by=pat, at=NOON)
    conflict = Conflict.objects.get()
    assert (conflict.person, conflict.closes) == (bo, True)


@pytest.mark.parametrize("who", ["pat", "olivia", "bo", "ada", "edie", "root"])
def test_only_another_of_the_purchasing_side_decides(tender, partnership, pat, una, bo, who, request):
    accept(offer_membership(organisation=bo.memberships.get().organisation, person=pat, by=bo, at=NOON), at=NOON)
    by = UserFactory(role="administrator", is_superuser=True) if who == "root" else request.getfixturevalue(who)
    by.forget()
    with pytest.raises(NotPermitted):
        decide_conflict(conflict=Conflict.objects.get(), outcome="no_effect", reason="x", by=by, at=NOON)


def test_a_decision_needs_an_outcome_and_a_reason(tender, partnership, pat, una, bo):
    accept(offer_membership(organisation=bo.memberships.get().organisation, person=pat, by=bo, at=NOON), at=NOON)
    conflict = Conflict.objects.get()
    for wrong in ({"outcome": "maybe", "reason": "x"}, {"outcome": "closed", "reason": " "}):
        with pytest.raises(Invalid):
            decide_conflict(conflict=conflict, by=una, at=NOON, **wrong)


def test_a_decision_is_due_in_a_week_for_the_others_alone(tender, partnership, pat, una, bo, olivia):
    accept(offer_membership(organisation=bo.memberships.get().organisation, person=pat, by=bo, at=NOON), at=NOON)
    (item,) = conflicts_due(date(2026, 6, 10), date(2026, 6, 10))
    assert (item.people, item.leaders, item.is_confidential) == ((una.pk,), (una.pk,), True)
    assert list(conflicts_due(date(2026, 6, 1), date(2026, 6, 9))) == []
