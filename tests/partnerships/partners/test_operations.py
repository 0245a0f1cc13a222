from datetime import date

import pytest

from partnerships.lifecycle.operations import perform
from partnerships.lifecycle.queries import gate_findings
from partnerships.models import Activity, Member, PersonRole
from partnerships.partners.operations import add_partner, edit_partner, remove_partner
from partnerships.roles.operations import end_role, offer_role
from psp.core.problems import Invalid, NotPermitted, StaleVersion
from tests.conftest import NOON, TODAY
from tests.factories.organisations import OrganisationFactory


@pytest.fixture
def care(db):
    return OrganisationFactory(name="Castle Care", identity_statement="Its own board")


def join(partnership, organisation, by, role="partner", **more):
    return add_partner(
        partnership=partnership, organisation=organisation, role=role, joined_on=TODAY, by=by, at=NOON, **more
    )


def member(partnership, name):
    return partnership.members.get(organisation__name=name)


def test_an_organisation_joins_with_its_identity_statement(partnership, care, olivia):
    joined = join(partnership, care, olivia, may_bid=True, brings="A van")
    assert (joined.identity_statement, joined.may_bid, joined.left_on) == ("Its own board", True, None)
    assert [(a.verb, a.target_label) for a in Activity.objects.all()] == [("partner.added", "Castle Care")]


def test_an_organisation_joins_once(partnership, charity, olivia):
    with pytest.raises(Invalid, match="Good Company is a partner already"):
        join(partnership, charity, olivia)
    assert partnership.members.count() == 3


def test_an_organisation_that_left_may_come_back(partnership, bo, olivia):
    left = remove_partner(member=member(partnership, "Northside Neighbours"), left_on=TODAY, by=olivia, at=NOON)
    join(partnership, left.organisation, olivia)
    assert partnership.members.filter(organisation=left.organisation).count() == 2


@pytest.mark.parametrize(
    ("kind", "role"),
    [("third_sector", "lead_public"), ("council", "lead_third_sector"), ("private", "lead_third_sector")],
)
def test_a_lead_is_of_the_fitting_kind(partnership, olivia, kind, role):
    with pytest.raises(Invalid, match="Select another role"):
        join(partnership, OrganisationFactory(kind=kind), olivia, role=role)


@pytest.mark.parametrize(
    ("person", "may"), [("olivia", True), ("pat", True), ("ada", True), ("bo", False), ("edie", False), ("otto", False)]
)
def test_who_runs_the_partners(partnership, care, person, may, request):
    someone = request.getfixturevalue(person)
    if may:
        assert join(partnership, care, someone).pk
        return
    attempts = [
        lambda: join(partnership, care, someone),
        lambda: remove_partner(member=member(partnership, "Good Company"), left_on=TODAY, by=someone, at=NOON),
        lambda: offer_role(partnership=partnership, person=partnership.leader, role="contact", by=someone, at=NOON),
        lambda: end_role(role=partnership.roles.get(role="purchaser"), by=someone, at=NOON),
    ]
    for attempt in attempts:
        with pytest.raises(NotPermitted):
            attempt()


def test_an_organisations_own_people_change_its_words_and_not_its_role(partnership, bo):
    own = member(partnership, "Northside Neighbours")
    edit_partner(member=own, changes={"brings": "Forty volunteers"}, expected_version=1, by=bo, at=NOON)
    assert member(partnership, "Northside Neighbours").brings == "Forty volunteers"
    with pytest.raises(NotPermitted):
        edit_partner(member=own, changes={"role": "lead_third_sector"}, expected_version=2, by=bo, at=NOON)
    with pytest.raises(NotPermitted):
        edit_partner(
            member=member(partnership, "Good Company"), changes={"brings": "x"}, expected_version=1, by=bo, at=NOON
        )


def test_a_stale_edit_is_refused(partnership, olivia):
    own = member(partnership, "Good Company")
    edit_partner(member=own, changes={"brings": "One"}, expected_version=1, by=olivia, at=NOON)
    with pytest.raises(StaleVersion):
        edit_partner(member=own, changes={"brings": "Two"}, expected_version=1, by=olivia, at=NOON)


