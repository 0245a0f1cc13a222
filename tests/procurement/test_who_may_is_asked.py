"""At each step of a tender those are asked who may take the next one, and they find it on their home page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from partnerships.activity.queries import done_anywhere
from partnerships.models import Membership
from procurement.belated.operations import record_belated_bid
from procurement.conflicts.operations import flag_conflicts
from procurement.models import Tender
from procurement.opening.operations import confirm_opening
from procurement.publication.operations import publish_tender, release_due_tenders
from procurement.scoring.operations import close_scoring
from procurement.standstill.operations import hold_award, lift_hold, record_notice
from procurement.tenders.operations import cancel_tender
from psp.home import to_do
from tests.factories import bids
from tests.factories.duties import disagreements
from tests.procurement.publication.test_held_back import LAST_MINUTES, WEEK_BEFORE, involve

pytestmark = pytest.mark.once


@pytest.fixture
def everybody(pat, una, edie, evan, olivia, bo, otto):
    return [pat, una, edie, evan, olivia, bo, otto]


@pytest.fixture
def owed_now(everybody):
    """Check whom the due items of some kinds ask; return who owes what: ``owed_now(day, kind)`` gives {(kind, name)}."""

    def check(day, *kinds):
        wrong, owed = disagreements(everybody, today=day, kinds=kinds)
        assert wrong == []
        return owed

    return check


def both(kind, *names):
    return {(kind, name) for name in names or ("Pat Lennox", "Una Bell")}


def test_from_the_deadline_to_the_contract(with_bids, owed_now, pat, una, edie, evan, olivia):
    tender = with_bids
    Tender.objects.update(decision_on=bids.DECIDED.date())
    scorers = bids.appoint(tender, pat, edie, evan, at=bids.BEFORE)
    day = bids.AFTER.date()
    late = bids.content(tender, name="Moray Friends")
    received = bids.DEADLINE - timedelta(hours=1)
    record_belated_bid(tender=tender, content=late, received_at=received, reason="Post", by=pat, at=bids.AFTER)
    assert owed_now(day, "belated_bids", "tender_deadline") == both("belated_bids", "Una Bell") | both(
        "tender_deadline"
    )
    tender.bids.unconfirmed().update(withdrawn_at=bids.AFTER)
    confirm_opening(tender=tender, by=pat, at=bids.AFTER)
    assert owed_now(day, "tender_deadline") == both("tender_deadline", "Una Bell")
    confirm_opening(tender=tender, by=una, at=bids.AFTER)
    names = ("Pat Lennox", "Una Bell", "Edie Hall", "Evan Moss")
    assert owed_now(day, "interests_to_declare") == both("interests_to_declare", *names)
    bids.declare_none_as(tender, pat)
    first, second = [bids.declare_none(one) for one in scorers]
    assert owed_now(day, "bids_to_score", "interests_to_declare", "scoring_to_close") == both(
        "bids_to_score", "Edie Hall", "Evan Moss"
    ) | both("interests_to_declare", "Una Bell")
    bids.score_all(first, 3)
    bids.score_all(second, 3)
    day = bids.SCORING.date()
    assert owed_now(day, "bids_to_score", "scoring_to_close") == both("scoring_to_close")
    close_scoring(tender=tender, by=pat, at=bids.SCORING)
    assert owed_now(day, "scores_to_moderate", "moderation_to_close") == both("scores_to_moderate", "Edie Hall")
    bids.moderate_all(tender, edie, 3)
    assert owed_now(day, "scores_to_moderate", "moderation_to_close") == both("moderation_to_close")
    bids.close_moderation(tender=tender, by=pat, at=bids.SCORING)
    day = bids.DECIDED.date()
    # Una has yet to declare her interests: until then she sees no result, and decides nothing.
    assert owed_now(day, "tender_decision") == both("tender_decision", "Pat Lennox")
    award = bids.to_standstill(tender, pat, tell=False)
    assert owed_now(day, "letters_to_send", "standstill_end") == both("letters_to_send")
    for bid in tender.bids.on_time():
        award = record_notice(award=award, bid=bid, sent_on=day, is_electronic=True, by=pat, at=bids.DECIDED)
    hold = hold_award(award=award, reason="A challenge", by=pat, at=bids.DECIDED)
    assert owed_now(day, "letters_to_send", "standstill_end", "challenge") == both("challenge")
    lift_hold(hold=hold, outcome="Withdrawn", by=pat, at=bids.DECIDED)
    assert owed_now(day, "standstill_end", "challenge") == both("standstill_end")
    home = {item.kind for item in to_do(una, today=day, done=done_anywhere()).items}
    assert "standstill_end" in home


def test_what_a_scheduled_publication_misses_is_asked_of_all_who_may_publish(complete, owed_now, pat, clock):
    publish_tender(tender=complete, by=pat, at=WEEK_BEFORE)
    involve(complete, pat)
    # Once it is public, the page it leads to withdraws nothing any more.
    with clock(WEEK_BEFORE):
        assert owed_now(WEEK_BEFORE.date(), "publication_gap", "tender_held_back") == both("publication_gap")
    release_due_tenders(at=LAST_MINUTES)
    assert owed_now(LAST_MINUTES.date(), "publication_gap", "tender_held_back") == both("tender_held_back")


def test_what_follows_a_cancelled_tender_is_the_leaders(with_bids, owed_now, pat, olivia, signed_in):
    cancel_tender(tender=with_bids, note="The money is gone.", by=pat, at=timezone.now())
    asked = owed_now(timezone.localdate(), "tender_cancelled", "tender_deadline")
    assert asked == both("tender_cancelled", olivia.name)
    assert "agree what follows" in signed_in(olivia).get(reverse("home")).content.decode()


def test_who_comes_to_have_a_stake_is_asked_no_more(with_bids, owed_now, pat, una, edie, evan, bo):
    """Una accepts to belong to a partner that may bid: neither the permission nor the reminder is left to her."""
    organisation = bo.memberships.get().organisation
    Membership.objects.create(person=una, organisation=organisation)
    flag_conflicts(partnership=with_bids.partnership, people=[una], by=una, at=bids.BEFORE, closes=True)
    assert owed_now(bids.BEFORE.date(), "tender_deadline") == both("tender_deadline", "Pat Lennox")
