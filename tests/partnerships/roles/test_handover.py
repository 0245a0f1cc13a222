import pytest

from partnerships.invitations.operations import invite
from partnerships.models import Activity, Invitation, Notice, PersonRole
from partnerships.offers.operations import MOST_BY_ONE_PERSON
from partnerships.people.operations import deactivate_person
from partnerships.roles.operations import hand_over_roles
from psp.core.handover import Handover
from tests.conftest import NOON
from tests.factories.partnerships import PersonRoleFactory
from tests.factories.people import accept


def roles_of(partnership, person):
    return sorted(partnership.roles.filter(person=person).values_list("role", flat=True))


def test_roles_end_and_are_offered_to_whoever_takes_over(partnership, olivia, bo, ada):
    assert (hand_over_roles(Handover(olivia)), hand_over_roles(Handover(ada))) == (1, 0)
    PersonRoleFactory(partnership=partnership, person=olivia, role="contact")
    PersonRoleFactory(partnership=partnership, person=olivia, role="observer")
    leaving = Handover(olivia, bo, ada, NOON)
    assert (hand_over_roles(leaving), leaving.left_open) == (2, [])
    assert (roles_of(partnership, bo), roles_of(partnership, olivia)) == (["contact"], [])
    offered = Invitation.objects.get()
    assert (offered.person, offered.partnership_role, offered.takes_over_from) == (bo, "leader", olivia)
    accept(offered, at=NOON)
    assert roles_of(partnership, bo) == ["contact", "leader"]


def test_a_role_that_is_kept_stays_with_the_closed_account(partnership, olivia, bo, ada):
    kept = partnership.roles.get(person=olivia)
    leaving = Handover(olivia, bo, ada, NOON, kept=frozenset({kept.pk}))
    assert hand_over_roles(leaving) == 0
    assert (roles_of(partnership, olivia), Invitation.objects.count()) == (["leader"], 0)


def test_a_purchaser_who_takes_over_is_not_asked_to_lead(partnership, olivia, pat, ada):
    leaving = Handover(olivia, pat, ada, NOON)
    hand_over_roles(leaving)
    assert leaving.left_open == ["Project leader of Kirkton Befriending"]
    assert (roles_of(partnership, pat), Invitation.objects.count()) == (["purchaser"], 0)
    assert Activity.objects.get(target_label="Olivia Reid, Project leader").verb == "role.ended"


@pytest.mark.parametrize("who", ["olivia", "bo", "otto"])
def test_an_administrator_passes_no_bids_on_and_the_councils_purchasers_are_told(
    partnership, pat, ada, who, request, council
):
    from tests.factories.people import MembershipFactory, UserFactory

    una = UserFactory(role="council_purchaser")
    MembershipFactory(person=una, organisation=council)
    leaving = Handover(pat, request.getfixturevalue(who), ada, NOON)
    hand_over_roles(leaving)
    assert leaving.left_open == ["Purchaser of Kirkton Befriending"]
    assert not PersonRole.objects.filter(role="purchaser").exists()
    assert [(n.person, n.title) for n in Notice.objects.all()] == [(una, "Pat Lennox has left: name another purchaser")]


def test_any_number_of_roles_is_offered_at_once_and_no_limit_counts_them(olivia, edie, ada, charity):
    held = [PersonRoleFactory(person=olivia, role="contact") for _ in range(MOST_BY_ONE_PERSON + 1)]
    handover = deactivate_person(person=olivia, successor=edie, by=ada, at=NOON)
    assert handover.left_open == []
    offered = Invitation.objects.open_at(NOON).filter(person=edie, takes_over_from=olivia)
    assert {one.partnership_id for one in offered} == {role.partnership_id for role in held}
    assert Notice.objects.filter(person=edie, kind="invitation").count() == len(held)
    asked = {"email": edie.email, "name": "", "role": "development_officer", "organisation": charity}
    assert invite(**asked, by=ada, at=NOON).waits_for_yes is False


def test_an_account_is_closed_with_what_it_was_invited_to(partnership, olivia, otto, ada):
    from partnerships.roles.operations import offer_role

    invitation = offer_role(partnership=partnership, person=otto, role="observer", by=olivia, at=NOON)
    deactivate_person(person=otto, successor=None, by=ada, at=NOON)
    invitation.refresh_from_db()
    assert invitation.withdrawn_at == NOON
