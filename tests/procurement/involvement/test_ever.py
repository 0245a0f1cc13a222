"""Whoever ever took part is asked about, not only who is a partner today (reg. 42)."""

from datetime import date

import pytest

from partnerships.organisations.operations import add_vehicle_member, remove_vehicle_member
from partnerships.partners.operations import remove_partner
from partnerships.public import gate_findings
from procurement.awards.queries import lost_partners
from procurement.bids.rules import can_handle_bids
from procurement.documents.operations import add_documents
from procurement.involvement.operations import decide_involvement, record_involvement
from procurement.involvement.queries import register_of, unrecorded
from procurement.models import PriorInvolvement, Question, Tender
from procurement.publication.operations import publish_tender
from procurement.reading.queries import excluded_bids
from psp.core.problems import GateNotMet, Invalid
from tests.conftest import NOON, TODAY
from tests.factories.organisations import OrganisationFactory
from tests.factories.partnerships import MemberFactory, PersonRoleFactory
from tests.factories.people import MembershipFactory, UserFactory
from tests.factories.tenders import PUBLISHED_AT, PlainDocumentFactory, an_award

NOT_HELPED = {"helped_design": False, "how": "", "information": "", "disclosed": "", "pack": None}
NOT_HELPED |= {"disclosed_on": None, "extra_days": 0}
HELPED = NOT_HELPED | {"helped_design": True, "how": "It ran the pilot", "information": "Its costs"}


def is_met(tender):
    found = {finding.criterion.code: finding for finding in gate_findings(tender, "publish_tender", at=NOON)}
    finding = found["involvement_recorded"]
    return finding.is_met, finding.gap.sentence if finding.gap else ""


def names(partnership):
    return [entry.organisation.name for entry in register_of(partnership)]


def is_lost(award):
    """Whether the partners lost the tender: the gate and the award's page say the same."""
    Tender.objects.update(state="concluded")
    findings = gate_findings(award.tender.partnership, "run_contingency", at=NOON)
    [finding] = [finding for finding in findings if finding.criterion.code == "tender_lost"]
    assert bool(lost_partners(award)) == finding.is_met
    return finding.is_met


@pytest.fixture
def left(complete):
    """A partner that may bid and left before the tender."""
    organisation = OrganisationFactory(name="Went Away")
    MemberFactory(
        partnership=complete.partnership,
        organisation=organisation,
        may_bid=True,
        joined_on=date(2025, 1, 6),
        left_on=date(2026, 1, 30),
    )
    return organisation


def test_a_partner_that_left_before_the_tender_is_asked_for_and_recorded(complete, left, pat):
    assert is_met(complete) == (False, "Record whether these helped to design or pilot the service: Went Away")
    with pytest.raises(GateNotMet):
        publish_tender(tender=complete, by=pat, at=PUBLISHED_AT)
    record_involvement(partnership=complete.partnership, organisation=left, by=pat, at=NOON, **NOT_HELPED)
    assert is_met(complete)[0] is True
    complete.refresh_from_db()
    assert publish_tender(tender=complete, by=pat, at=PUBLISHED_AT).state == "published"


def test_a_partner_that_does_not_bid_is_asked_for_too_and_the_purchasing_council_is_not(complete, council):
    nhs = OrganisationFactory(name="Kirkton Health", kind="health")
    MemberFactory(partnership=complete.partnership, organisation=nhs)
    assert is_met(complete) == (False, "Record whether these helped to design or pilot the service: Kirkton Health")
    assert council.name not in names(complete.partnership)


def test_leaving_takes_nobody_out_of_the_register(complete, charity, olivia):
    member = complete.partnership.members.get(organisation=charity)
    MemberFactory(partnership=complete.partnership, organisation=OrganisationFactory(), role="lead_third_sector")
    before = names(complete.partnership)
    remove_partner(member=member, left_on=TODAY, by=olivia, at=NOON)
    [entry] = [entry for entry in register_of(complete.partnership) if entry.organisation == charity]
    assert (names(complete.partnership), entry.may_bid, len(entry.ties)) == (before, True, 1)
    assert "Partner from" in entry.ties[0]


@pytest.mark.parametrize("has_ended", [False, True])
def test_vehicles_and_owners_are_asked_for_though_the_ownership_has_ended(complete, charity, ada, pat, has_ended):
    vehicle = OrganisationFactory(name="Joint Venture", kind="vehicle")
    parent = OrganisationFactory(name="Parent Group", kind="private")
    for owned, owner in ((vehicle, charity), (charity, parent)):
        add_vehicle_member(vehicle=owned, member=owner, by=ada, at=NOON)
        if has_ended:
            remove_vehicle_member(vehicle=owned, member=owner, by=ada, at=NOON)
    assert is_met(complete) == (
        False,
        "Record whether these helped to design or pilot the service: Joint Venture, Parent Group",
    )
    until = ", until 3 June 2026" if has_ended else ""
    ties = {entry.organisation.name: entry.ties for entry in register_of(complete.partnership)}
    assert ties["Joint Venture"] == (f"Owned by Good Company, a partner{until}",)
    assert ties["Parent Group"] == (f"Owner of Good Company, a partner{until}",)
    for organisation in unrecorded(complete.partnership):
        record_involvement(partnership=complete.partnership, organisation=organisation, by=pat, at=NOON, **NOT_HELPED)
    assert is_met(complete)[0] is True