def test_an_edit_that_waited_does_not_bring_back_a_partner_that_left(partnership, olivia):
    waiting = member(partnership, "Northside Neighbours")
    left = remove_partner(member=member(partnership, "Northside Neighbours"), left_on=TODAY, by=olivia, at=NOON)
    with pytest.raises(StaleVersion):
        edit_partner(member=waiting, changes={"brings": "A van"}, expected_version=1, by=olivia, at=NOON)
    kept = member(partnership, "Northside Neighbours")
    assert (kept.left_on, kept.brings, kept.version, left.version) == (TODAY, "", 2, 2)


@pytest.mark.parametrize("name", ["Kirkton Council", "Good Company"])
def test_the_last_lead_stays_until_there_is_another(partnership, olivia, name):
    lead = member(partnership, name)
    with pytest.raises(Invalid, match="Name another"):
        remove_partner(member=lead, left_on=TODAY, by=olivia, at=NOON)
    with pytest.raises(Invalid, match="Name another"):
        edit_partner(member=lead, changes={"role": "partner"}, expected_version=1, by=olivia, at=NOON)
    kind = "council" if lead.role == "lead_public" else "third_sector"
    join(partnership, OrganisationFactory(kind=kind), olivia, role=lead.role)
    remove_partner(member=lead, left_on=TODAY, by=olivia, at=NOON)
    assert Member.objects.get(pk=lead.pk).left_on == TODAY


@pytest.mark.parametrize(
    ("left_on", "words"), [(date(2026, 6, 4), "today’s date"), (date(2025, 1, 1), "when it joined")]
)
def test_a_day_it_cannot_have_left_is_refused(partnership, olivia, left_on, words):
    with pytest.raises(Invalid, match=words):
        remove_partner(member=member(partnership, "Northside Neighbours"), left_on=left_on, by=olivia, at=NOON)


def test_an_organisation_leaves_once(partnership, olivia):
    stale = member(partnership, "Northside Neighbours")
    remove_partner(member=member(partnership, "Northside Neighbours"), left_on=TODAY, by=olivia, at=NOON)
    with pytest.raises(Invalid, match="left already"):
        remove_partner(member=stale, left_on=TODAY, by=olivia, at=NOON)


def test_an_edit_that_waited_for_the_departure_is_refused_and_undoes_nothing(partnership, olivia):
    stale = member(partnership, "Northside Neighbours")
    remove_partner(member=member(partnership, "Northside Neighbours"), left_on=TODAY, by=olivia, at=NOON)
    with pytest.raises(StaleVersion):
        edit_partner(member=stale, changes={"brings": "Vans"}, expected_version=1, by=olivia, at=NOON)
    assert Member.objects.get(pk=stale.pk).left_on == TODAY


def test_the_pilot_needs_both_leads_and_a_leader(partnership, olivia, ada):
    own = {"lead_public_named", "lead_third_sector_named", "leader_named"}

    def found():
        findings = gate_findings(partnership, "start_pilot", at=NOON)
        return {f.criterion.code: f.is_met for f in findings if f.criterion.code in own}

    assert found() == dict.fromkeys(own, True)
    partnership.members.update(left_on=TODAY)
    PersonRole.objects.filter(role="leader").delete()
    assert found() == dict.fromkeys(own, False)
    sentences = [f.gap.sentence for f in gate_findings(partnership, "start_pilot", at=NOON) if f.criterion.code in own]
    assert sentences == [
        "Name the lead public partner",
        "Name the lead third-sector partner",
        "Name the project leader",
    ]


def test_a_leader_whose_account_is_closed_is_no_leader(partnership, olivia, without_gates, ada):
    from partnerships.models import GateCriterion
    from psp.core.problems import GateNotMet

    GateCriterion.objects.filter(code="leader_named").update(is_active=True)
    olivia.is_active = False
    olivia.save()
    with pytest.raises(GateNotMet, match="Name the project leader"):
        perform(partnership, "start_pilot", by=ada, at=NOON)
