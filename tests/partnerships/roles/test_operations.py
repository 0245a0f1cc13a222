import pytest

from partnerships.invitations.operations import decline_invitation
from partnerships.models import Activity, Invitation, Notice, PersonRole
from partnerships.roles.operations import ask_purchasers, end_role, let_partner_leave, offer_role, take_on
from partnerships.roles.queries import roles_of_people_of
from psp.core.problems import Invalid, NotPermitted
from tests.conftest import NOON, TODAY
from tests.factories.history import changes_of
from tests.factories.partnerships import PersonRoleFactory
from tests.factories.people import MembershipFactory, UserFactory, accept, take
from tests.factories.timeline import a_plan


def roles_of(partnership, person):
    return sorted(partnership.roles.filter(person=person).values_list("role", flat=True))


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


@pytest.mark.parametrize("role", ["contact", "observer", "leader"])
def test_an_offer_changes_nothing_until_it_is_accepted(partnership, olivia, otto, role):
    before = list(PersonRole.objects.order_by("pk").values())
    invitation = offer_role(partnership=partnership, person=otto, role=role, by=olivia, at=NOON)
    assert list(PersonRole.objects.order_by("pk").values()) == before
    assert [(n.person, n.kind, n.email) for n in Notice.objects.all()] == [(otto, "invitation", "none")]
    accept(invitation, at=NOON)
    assert roles_of(partnership, otto) == [role]
    taken = Activity.objects.get(verb__in=["role.granted", "leader.named"])
    assert taken.actor == otto


def test_a_declined_offer_leaves_everything_as_it_was(partnership, olivia, otto):
    invitation = offer_role(partnership=partnership, person=otto, role="contact", by=olivia, at=NOON)
    decline_invitation(invitation=invitation, by=otto, at=NOON)
    assert roles_of(partnership, otto) == []
    assert [(n.person, n.title) for n in Notice.objects.filter(person=olivia)] == [
        (olivia, "Otto Vane declined your invitation")
    ]
    with pytest.raises(Invalid, match="no longer open"):
        accept(invitation, at=NOON)


def test_a_leader_who_offers_the_lead_stays_on_as_a_contact(partnership, olivia, bo):
    take(partnership, bo, "leader", by=olivia, at=NOON, knows="Consortia")
    assert (roles_of(partnership, bo), roles_of(partnership, olivia)) == (["contact", "leader"], ["contact"])
    assert changes_of(Activity.objects.get(verb="leader.named")) == {
        "Project leader": ["Olivia Reid", "Bo Quinn"],
        "Olivia Reid, Partner contact: Partner contact": [None, "Olivia Reid"],
    }
    olivia.forget()
    assert not olivia.has_perm("partnerships.run_partnership", partnership)


def test_a_leader_somebody_else_replaces_is_asked_to_stay_on(partnership, olivia, bo, pat):
    take(partnership, bo, "leader", by=pat, at=NOON)
    assert roles_of(partnership, olivia) == []
    offered = Invitation.objects.get(person=olivia)
    assert (offered.partnership_role, offered.invited_by) == ("contact", pat)


def test_of_two_offers_of_the_lead_the_first_accepted_counts(partnership, olivia, bo, otto, pat):
    stale = offer_role(partnership=partnership, person=otto, role="leader", by=pat, at=NOON)
    take(partnership, bo, "leader", by=olivia, at=NOON)
    with pytest.raises(Invalid, match="no longer open"):
        accept(stale, at=NOON)


@pytest.mark.parametrize("role", ["purchaser", "evaluator"])
def test_the_purchasing_side_alone_offers_and_ends_its_roles(partnership, olivia, pat, otto, ada, role):
    held = partnership.roles.get(role=role)
    for outsider in (olivia, ada, UserFactory(role="administrator", is_superuser=True)):
        with pytest.raises(Invalid, match="named by the council’s purchasers"):
            offer_role(partnership=partnership, person=otto, role=role, by=outsider, at=NOON)
        with pytest.raises(Invalid, match="named by the council’s purchasers"):
            end_role(role=held, by=outsider, at=NOON)
    assert take(partnership, otto, role, by=pat, at=NOON).pk


def test_an_administrator_offers_the_first_purchaser_where_nobody_could(partnership, pat, otto, ada):
    partnership.roles.filter(role="purchaser").delete()
    with pytest.raises(Invalid, match="named by the council’s purchasers"):
        offer_role(partnership=partnership, person=otto, role="purchaser", by=ada, at=NOON)
    pat.memberships.all().delete()
    assert offer_role(partnership=partnership, person=otto, role="purchaser", by=ada, at=NOON).pk


