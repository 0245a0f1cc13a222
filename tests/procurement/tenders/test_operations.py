from datetime import UTC, datetime

import pytest

from partnerships.models import Activity
from procurement.models import Tender
from procurement.tenders.operations import cancel_tender, create_tender, edit_tender
from psp.core.problems import Invalid, NotPermitted, StaleVersion, WrongState
from tests.conftest import NOON
from tests.factories.history import changes_of
from tests.factories.partnerships import MemberFactory, PersonRoleFactory
from tests.factories.people import MembershipFactory
from tests.factories.tenders import TenderFactory

AT = datetime(2026, 2, 2, 12, tzinfo=UTC)


def verbs():
    return list(Activity.objects.order_by("pk").values_list("verb", flat=True))


def test_a_purchaser_prepares_a_tender_while_the_contract_is_redesigned(partnership, pat):
    partnership.state = "evaluation"
    partnership.save()
    tender = create_tender(partnership=partnership, by=pat, at=AT, title="Befriending")
    assert (tender.state, tender.title, tender.quality_weight, tender.price_weight) == ("draft", "Befriending", 50, 50)
    assert verbs() == ["tender.created"]


@pytest.mark.parametrize("who", ["olivia", "bo", "edie", "ada", "otto"])
def test_nobody_but_a_purchaser_prepares_a_tender(who, tender_stage, request):
    with pytest.raises(NotPermitted):
        create_tender(partnership=tender_stage, by=request.getfixturevalue(who), at=AT, title="Befriending")
    assert Tender.objects.count() == 0


def test_a_purchaser_who_speaks_for_a_possible_bidder_is_shut_out(tender_stage, pat, charity):
    MembershipFactory(person=pat, organisation=charity)
    with pytest.raises(NotPermitted):
        create_tender(partnership=tender_stage, by=pat, at=AT, title="Befriending")


def test_a_purchaser_of_another_partnership_is_refused(tender_stage, otto):
    PersonRoleFactory(person=otto, role="purchaser")
    with pytest.raises(NotPermitted):
        create_tender(partnership=tender_stage, by=otto, at=AT, title="Befriending")


@pytest.mark.parametrize("state", ["design", "pilot", "contract", "stopped"])
def test_no_tender_is_prepared_at_another_stage(state, partnership, pat):
    partnership.state = state
    with pytest.raises(Invalid):
        create_tender(partnership=partnership, by=pat, at=AT, title="Befriending")


def test_a_partnership_has_one_open_tender_at_a_time(tender, pat):
    with pytest.raises(Invalid):
        create_tender(partnership=tender.partnership, by=pat, at=AT, title="Another")
    cancel_tender(tender=tender, note="The need has changed", by=pat, at=AT)
    create_tender(partnership=tender.partnership, by=pat, at=AT, title="Another")
    assert sorted(Tender.objects.values_list("state", flat=True)) == ["cancelled", "draft"]


def test_editing_keeps_what_was_before(tender, pat):
    edit_tender(tender=tender, changes={"title": "Visits"}, expected_version=1, by=pat, at=AT)
    activity = Activity.objects.get()
    assert (activity.verb, changes_of(activity)) == (
        "tender.edited",
        {"title": ["Befriending for older people in Kirkton", "Visits"]},
    )


def test_a_stale_edit_writes_nothing(tender, pat):
    edit_tender(tender=tender, changes={"title": "Visits"}, expected_version=1, by=pat, at=AT)
    with pytest.raises(StaleVersion):
        edit_tender(tender=tender, changes={"title": "Calls"}, expected_version=1, by=pat, at=AT)
    assert Tender.objects.get().title == "Visits"


def test_what_was_published_is_not_edited(published, pat):
    with pytest.raises(WrongState):
        edit_tender(tender=published, changes={"title": "Visits"}, expected_version=1, by=pat, at=AT)


@pytest.mark.parametrize("state", ["draft", "published", "opened", "moderation", "ranked", "standstill"])
def test_a_tender_is_cancelled_from_every_open_state_with_a_reason(state, tender_stage, pat):
    tender = TenderFactory(partnership=tender_stage, state=state)
    with pytest.raises(Invalid):
        cancel_tender(tender=tender, note=" ", by=pat, at=NOON)
    cancel_tender(tender=tender, note="No money", by=pat, at=NOON)
    activity = Activity.objects.get()
    assert (Tender.objects.get().state, activity.verb, activity.note) == ("cancelled", "tender.cancelled", "No money")


@pytest.mark.parametrize("state", ["concluded", "cancelled"])
def test_a_tender_that_is_over_is_not_cancelled(state, tender_stage, pat):
    tender = TenderFactory(partnership=tender_stage, state=state)
    with pytest.raises(WrongState):
        cancel_tender(tender=tender, note="No money", by=pat, at=NOON)


def test_an_administrator_does_not_act_for_the_purchaser(tender, ada):
    with pytest.raises(NotPermitted):
        cancel_tender(tender=tender, note="No money", by=ada, at=NOON)
    with pytest.raises(NotPermitted):
        edit_tender(tender=tender, changes={"title": "Visits"}, expected_version=1, by=ada, at=NOON)


@pytest.mark.parametrize("may_bid", [True, False])
def test_a_partner_that_left_may_still_bid(tender_stage, pat, may_bid):
    gone = MemberFactory(partnership=tender_stage, may_bid=may_bid, left_on=NOON.date())
    MembershipFactory(person=pat, organisation=gone.organisation)
    if may_bid:
        with pytest.raises(NotPermitted):
            create_tender(partnership=tender_stage, by=pat, at=AT, title="Befriending")
    else:
        assert create_tender(partnership=tender_stage, by=pat, at=AT, title="Befriending").state == "draft"
