"""Those who have to act on a tender are told at each step, and nobody learns from it what they may not know."""

from partnerships.models import Notice
from procurement.opening.operations import confirm_opening
from procurement.scoring.operations import close_scoring
from procurement.standstill.operations import hold_award, lift_hold, record_notice
from procurement.tenders.operations import cancel_tender
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
    first, second = [bids.declare_none(one) for one in scorers]
    bids.score_all(first, 3)
    assert told() == set()
    bids.score_all(second, 3)
    locked = "All scores are locked, close the scoring"
    assert told() == {(locked, "Pat Lennox"), (locked, "Una Bell")}
    close_scoring(tender=tender, by=pat, at=bids.SCORING)
    closed = "Scoring is closed, the scores are moderated now"
    assert told() == {(closed, name) for name in ("Una Bell", "Edie Hall", "Evan Moss")}
    bids.moderate_all(tender, edie, 3)
    moderated = "All scores are moderated, close the moderation"
    assert told() == {(moderated, "Pat Lennox"), (moderated, "Una Bell")}
    bids.close_moderation(tender=tender, by=pat, at=bids.SCORING)
    assert told() == {("The bids are ranked, decide the award", "Una Bell")}
    award = bids.to_standstill(tender, pat, tell=False)
    assert told() == {("The award is decided, now tell every bidder", "Una Bell")}
    first, second = tender.bids.on_time()
    sent = {"sent_on": bids.DECIDED.date(), "is_electronic": True, "by": pat, "at": bids.DECIDED}
    record_notice(award=award, bid=first, **sent)
    assert told() == set()
    award = record_notice(award=award, bid=second, **sent)
    announced = told()
    assert {words for words, _name in announced} == {"The award is decided for Sunrise Care"}
    assert {name for _words, name in announced} >= {bo.name, olivia.name, una.name}
    record_notice(award=award, bid=second, **sent)
    hold = hold_award(award=award, reason="A challenge", by=pat, at=bids.DECIDED)
    challenged = "The award is challenged, the contract is not signed until it is settled"
    assert told() == {(challenged, "Una Bell"), (challenged, olivia.name)}
    lift_hold(hold=hold, outcome="Withdrawn", by=pat, at=bids.DECIDED)
    assert told() == {("The challenge is settled", "Una Bell"), ("The challenge is settled", olivia.name)}


def test_everybody_in_the_partnership_is_told_the_same_of_a_cancelled_tender(with_bids, pat, una, partnership):
    told()
    cancel_tender(tender=with_bids, note="The money is gone.", by=pat, at=bids.BEFORE)
    names = set(partnership.roles.exclude(person=pat).values_list("person__name", flat=True))
    rows = {notice.person.name: notice.detail for notice in Notice.objects.select_related("person")}
    assert rows.keys() == names
    assert rows.pop("Una Bell") == "Tell every bidder, with the grounds: The money is gone."
    assert set(rows.values()) == {"The money is gone."}


def test_of_a_cancelled_draft_there_are_no_bidders_to_tell(tender, pat, una):
    told()
    cancel_tender(tender=tender, note="The money is gone.", by=pat, at=bids.BEFORE)
    assert {notice.detail for notice in Notice.objects.all()} == {"The money is gone."}
