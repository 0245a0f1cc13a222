"""Those who have to act on a tender are told at each step, and nobody learns from it what they may not know."""

from partnerships.models import Notice
from procurement.opening.operations import confirm_opening
from procurement.standstill.operations import hold_award, record_notice
from tests.factories import bids


def told():
    """Who was told what since the last call."""
    found = {(notice.title.partition(":")[0], notice.person.name) for notice in Notice.objects.select_related("person")}
    Notice.objects.all().delete()
    return found


def test_each_step_from_the_appointment_to_the_challenge(with_bids, pat, una, edie, evan, olivia, bo, partnership):
    tender = with_bids
    told()
    scorers = bids.appoint(tender, pat, edie, evan, at=bids.BEFORE)
    appointed = "You are appointed to score bids"
    assert told() == {(appointed, "Edie Hall"), (appointed, "Evan Moss")}
    confirm_opening(tender=tender, by=pat, at=bids.AFTER)
    assert told() == {("Pat Lennox opens the bids, confirm it with them", "Una Bell")}
    confirm_opening(tender=tender, by=una, at=bids.AFTER)
    opened = "The bids are open, declare your interests"
    assert told() == {(opened, name) for name in ("Pat Lennox", "Edie Hall", "Evan Moss")}
    for person in (pat, una):
        bids.declare_none_as(tender, person)
    bids.to_moderation(tender, pat, [bids.declare_none(one) for one in scorers])
    closed = "Scoring is closed, the scores are moderated now"
    assert told() == {(closed, name) for name in ("Una Bell", "Edie Hall", "Evan Moss")}
    bids.moderate_all(tender, edie, 3)
    bids.close_moderation(tender=tender, by=pat, at=bids.SCORING)
    told()
    award = bids.to_standstill(tender, pat, tell=False)
    assert told() == {("The award is decided, now tell every bidder", "Una Bell")}
    first, second = tender.bids.on_time()
    sent = {"sent_on": bids.DECIDED.date(), "is_electronic": True, "by": pat, "at": bids.DECIDED}
    record_notice(award=award, bid=first, **sent)
    assert told() == set()
    award = record_notice(award=award, bid=second, **sent)
    announced = told()
    assert {words for words, _name in announced} == {"Sunrise Care is awarded the contract"}
    assert {name for _words, name in announced} >= {bo.name, olivia.name, una.name}
    record_notice(award=award, bid=second, **sent)
    hold_award(award=award, reason="A challenge", by=pat, at=bids.DECIDED)
    assert told() == {("The award is challenged", "Una Bell"), ("The award is challenged", olivia.name)}
