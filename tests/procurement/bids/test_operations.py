import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from partnerships.models import Activity, Role
from procurement.bids.models import Part
from procurement.bids.operations import Attached, record_bid, replace_bid, withdraw_bid
from procurement.bids.queries import StillSealed, envelope_of
from procurement.models import Bid, BidFile
from psp.core.problems import Invalid, NotPermitted, WrongState
from psp.core.sealing import SealBroken, unseal
from tests.factories import bids
from tests.factories.files import upload
from tests.factories.history import changes_of
from tests.factories.organisations import OrganisationFactory
from tests.factories.partnerships import PersonRoleFactory
from tests.factories.people import MembershipFactory, UserFactory
from tests.factories.tenders import PublishedTenderFactory, QuestionFactory

INSTANT = timedelta(microseconds=1)


@pytest.fixture
def tender(published, figures):
    QuestionFactory(tender=published)
    return published


def test_what_is_written_is_ciphertext_and_a_receipt(tender, pat):
    question = tender.questions.get()
    bid = bids.record_a_bid(tender, pat, files=[bids.attached(question.pk), bids.attached(None, "prices.pdf")])
    bid.refresh_from_db()
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}", bid.receipt)
    assert [sealed[:5] for sealed in (bid.sealed_identity, bid.sealed_quality, bid.sealed_price)] == ["gAAAA"] * 3
    assert unseal(bid.sealed_identity) == {
        "receipt": bid.receipt,
        "part": "identity",
        "organisation": None,
        "name": "Sunrise Care",
        "reference": "Sunrise Care 7/26",
    }
    assert unseal(bid.sealed_quality)["answers"] == {str(question.pk): "Sunrise Care knocks on every door."}
    assert unseal(bid.sealed_price)["price"] == "100000.00"
    assert [file["name"] for file in unseal(bid.sealed_price)["files"]] == ["prices.pdf"]


def test_the_history_says_that_a_bid_came_in_to_administrators_alone(tender, pat):
    bid = bids.record_a_bid(tender, pat)
    [activity] = Activity.objects.filter(verb__startswith="bid.")
    assert (activity.verb, activity.target_label, changes_of(activity), activity.note, activity.is_private) == (
        "bid.recorded",
        f"Bid {bid.receipt}",
        {},
        "",
        True,
    )


def test_two_receipts_have_nothing_in_common(tender, pat):
    receipts = {bids.record_a_bid(tender, pat).receipt for _ in range(20)}
    assert (len(receipts), sorted(receipts) == list(receipts)) == (20, False)


def test_the_last_instant_before_the_deadline_is_in_time_and_the_deadline_is_late(tender, pat):
    in_time = bids.record_a_bid(tender, pat, at=bids.DEADLINE - INSTANT)
    late = bids.record_a_bid(tender, pat, at=bids.DEADLINE, files=[bids.attached(None)])
    assert (in_time.is_late, late.is_late, list(Bid.objects.on_time())) == (False, True, [in_time])
    assert (late.sealed_quality, late.sealed_price, late.files.count()) == ("", "", 0)
    assert Activity.objects.filter(verb="bid.refused_as_late").count() == 1


def test_what_is_said_about_when_it_came_does_not_make_a_late_bid_early(tender, pat):
    content = bids.content(tender)
    late = record_bid(tender=tender, content=content, received_at=bids.BEFORE, by=pat, at=bids.DEADLINE)
    assert late.is_late is True


def test_a_late_bid_needs_no_price_and_is_never_opened(tender, pat):
    late = bids.record_a_bid(tender, pat, at=bids.AFTER, price="0")
    tender.state = "opened"
    late.tender = tender
    with pytest.raises(StillSealed):
        envelope_of(late, Part.IDENTITY)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"price": Decimal(0)}, "price"),
        ({"price": Decimal("-1")}, "price"),
        ({"price": None}, "price"),
        ({"name": "  "}, "organisation"),
        ({"answers": {10**6: "x"}}, ""),
        ({"files": [Attached(upload("evil.exe", b"MZ"), None)]}, "file"),
        ({"files": [Attached(upload("plan.pdf", b"no pdf"), None, "pricing")]}, "pricing"),
    ],
)
def test_what_cannot_be_scored_is_refused_and_nothing_is_kept(tender, pat, changes, field):
    content = replace(bids.content(tender), **changes)
    with pytest.raises(Invalid) as refused:
        record_bid(tender=tender, content=content, received_at=bids.BEFORE, by=pat, at=bids.BEFORE)
    assert (list(refused.value.errors), Bid.objects.count(), BidFile.objects.count()) == ([field], 0, 0)


