from datetime import date

import pytest

from partnerships.lifecycle.operations import perform
from partnerships.lifecycle.queries import gate_findings
from partnerships.models import Activity, Member, Notice, PersonRole
from partnerships.partners.operations import (
    add_partner,
    edit_partner,
    end_role,
    give_role,
    hand_over_roles,
    remove_partner,
)
from psp.core.handover import Handover
from psp.core.problems import Invalid, NotPermitted, StaleVersion
from tests.conftest import NOON, TODAY
from tests.factories.history import changes_of
from tests.factories.organisations import OrganisationFactory
from tests.factories.partnerships import PersonRoleFactory
from tests.factories.timeline import a_plan


def test_what_somebody_had_to_do_passes_to_the_leader_with_their_last_role(partnership, olivia, bo):
    a_plan(partnership)
    PersonRoleFactory(partnership=partnership, person=bo, role="observer")
    partnership.milestones.filter(key__in=["vision_agreed", "mou_signed"]).update(owner=bo)
    partnership.milestones.filter(key="mou_signed").update(done_on=TODAY)

    def owners():
        return dict(partnership.milestones.exclude(owner=None).values_list("key", "owner__name"))

    end_role(role=partnership.roles.get(person=bo, role="contact"), by=olivia, at=NOON)
    assert owners() == {"vision_agreed": "Bo Quinn", "mou_signed": "Bo Quinn"}
    end_role(role=partnership.roles.get(person=bo), by=olivia, at=NOON)
    assert owners() == {"vision_agreed": "Olivia Reid", "mou_signed": "Bo Quinn"}
    assert changes_of(Activity.objects.get(verb="milestone.edited")) == {"owner": ["Bo Quinn", "Olivia Reid"]}


def test_without_a_leader_it_is_nobodys(partnership, olivia, pat):
    a_plan(partnership)
    partnership.milestones.filter(key="vision_agreed").update(owner=olivia)
    end_role(role=partnership.roles.get(person=olivia), by=pat, at=NOON)
    assert partnership.milestones.get(key="vision_agreed").owner is None


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
        lambda: give_role(partnership=partnership, person=someone, role="leader", by=someone, at=NOON),
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


def test_naming_another_leader_hands_over(partnership, olivia, bo):
    give_role(partnership=partnership, person=bo, role="leader", by=olivia, at=NOON, knows="Consortia")
    assert [r.person for r in PersonRole.objects.filter(partnership=partnership, role="leader")] == [bo]
    assert PersonRole.objects.filter(person=olivia).values_list("role", flat=True).get() == "contact"
    assert changes_of(Activity.objects.get()) == {
        "Project leader": ["Olivia Reid", "Bo Quinn"],
        "Olivia Reid, Partner contact: Partner contact": [None, "Olivia Reid"],
    }
    assert (
        olivia.has_perm("partnerships.run_partnership", partnership),
        bo.has_perm("partnerships.run_partnership", partnership),
    ) == (False, True)


def test_a_role_is_given_once(partnership, olivia, bo):
    with pytest.raises(Invalid, match="has this role already"):
        give_role(partnership=partnership, person=bo, role="contact", by=olivia, at=NOON)


def test_purchasers_and_evaluators_are_named_by_the_purchaser(partnership, olivia, pat, otto):
    for role in ("purchaser", "evaluator"):
        with pytest.raises(Invalid, match="named by the purchaser"):
            give_role(partnership=partnership, person=otto, role=role, by=olivia, at=NOON)
        with pytest.raises(Invalid, match="named by the purchaser"):
            end_role(role=partnership.roles.get(role=role), by=olivia, at=NOON)
    assert give_role(partnership=partnership, person=otto, role="evaluator", by=pat, at=NOON).pk


def test_somebody_whose_account_is_closed_gets_no_role(partnership, olivia, otto):
    otto.is_active = False
    with pytest.raises(Invalid, match="account is open"):
        give_role(partnership=partnership, person=otto, role="observer", by=olivia, at=NOON)


def test_a_role_ends_and_with_it_what_it_opened(partnership, olivia, edie, pat):
    end_role(role=partnership.roles.get(person=edie), by=pat, at=NOON)
    assert list(type(partnership).objects.visible_to(edie)) == []
    assert [a.verb for a in Activity.objects.all()] == ["role.ended"]


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


def roles_of(partnership, person):
    return sorted(partnership.roles.filter(person=person).values_list("role", flat=True))


def test_roles_pass_to_whoever_takes_over(partnership, olivia, bo, ada):
    assert (hand_over_roles(Handover(olivia)), hand_over_roles(Handover(ada))) == (1, 0)
    PersonRoleFactory(partnership=partnership, person=olivia, role="contact")
    PersonRoleFactory(partnership=partnership, person=olivia, role="observer")
    leaving = Handover(olivia, bo, ada, NOON)
    assert (hand_over_roles(leaving), leaving.left_open) == (2, [])
    assert (roles_of(partnership, bo), roles_of(partnership, olivia)) == (["contact", "leader"], ["observer"])
    told = [(a.verb, a.actor, a.target_label, changes_of(a)) for a in Activity.objects.filter(partnership=partnership)]
    assert told == [
        ("leader.named", ada, "Bo Quinn", {"Project leader": ["Olivia Reid", "Bo Quinn"]}),
        ("role.ended", ada, "Olivia Reid, Partner contact", {"Partner contact": ["Olivia Reid", None]}),
    ]


def test_a_purchaser_who_takes_over_does_not_come_to_lead(partnership, olivia, pat, ada):
    leaving = Handover(olivia, pat, ada, NOON)
    hand_over_roles(leaving)
    assert leaving.left_open == ["Project leader of Kirkton Befriending"]
    assert (roles_of(partnership, pat), roles_of(partnership, olivia)) == (["purchaser"], [])
    assert Activity.objects.get().verb == "role.ended"


@pytest.mark.parametrize("who", ["olivia", "bo", "ada"])
def test_bids_do_not_pass_to_who_leads_may_bid_or_administers(partnership, pat, ada, who, request):
    PersonRole.objects.filter(partnership=partnership, role="contact").delete()
    leaving = Handover(pat, request.getfixturevalue(who), ada, NOON)
    hand_over_roles(leaving)
    assert leaving.left_open == ["Purchaser of Kirkton Befriending"]
    assert not partnership.roles.filter(role="purchaser").exists()


def test_a_purchaser_passes_the_role_to_somebody_without_a_part(partnership, pat, otto, ada):
    hand_over_roles(Handover(pat, otto, ada, NOON))
    assert roles_of(partnership, otto) == ["purchaser"]
    assert changes_of(Activity.objects.get(verb="role.granted")) == {"Purchaser": ["Pat Lennox", "Otto Vane"]}


def test_somebody_given_a_role_hears_of_it_unless_they_took_it_themselves(partnership, olivia, bo, otto):
    give_role(partnership=partnership, person=otto, role="contact", by=olivia, at=NOON)
    assert [(n.person, n.kind, n.title) for n in Notice.objects.all()] == [
        (otto, "assignment", "Your role in a partnership: Partner contact")
    ]
    give_role(partnership=partnership, person=olivia, role="observer", by=olivia, at=NOON)
    assert Notice.objects.count() == 1
