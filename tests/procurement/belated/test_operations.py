"""A bid that came in time and was typed in late counts with a reason and a second purchaser's word, and no other way."""

from datetime import timedelta

import pytest

from procurement.belated.operations import confirm_belated_bid, record_belated_bid
from procurement.bids.models import Part
from procurement.bids.queries import StillSealed, envelope_of
from procurement.models import Bid
from psp.core.problems import GateNotMet, Invalid, NotPermitted, WrongState
from tests.factories import bids


def record_afterwards(tender, by, **more):
    given = {"received_at": bids.BEFORE, "reason": "The post room kept the parcel.", "at": bids.AFTER}
    return record_belated_bid(tender=tender, content=bids.content(tender, name="Deeside"), by=by, **given | more)


@pytest.fixture
def belated(with_bids, pat):
    return record_afterwards(with_bids, pat)


def test_it_does_not_count_and_nothing_is_opened_before_a_second_purchaser_spoke(belated, with_bids, pat, una):
    assert (belated.is_late, belated in with_bids.bids.on_time(), belated.standing[1]) == (
        False,
        False,
        "Waits for a second purchaser",
    )
    with pytest.raises(GateNotMet):
        bids.open_bids(with_bids, pat, una)
    with pytest.raises(Invalid):
        confirm_belated_bid(bid=belated, came_in_time=True, by=pat, at=bids.AFTER)
    confirm_belated_bid(bid=belated, came_in_time=True, by=una, at=bids.AFTER)
    bids.open_bids(with_bids, pat, una)
    opened = Bid.objects.get(pk=belated.pk)
    assert envelope_of(opened, Part.QUALITY)["answers"]


def test_a_bid_that_is_not_borne_out_stays_sealed(belated, with_bids, pat, una):
    refused = confirm_belated_bid(bid=belated, came_in_time=False, by=una, at=bids.AFTER)
    assert str(refused.standing[1]) == "Not confirmed, never opened"
    bids.open_bids(with_bids, pat, una)
    with pytest.raises(StillSealed):
        envelope_of(Bid.objects.get(pk=belated.pk), Part.IDENTITY)
    with pytest.raises(WrongState):
        confirm_belated_bid(bid=belated, came_in_time=True, by=una, at=bids.AFTER)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"reason": " "}, Invalid),
        ({"received_at": bids.DEADLINE}, Invalid),
        ({"received_at": bids.AFTER + timedelta(hours=1)}, Invalid),
        ({"at": bids.BEFORE + timedelta(hours=1)}, WrongState),
    ],
)
def test_it_needs_a_reason_and_a_moment_before_the_deadline(with_bids, pat, changes, problem):
    with pytest.raises(problem):
        record_afterwards(with_bids, pat, **changes)
    assert with_bids.bids.count() == 2


def test_once_bids_are_open_nothing_is_recorded_belatedly(opened, pat):
    with pytest.raises(WrongState):
        record_afterwards(opened, pat)


def test_nobody_else_records_or_confirms(belated, with_bids, edie, olivia):
    for person in (edie, olivia):
        with pytest.raises(NotPermitted):
            record_afterwards(with_bids, person)
        with pytest.raises(NotPermitted):
            confirm_belated_bid(bid=belated, came_in_time=True, by=person, at=bids.AFTER)


def test_the_pages_lead_through_it(with_bids, signed_in, pat, una, clock):
    [question] = with_bids.questions.all()
    sent = {
        "name": "Deeside",
        "price": "90000",
        "received_at_day": "9",
        "received_at_month": "4",
        "received_at_year": "2026",
        "received_at_time": "10:30",
        "reason": "The post room kept it.",
        f"answer_{question.pk}": "Yes.",
    }
    with clock(bids.AFTER):
        assert with_bids.url("record_belated_bid") in signed_in(pat).get(with_bids.url("bids")).content.decode()
        assert signed_in(pat).post(with_bids.url("record_belated_bid"), sent).status_code == 302
        bid = with_bids.bids.unconfirmed().get()
        url = with_bids.url("confirm_belated_bid", bid.pk)
        assert url in signed_in(una).get(with_bids.url("bids")).content.decode()
        assert "The post room kept it." in signed_in(una).get(url).content.decode()
        assert signed_in(una).post(url, {"came_in_time": "yes"}).status_code == 302
    assert bid in with_bids.bids.on_time()