def test_an_offer_of_a_purchaser_who_has_left_opens_nothing(partnership, pat, otto, council):
    invitation = offer_role(partnership=partnership, person=otto, role="evaluator", by=pat, at=NOON)
    partnership.roles.filter(person=pat).delete()
    pat.memberships.all().delete()
    with pytest.raises(Invalid, match="can no longer invite you"):
        accept(invitation, at=NOON)


@pytest.mark.parametrize(("who", "words"), [("bo", "has this role already"), ("olivia", "somebody else")])
def test_nobody_is_offered_what_they_have_or_themselves_anything(partnership, olivia, who, words, request):
    person = request.getfixturevalue(who)
    with pytest.raises(Invalid, match=words):
        offer_role(partnership=partnership, person=person, role="contact", by=olivia, at=NOON)


def test_somebody_whose_account_is_closed_is_offered_nothing(partnership, olivia, otto):
    otto.is_active = False
    with pytest.raises(Invalid, match="account is open"):
        offer_role(partnership=partnership, person=otto, role="observer", by=olivia, at=NOON)


def test_a_role_ends_and_with_it_what_it_opened(partnership, edie, pat):
    end_role(role=partnership.roles.get(person=edie), by=pat, at=NOON)
    assert list(type(partnership).objects.visible_to(edie)) == []
    assert [a.verb for a in Activity.objects.all()] == ["role.ended"]
    assert [n.title for n in Notice.objects.filter(person=edie)] == [
        "Your role in Kirkton Befriending has ended: Evaluator"
    ]


@pytest.mark.parametrize("who", ["pat", "edie", "bo", "olivia"])
def test_everybody_may_give_up_their_own_role(partnership, who, request):
    person = request.getfixturevalue(who)
    end_role(role=partnership.roles.get(person=person), by=person, at=NOON)
    assert roles_of(partnership, person) == []
    assert not Notice.objects.filter(person=person).exists()


def test_whoever_purchases_for_the_council_takes_a_partnership_on(partnership, council, olivia, pat):
    una = UserFactory(role="council_purchaser")
    with pytest.raises(NotPermitted, match="purchasers of Kirkton Council"):
        take_on(partnership=partnership, by=una, at=NOON)
    MembershipFactory(person=una, organisation=council)
    una.forget()
    take_on(partnership=partnership, by=una, at=NOON)
    assert roles_of(partnership, una) == ["purchaser"]
    assert set(Notice.objects.values_list("person__name", flat=True)) == {"Olivia Reid", "Pat Lennox"}


@pytest.mark.parametrize("who", ["olivia", "bo", "ada", "otto"])
def test_nobody_else_takes_a_partnership_on(partnership, council, who, request):
    person = request.getfixturevalue(who)
    MembershipFactory(person=person, organisation=council)
    with pytest.raises(NotPermitted):
        take_on(partnership=partnership, by=person, at=NOON)


def test_the_councils_purchasers_are_asked_while_nobody_purchases(partnership, olivia, pat):
    assert ask_purchasers(partnership=partnership, by=olivia, at=NOON) == 0
    partnership.roles.filter(role="purchaser").delete()
    assert ask_purchasers(partnership=partnership, by=olivia, at=NOON) == 1
    assert Notice.objects.get().title == "Take on Kirkton Befriending: nobody purchases for it yet"


def test_an_organisation_leaves_with_the_roles_that_were_chosen(partnership, olivia, bo):
    una = UserFactory(name="Una Orr")
    own = partnership.members.get(organisation=bo.memberships.get().organisation)
    MembershipFactory(person=una, organisation=own.organisation)
    PersonRoleFactory(partnership=partnership, person=una, role="observer")
    offered = roles_of_people_of(own, olivia)
    assert [str(role) for role in offered] == ["Bo Quinn, Partner contact", "Una Orr, Observer"]
    let_partner_leave(member=own, left_on=TODAY, ended=offered[:1], by=olivia, at=NOON)
    assert (roles_of(partnership, bo), roles_of(partnership, una)) == ([], ["observer"])
    ended = Activity.objects.get(verb="role.ended")
    assert ended.note == "Northside Neighbours left the partnership"


def test_who_also_belongs_to_another_partner_goes_on(partnership, charity, bo, olivia):
    own = partnership.members.get(organisation=bo.memberships.get().organisation)
    MembershipFactory(person=bo, organisation=charity)
    assert roles_of_people_of(own, olivia) == []


def test_purchasers_of_the_council_keep_their_roles_when_another_partner_leaves(partnership, pat, bo):
    own = partnership.members.get(organisation=bo.memberships.get().organisation)
    MembershipFactory(person=pat, organisation=own.organisation)
    assert [role.person for role in roles_of_people_of(own, pat)] == [bo]