def test_a_vehicle_of_two_partners_is_no_partner_itself(complete, charity, bo, ada):
    vehicle = OrganisationFactory(name="Joint Venture", kind="vehicle")
    north = bo.memberships.get().organisation
    for owner in (charity, north):
        add_vehicle_member(vehicle=vehicle, member=owner, by=ada, at=NOON)
    ties = {entry.organisation.name: entry.ties for entry in register_of(complete.partnership)}
    assert ties["Joint Venture"] == ("Owned by Good Company, a partner", "Owned by Northside Neighbours, a partner")
    assert ties["Good Company"] == ties["Northside Neighbours"] == ("Partner since 5 January 2026",)


def test_a_council_that_purchases_is_not_asked_for_as_an_owner_either(complete, charity, council, ada):
    add_vehicle_member(vehicle=charity, member=council, by=ada, at=NOON)
    assert is_met(complete)[0] is True
    complete.partnership.purchasing_council = OrganisationFactory(name="Another Council", kind="council")
    complete.partnership.save()
    assert is_met(complete) == (False, "Record whether these helped to design or pilot the service: Kirkton Council")


def test_anybody_else_who_helped_is_added_and_the_purchasing_council_is_not(complete, council, pat):
    adviser = OrganisationFactory(name="Design Advice")
    record_involvement(partnership=complete.partnership, organisation=adviser, by=pat, at=NOON, **HELPED)
    [entry] = [entry for entry in register_of(complete.partnership) if entry.organisation == adviser]
    assert (entry.ties, entry.may_bid, entry.involvement.helped_design) == ((), False, True)
    with pytest.raises(Invalid):
        record_involvement(partnership=complete.partnership, organisation=council, by=pat, at=NOON, **NOT_HELPED)


@pytest.mark.parametrize("may_bid", [True, False])
@pytest.mark.parametrize("how", ["left", "helped", "owner"])
def test_who_works_for_a_former_partner_reads_no_draft_and_handles_no_bid(complete, left, may_bid, how):
    """A purchaser or evaluator with a stake in an organisation that left and may bid."""
    if how != "helped":
        left.partnership_members.update(may_bid=may_bid)
    if how == "helped" and may_bid:
        left.partnership_members.update(may_bid=False)
        PriorInvolvement.objects.create(partnership=complete.partnership, organisation=left, **HELPED)
    if how == "helped" and not may_bid:
        left.partnership_members.update(may_bid=False)
    home = left
    if how == "owner":
        home = OrganisationFactory(name="Parent Group")
        left.members.add(home)
    person = UserFactory(name="Ruth Orr", role="council_purchaser")
    MembershipFactory(person=person, organisation=home)
    PersonRoleFactory(partnership=complete.partnership, person=person, role="purchaser")
    assert Question.objects.visible_to(person).exists() is not may_bid
    assert person.has_perm("procurement.change_tender", complete) is not may_bid
    assert can_handle_bids.test(person, complete) is not may_bid


def test_a_partner_of_today_that_does_not_bid_shuts_nobody_out_though_it_helped(complete, pat):
    nhs = OrganisationFactory(name="Kirkton Health", kind="health")
    MemberFactory(partnership=complete.partnership, organisation=nhs)
    PriorInvolvement.objects.create(partnership=complete.partnership, organisation=nhs, **HELPED)
    evaluator = UserFactory(name="Nora Fell")
    MembershipFactory(person=evaluator, organisation=nhs)
    PersonRoleFactory(partnership=complete.partnership, person=evaluator, role="evaluator")
    assert Question.objects.visible_to(evaluator).exists()


def test_a_former_partner_reads_no_restricted_pack(complete, left, pat):
    person = UserFactory(name="Ruth Orr")
    MembershipFactory(person=person, organisation=left)
    PersonRoleFactory(partnership=complete.partnership, person=person, role="observer")
    draft = PlainDocumentFactory(partnership=complete.partnership, owner=pat)
    add_documents(tender=complete, documents=[draft], kind="other", by=pat, at=NOON)
    assert draft not in type(draft).objects.visible_to(person)