def test_a_bidder_is_either_found_or_typed(tender, pat):
    both = bids.content(tender, organisation=OrganisationFactory())
    with pytest.raises(Invalid) as refused:
        record_bid(tender=tender, content=both, received_at=bids.BEFORE, by=pat, at=bids.BEFORE)
    assert list(refused.value.errors) == ["name"]


@pytest.mark.parametrize("minutes", [1, -60 * 24 * 60])
def test_a_bid_did_not_come_in_future_nor_before_publication(tender, pat, minutes):
    moment = bids.BEFORE + timedelta(minutes=minutes)
    with pytest.raises(Invalid) as refused:
        record_bid(tender=tender, content=bids.content(tender), received_at=moment, by=pat, at=bids.BEFORE)
    assert list(refused.value.errors) == ["received_at"]


@pytest.mark.parametrize("state", ["draft", "cancelled"])
def test_bids_come_in_only_for_a_published_tender(tender, pat, state):
    type(tender).objects.update(state=state)
    with pytest.raises(WrongState):
        bids.record_a_bid(tender, pat)


@pytest.mark.parametrize("who", ["olivia", "edie", "bo", "ada", "otto"])
def test_only_purchasers_handle_bids(tender, pat, who, request):
    receipt = bids.record_a_bid(tender, pat).receipt
    person = request.getfixturevalue(who)
    with pytest.raises(NotPermitted):
        bids.record_a_bid(tender, person)
    with pytest.raises(NotPermitted):
        withdraw_bid(tender=tender, receipt=receipt, by=person, at=bids.BEFORE)


def test_a_superuser_who_is_named_purchaser_handles_none(tender, partnership):
    sue = UserFactory(role=Role.ADMINISTRATOR, is_superuser=True)
    PersonRoleFactory(partnership=partnership, person=sue, role="purchaser")
    with pytest.raises(NotPermitted):
        bids.record_a_bid(tender, sue)


def test_a_purchaser_who_belongs_to_a_partner_that_may_bid_handles_none(tender, una, charity):
    MembershipFactory(person=una, organisation=charity)
    with pytest.raises(NotPermitted):
        bids.record_a_bid(tender, una)


def test_a_partner_that_left_or_no_longer_may_bid_on_paper_still_counts_once_it_bids(tender, una, pat):
    bidder = OrganisationFactory(name="Sunrise Care")
    bids.record_a_bid(tender, pat, organisation=bidder, name="")
    MembershipFactory(person=una, organisation=bidder)
    with pytest.raises(NotPermitted):
        bids.record_a_bid(type(tender).objects.get(), una, name="Other")


@pytest.mark.parametrize("side", ["owner of the vehicle", "vehicle of the bidder", "typed name"])
def test_nobody_records_the_bid_of_their_own_organisation(tender, una, side):
    own, bidder = OrganisationFactory(name="Own Home"), OrganisationFactory(name="Joint Venture")
    MembershipFactory(person=una, organisation=own)
    if side == "owner of the vehicle":
        bidder.members.add(own)
    if side == "vehicle of the bidder":
        own.members.add(bidder)
    who = {"name": "own  home".replace("  ", " ")} if side == "typed name" else {"organisation": bidder, "name": ""}
    with pytest.raises(NotPermitted):
        bids.record_a_bid(tender, una, **who)
    assert Bid.objects.count() == 0


