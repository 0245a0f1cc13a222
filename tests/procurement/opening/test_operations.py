from datetime import timedelta

import pytest

from partnerships.lifecycle.operations import load_gate_criteria
from partnerships.models import GateCriterion, PersonRole, Role
from partnerships.public import gate_findings
from procurement.models import OpeningConfirmation
from procurement.opening.operations import confirm_opening
from psp.core import gates
from psp.core.problems import GateNotMet, Invalid, NotPermitted, WrongState
from tests.factories import bids
from tests.factories.organisations import OrganisationFactory
from tests.factories.partnerships import PersonRoleFactory
from tests.factories.people import MembershipFactory, UserFactory


def test_two_different_people_open_the_bids(with_bids, pat, una):
    confirm_opening(tender=with_bids, by=pat, at=bids.DEADLINE)
    assert with_bids.state == "published"
    confirm_opening(tender=with_bids, by=una, at=bids.DEADLINE)
    assert with_bids.state == "opened"
    assert list(OpeningConfirmation.objects.values_list("person__name", "position")) == [
        ("Pat Lennox", 1),
        ("Una Bell", 2),
    ]


def test_one_person_is_not_two(with_bids, pat):
    confirm_opening(tender=with_bids, by=pat, at=bids.AFTER)
    with pytest.raises(Invalid):
        confirm_opening(tender=with_bids, by=pat, at=bids.AFTER)
    assert with_bids.state == "published"


def test_nobody_opens_them_an_instant_before_the_deadline(with_bids, pat):
    with pytest.raises(GateNotMet) as refused:
        confirm_opening(tender=with_bids, by=pat, at=bids.DEADLINE - timedelta(microseconds=1))
    assert [finding.gap.sentence for finding in refused.value.missing] == [
        "The bids stay sealed until 14 April 2026 at midday"
    ]
    assert OpeningConfirmation.objects.count() == 0


def test_the_deadline_in_the_database_decides_not_the_one_read_before(with_bids, pat):
    type(with_bids).objects.update(submission_deadline=bids.AFTER + timedelta(days=1))
    with pytest.raises(GateNotMet):
        confirm_opening(tender=with_bids, by=pat, at=bids.AFTER)


def test_without_a_bid_on_time_nothing_is_opened(published, figures, pat):
    bids.record_a_bid(published, pat, at=bids.AFTER)
    with pytest.raises(GateNotMet) as refused:
        confirm_opening(tender=published, by=pat, at=bids.AFTER)
    assert [finding.criterion.code for finding in refused.value.missing] == ["bid_received"]
    said = [
        next(
            str(found.gap.sentence)
            for found in gate_findings(published, "open_bids", at=at)
            if found.criterion.code == "bid_received"
        )
        for at in (bids.BEFORE, bids.AFTER)
    ]
    assert ["cancel" in words for words in said] == [False, True]


@pytest.mark.parametrize("who", ["olivia", "edie", "bo", "ada", "otto"])
def test_only_purchasers_open(with_bids, who, request):
    with pytest.raises(NotPermitted):
        confirm_opening(tender=with_bids, by=request.getfixturevalue(who), at=bids.AFTER)


def test_a_superuser_is_no_second_opener(with_bids, pat, partnership):
    sue = UserFactory(role=Role.ADMINISTRATOR, is_superuser=True)
    PersonRoleFactory(partnership=partnership, person=sue, role="purchaser")
    confirm_opening(tender=with_bids, by=pat, at=bids.AFTER)
    with pytest.raises(NotPermitted):
        confirm_opening(tender=with_bids, by=sue, at=bids.AFTER)
    assert with_bids.state == "published"


def test_a_purchaser_with_a_stake_in_a_bidder_does_not_open(with_bids, una):
    MembershipFactory(person=una, organisation=OrganisationFactory(name="SUNRISE CARE"))
    with pytest.raises(NotPermitted):
        confirm_opening(tender=with_bids, by=una, at=bids.AFTER)


def test_a_first_opener_who_is_no_purchaser_any_more_does_not_count(with_bids, pat, una):
    confirm_opening(tender=with_bids, by=pat, at=bids.AFTER)
    PersonRole.objects.filter(person=pat).delete()
    confirm_opening(tender=with_bids, by=una, at=bids.AFTER)
    assert (with_bids.state, OpeningConfirmation.objects.get().person) == ("published", una)


def test_open_bids_are_not_opened_again(opened, pat):
    with pytest.raises(WrongState):
        confirm_opening(tender=opened, by=pat, at=bids.AFTER)


def test_an_administrator_cannot_switch_the_deadline_off(with_bids, pat, una):
    load_gate_criteria()
    GateCriterion.objects.update(is_active=False)
    for person in (pat, una):
        with pytest.raises(GateNotMet):
            confirm_opening(tender=with_bids, by=person, at=bids.DEADLINE - timedelta(microseconds=1))
    with_bids.refresh_from_db()
    assert with_bids.state == "published"


def test_the_deadline_holds_without_its_criterion(with_bids, pat, monkeypatch):
    monkeypatch.delitem(gates._criteria, "deadline_passed")
    with pytest.raises(WrongState):
        confirm_opening(tender=with_bids, by=pat, at=bids.DEADLINE - timedelta(microseconds=1))