def test_a_vehicle_of_an_excluded_organisation_is_seen_among_the_bidders(complete, charity, pat):
    vehicle = OrganisationFactory(name="Joint Venture", kind="vehicle")
    vehicle.members.add(charity)
    involved = PriorInvolvement.objects.get(organisation=charity)
    PriorInvolvement.objects.filter(pk=involved.pk).update(helped_design=True, asked_on=TODAY, answered_on=TODAY)
    involved.refresh_from_db()
    decide_involvement(involvement=involved, outcome="excluded", reason="Nothing else helps.", by=pat, at=NOON)
    bidders = {1: {"organisation": charity.pk, "name": "Good Company"}}
    bidders |= {2: {"organisation": vehicle.pk, "name": "Joint Venture"}}
    bidders |= {3: {"organisation": None, "name": "joint venture"}, 4: {"organisation": None, "name": "Another"}}
    assert excluded_bids(complete, bidders) == {1, 2, 3}
    PriorInvolvement.objects.create(partnership=complete.partnership, organisation=vehicle, helped_design=False)
    assert excluded_bids(complete, bidders) == {1}


@pytest.mark.parametrize(("left_on", "lost"), [(date(2026, 3, 1), True), (date(2026, 3, 2), False), (None, False)])
def test_who_left_after_winning_has_won_for_the_partnership_and_who_left_before_has_not(
    published, charity, pat, left_on, lost
):
    """The award was decided on 2 March 2026."""
    award = an_award(published, pat, supplier=charity)
    published.partnership.members.filter(organisation=charity).update(left_on=left_on)
    assert is_lost(award) is lost


@pytest.mark.parametrize(("joined_on", "lost"), [(date(2026, 3, 3), True), (date(2026, 3, 2), False)])
def test_an_outside_winner_that_joins_after_the_decision_has_won_for_itself(published, pat, joined_on, lost):
    winner = OrganisationFactory(name="Sunrise Care")
    award = an_award(published, pat, supplier=winner)
    MemberFactory(partnership=published.partnership, organisation=winner, joined_on=joined_on)
    assert is_lost(award) is lost


@pytest.mark.parametrize(("added_at", "lost"), [(NOON, True), (PUBLISHED_AT, False)])
def test_a_winner_that_a_partner_buys_after_the_decision_is_no_vehicle(published, charity, ada, pat, added_at, lost):
    winner = OrganisationFactory(name="Sunrise Care")
    award = an_award(published, pat, supplier=winner)
    add_vehicle_member(vehicle=winner, member=charity, by=ada, at=added_at)
    assert is_lost(award) is lost


def test_each_period_of_an_owner_that_leaves_and_comes_back_counts(published, charity, ada, pat):
    """The award was decided on 2 March 2026."""
    winner = OrganisationFactory(name="Sunrise Care")
    award = an_award(published, pat, supplier=winner)
    winner.members.add(charity)
    winner.ownerships.update(joined_on=date(2025, 1, 1), left_on=date(2026, 5, 1))
    add_vehicle_member(vehicle=winner, member=charity, by=ada, at=NOON)
    assert is_lost(award) is False
    winner.ownerships.filter(joined_on=date(2025, 1, 1)).update(left_on=date(2026, 3, 1))
    assert is_lost(award) is True
    [entry] = [entry for entry in register_of(published.partnership) if entry.organisation == winner]
    assert entry.ties == ("Owned by Good Company, a partner, until 1 March 2026", "Owned by Good Company, a partner")


@pytest.mark.parametrize(
    ("name", "lost"),
    [("Good Company", False), ("GOOD COMPANY", False), ("Sunrise Care", True), ("joint venture", False)],
)
def test_a_winner_typed_by_name_is_the_organisation_of_that_name(published, charity, pat, name, lost):
    OrganisationFactory(name="Joint Venture", kind="vehicle").members.add(charity)
    award = an_award(published, pat, supplier=None)
    type(award).objects.update(supplier_name=name)
    assert is_lost(award) is lost


def test_a_winner_of_the_directory_is_no_partner_of_the_same_name(published, charity, pat):
    winner = OrganisationFactory(name=charity.name)
    assert is_lost(an_award(published, pat, supplier=winner)) is True


def test_an_owner_that_comes_back_after_the_decision_did_not_own_the_winner(published, charity, ada, pat):
    winner = OrganisationFactory(name="Sunrise Care")
    award = an_award(published, pat, supplier=winner)
    winner.members.add(charity)
    winner.ownerships.update(left_on=date(2026, 3, 1))
    add_vehicle_member(vehicle=winner, member=charity, by=ada, at=NOON)
    assert is_lost(award) is True


@pytest.mark.parametrize(("left_on", "lost"), [(date(2026, 3, 1), True), (date(2026, 3, 2), False)])
def test_a_vehicle_counts_for_its_owners_of_the_day(published, charity, pat, left_on, lost):
    vehicle = OrganisationFactory(name="Joint Venture", kind="vehicle")
    vehicle.members.add(charity)
    vehicle.ownerships.update(left_on=left_on)
    assert is_lost(an_award(published, pat, supplier=vehicle)) is lost