def test_a_withdrawn_bid_is_found_by_its_receipt_as_typed_and_never_opened(tender, pat):
    bid = bids.record_a_bid(tender, pat)
    typed = f" {bid.receipt.lower().replace('-', ' ')} "
    withdraw_bid(tender=tender, receipt=typed, by=pat, at=bids.DEADLINE - INSTANT)
    bid.refresh_from_db()
    assert (bid.withdrawn_at, Bid.objects.on_time().count()) == (bids.DEADLINE - INSTANT, 0)
    with pytest.raises(Invalid):
        withdraw_bid(tender=tender, receipt=bid.receipt, by=pat, at=bids.BEFORE)


def test_a_bid_is_not_withdrawn_at_the_deadline_nor_by_another_tenders_receipt(tender, pat):
    bid = bids.record_a_bid(tender, pat)
    with pytest.raises(WrongState):
        withdraw_bid(tender=tender, receipt=bid.receipt, by=pat, at=bids.DEADLINE)
    other = PublishedTenderFactory()
    PersonRoleFactory(partnership=other.partnership, person=pat, role="purchaser")
    pat.forget()
    with pytest.raises(Invalid):
        withdraw_bid(tender=other, receipt=bid.receipt, by=pat, at=bids.BEFORE)


def test_a_replaced_bid_names_the_one_in_its_place(tender, pat):
    earlier = bids.record_a_bid(tender, pat)
    bid = replace_bid(
        tender=tender,
        receipt=earlier.receipt,
        content=bids.content(tender, price="99000"),
        received_at=bids.BEFORE,
        by=pat,
        at=bids.BEFORE,
    )
    earlier.refresh_from_db()
    assert (earlier.replaced_by, list(Bid.objects.on_time()), earlier.standing[1]) == (bid, [bid], "Replaced")
    with pytest.raises(WrongState):
        replace_bid(
            tender=tender,
            receipt=bid.receipt,
            content=bids.content(tender),
            received_at=bids.BEFORE,
            by=pat,
            at=bids.DEADLINE,
        )


def test_an_envelope_opens_in_no_other_bids_place(opened):
    sunrise, moray = opened.bids.all()
    sunrise.tender = opened
    sunrise.sealed_quality = moray.sealed_quality
    with pytest.raises(SealBroken):
        envelope_of(sunrise, Part.QUALITY)
    sunrise.sealed_quality = sunrise.sealed_identity
    with pytest.raises(SealBroken):
        envelope_of(sunrise, Part.QUALITY)


@pytest.mark.parametrize(
    ("state", "parts"),
    [
        ("published", set()),
        ("opened", {"identity", "quality"}),
        ("moderation", {"identity", "quality"}),
        ("ranked", {"identity", "quality", "price"}),
        ("standstill", {"identity", "quality", "price"}),
        ("cancelled", set()),
    ],
)
def test_each_envelope_has_its_time(with_bids, state, parts):
    bid = with_bids.bids.first()
    bid.tender = with_bids
    with_bids.state = state
    opened = set()
    for part in Part:
        try:
            envelope_of(bid, part)
        except StillSealed:
            continue
        opened.add(part.value)
    assert opened == parts


def test_who_scores_quality_records_no_bid_and_so_sees_no_price(with_bids, pat, una):
    bids.appoint(with_bids, pat, una)
    with pytest.raises(NotPermitted):
        bids.record_a_bid(with_bids, una, name="Late Comers")
    with pytest.raises(NotPermitted):
        replace_bid(
            tender=with_bids,
            receipt=with_bids.receipts["moray"],
            content=bids.content(with_bids),
            received_at=bids.BEFORE,
            by=una,
            at=bids.BEFORE,
        )
    assert with_bids.bids.count() == 2


def test_who_came_to_belong_to_a_bidder_while_waiting_handles_none(tender, pat, una, charity):
    """The view asked of the same tender before the lock was waited for."""
    receipt = bids.record_a_bid(tender, pat).receipt
    assert una.has_perm("procurement.handle_bids", tender)
    MembershipFactory(person=una, organisation=charity)
    with pytest.raises(NotPermitted):
        withdraw_bid(tender=tender, receipt=receipt, by=una, at=bids.BEFORE)
    with pytest.raises(NotPermitted):
        bids.record_a_bid(tender, una)
