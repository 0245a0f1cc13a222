"""Who lost a role, the administration or the account between the view's question and the operation's lock acts no longer."""

from datetime import date

import pytest

from partnerships.contacts.operations import may_bring
from partnerships.milestones.operations import add_milestone
from partnerships.models import PersonRole, Role, User
from partnerships.organisations.operations import edit_organisation
from partnerships.people.operations import deactivate_person
from partnerships.retention.operations import place_hold
from partnerships.roles.operations import end_role, take_on
from psp.core.known import note_lock
from psp.core.problems import NotPermitted
from tests.conftest import NOON
from tests.factories.people import MembershipFactory, UserFactory


def as_in_a_view(person, permission, target=None):
    """Return the person as a request has them after its view asked whether they may."""
    asked = User.objects.get(pk=person.pk)
    assert asked.has_perm(permission, target)
    return asked


def plan(partnership, by):
    add_milestone(partnership=partnership, title="Premises found", on=date(2026, 9, 1), by=by, at=NOON)


def test_a_role_that_ended_meanwhile(partnership, olivia, pat):
    waiting = as_in_a_view(olivia, "partnerships.change_timeline", partnership)
    end_role(role=PersonRole.objects.get(person=olivia), by=pat, at=NOON)
    olivia.memberships.all().delete()
    with pytest.raises(NotPermitted):
        plan(partnership, waiting)


def test_an_administrator_no_longer(partnership, ada):
    waiting = as_in_a_view(ada, "partnerships.add_retentionhold")
    User.objects.filter(pk=ada.pk).update(role=Role.DEVELOPMENT_OFFICER)
    with pytest.raises(NotPermitted):
        place_hold(rule="", partnership=partnership, reason="A court case", by=waiting, at=NOON)


def test_an_account_closed_meanwhile(partnership, ada):
    waiting = as_in_a_view(ada, "partnerships.add_retentionhold")
    deactivate_person(person=ada, successor=None, by=UserFactory(role=Role.ADMINISTRATOR), at=NOON)
    with pytest.raises(NotPermitted):
        place_hold(rule="", partnership=partnership, reason="A court case", by=waiting, at=NOON)


def test_a_membership_that_ended_meanwhile(ada, olivia, charity):
    waiting = as_in_a_view(olivia, "partnerships.change_organisation", charity)
    olivia.memberships.all().delete()
    with pytest.raises(NotPermitted):
        edit_organisation(
            organisation=charity, changes={"name": "Other"}, expected_version=charity.version, by=waiting, at=NOON
        )


@pytest.fixture
def una(council):
    """Another purchaser of the council, who has no role in the partnership."""
    person = UserFactory(name="Una Bell", role=Role.COUNCIL_PURCHASER)
    MembershipFactory(person=person, organisation=council)
    return person


@pytest.mark.parametrize("meanwhile", [{"role": Role.DEVELOPMENT_OFFICER}, {"is_active": False}])
def test_a_purchaser_no_longer_takes_nothing_on(partnership, una, meanwhile):
    waiting = as_in_a_view(una, "partnerships.view_partnership", partnership)
    User.objects.filter(pk=una.pk).update(**meanwhile)
    with pytest.raises(NotPermitted):
        take_on(partnership=partnership, by=waiting, at=NOON)


def test_a_purchaser_no_longer_brings_no_purchaser_into_the_council(partnership, una, council):
    """A demoted purchaser who waited: another council's purchaser would come to read the bids."""
    other = UserFactory(role=Role.COUNCIL_PURCHASER)
    waiting = as_in_a_view(una, "partnerships.view_partnership", partnership)
    User.objects.filter(pk=una.pk).update(role=Role.DEVELOPMENT_OFFICER)
    note_lock()
    assert may_bring(other, council, waiting) is False
