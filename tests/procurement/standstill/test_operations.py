from datetime import UTC, date, datetime, timedelta

import pytest

from partnerships.public import gate_findings
from procurement.awards.models import Award
from procurement.awards.queries import lost_partners, notice_due_on, papers_kept
from procurement.standstill.operations import (
    answer_debrief,
    hold_award,
    lift_hold,
    publish_award_notice,
    record_debrief,
    record_notice,
)
from procurement.standstill.reminders import award_notices, debriefs_to_give, standstill_ends
from psp.core.problems import Invalid, NotPermitted, WrongState
from tests.factories import bids
from tests.factories.organisations import OrganisationFactory

AFTERWARDS = bids.DECIDED + timedelta(days=20)
JUNE = (date(2026, 6, 1), date(2026, 7, 31))


def on_the_day(person):
    return {"by": person, "at": bids.DECIDED}


def test_a_challenge_holds_everything_up_until_it_is_settled(award, pat):
    def open_codes():
        return [
            finding.criterion.code
            for transition, record in (("conclude_tender", award.tender), ("start_contract", award.partnership))
            for finding in gate_findings(record, transition, at=AFTERWARDS)
            if finding.is_open and finding.criterion.code != "contract_signed"
        ]

    assert open_codes() == []
    hold = hold_award(award=award, reason="A bidder doubts the scores.", **on_the_day(pat))
    assert open_codes() == ["standstill_over", "no_challenge_open", "award_stands"]
    with pytest.raises(WrongState):
        hold_award(award=award, reason="Another.", **on_the_day(pat))
    with pytest.raises(Invalid):
        lift_hold(hold=hold, outcome=" ", by=pat, at=AFTERWARDS)
    lift_hold(hold=hold, outcome="Withdrawn.", by=pat, at=AFTERWARDS)
    assert open_codes() == []


def test_a_further_notice_counts_the_standstill_again(award, pat):
    bid = award.tender.bids.last()
    later = bids.DECIDED + timedelta(days=2)
    counted = record_notice(award=award, bid=bid, sent_on=later.date(), is_electronic=True, by=pat, at=later)
    # 13 June is a Saturday, and in 2026 the Monday after it is a bank holiday in Scotland.
    assert (counted.standstill_ends_on, counted.earliest_signature_on) == (date(2026, 6, 16), date(2026, 6, 17))


def test_a_debrief_is_due_15_days_after_it_is_asked_for(award, pat):
    bid = award.tender.bids.last()
    debrief = record_debrief(award=award, bid=bid, asked_on=date(2026, 6, 1), **on_the_day(pat))
    assert debrief.due_on == date(2026, 6, 16)
    with pytest.raises(Invalid):
        record_debrief(award=award, bid=bid, asked_on=date(2026, 6, 1), **on_the_day(pat))
    [item] = debriefs_to_give(*JUNE)
    assert (item.due_on, item.people) == (date(2026, 6, 16), (pat.pk, *item.people[1:]))
    answer_debrief(debrief=debrief, answered_on=date(2026, 6, 10), by=pat, at=AFTERWARDS)
    assert list(debriefs_to_give(*JUNE)) == []
    with pytest.raises(WrongState):
        answer_debrief(debrief=debrief, answered_on=date(2026, 6, 10), by=pat, at=AFTERWARDS)


@pytest.mark.parametrize("day", [date(2026, 5, 31), date(2026, 6, 2)])
def test_a_debrief_is_not_asked_for_before_the_decision_nor_in_future(award, pat, day):
    with pytest.raises(Invalid):
        record_debrief(award=award, bid=award.tender.bids.last(), asked_on=day, **on_the_day(pat))


def test_the_award_notice_is_due_within_30_days_and_published_once(award, pat, django_assert_num_queries):
    """Counted from the end of the standstill on 11 June: the 30th day, 11 July, is a Saturday."""
    assert notice_due_on(award) == date(2026, 7, 13)
    with django_assert_num_queries(5):
        [item] = award_notices(*JUNE)
    assert item.due_on == date(2026, 7, 13)
    publish_award_notice(award=award, published_on=date(2026, 6, 20), by=pat, at=AFTERWARDS)
    assert list(award_notices(*JUNE)) == []
    with pytest.raises(WrongState):
        publish_award_notice(award=award, published_on=date(2026, 6, 20), by=pat, at=AFTERWARDS)


@pytest.mark.parametrize(
    ("day", "at", "taken"),
    [
        (date(2026, 6, 11), AFTERWARDS, False),
        (date(2026, 6, 12), AFTERWARDS, True),
        (date(2026, 6, 21), AFTERWARDS, True),
        (date(2026, 6, 22), AFTERWARDS, False),
    ],
)
def test_the_award_is_made_public_from_the_day_after_the_standstill_to_today(award, pat, day, at, taken):
    if not taken:
        with pytest.raises(Invalid):
            publish_award_notice(award=award, published_on=day, by=pat, at=at)
    else:
        assert publish_award_notice(award=award, published_on=day, by=pat, at=at).notice_published_on == day


def test_a_challenge_moves_the_award_of_the_contract_and_its_notice(award, pat, django_assert_num_queries):
    hold = hold_award(award=award, reason="A bidder doubts the scores.", **on_the_day(pat))
    award = Award.objects.get()
    assert (award.contract_awarded_on, notice_due_on(award), list(award_notices(*JUNE))) == (None, None, [])
    with pytest.raises(WrongState, match="Settle the challenge first"):
        publish_award_notice(award=award, published_on=date(2026, 6, 20), by=pat, at=AFTERWARDS)
    lift_hold(hold=hold, outcome="Withdrawn.", by=pat, at=AFTERWARDS)
    award = Award.objects.get()
    # Settled on 21 June: 30 days on is 21 July, a Tuesday.
    assert (award.contract_awarded_on, notice_due_on(award)) == (date(2026, 6, 21), date(2026, 7, 21))
    with django_assert_num_queries(5):
        [item] = award_notices(*JUNE)
    assert item.due_on == date(2026, 7, 21)
    with pytest.raises(Invalid):
        publish_award_notice(award=award, published_on=date(2026, 6, 20), by=pat, at=AFTERWARDS)


def test_a_challenge_settled_within_the_standstill_moves_nothing(award, pat):
    hold = hold_award(award=award, reason="A bidder doubts the scores.", **on_the_day(pat))
    lift_hold(hold=hold, outcome="Withdrawn.", by=pat, at=bids.DECIDED + timedelta(days=3))
    assert (Award.objects.get().contract_awarded_on, notice_due_on(award)) == (date(2026, 6, 11), date(2026, 7, 13))


def test_an_award_notice_that_waited_for_a_later_standstill_is_refused(award, pat):
    stale, bid = Award.objects.get(), award.tender.bids.first()
    late = {"by": pat, "at": datetime(2026, 6, 12, 9, tzinfo=UTC)}
    record_notice(award=award, bid=bid, sent_on=date(2026, 6, 11), is_electronic=False, **late)
    with pytest.raises(Invalid):
        publish_award_notice(award=stale, published_on=date(2026, 6, 12), **late)
    assert Award.objects.get().notice_published_on is None


def test_after_a_challenge_the_contract_is_due_on_the_first_working_day_that_it_is_settled(award, pat):
    """Settled on Sunday 21 June 2026."""
    hold = hold_award(award=award, reason="A bidder doubts the scores.", **on_the_day(pat))
    assert (Award.objects.get().first_signature_on, list(standstill_ends(*JUNE))) == (None, [])
    lift_hold(hold=hold, outcome="Withdrawn.", by=pat, at=AFTERWARDS)
    [item] = standstill_ends(*JUNE)
    assert (Award.objects.get().first_signature_on, item.due_on) == (date(2026, 6, 22), date(2026, 6, 22))
    assert item.title.startswith("The challenge is settled, sign the contract")


def test_a_challenge_settled_within_the_standstill_leaves_its_day(award, pat):
    hold = hold_award(award=award, reason="A bidder doubts the scores.", **on_the_day(pat))
    lift_hold(hold=hold, outcome="Withdrawn.", by=pat, at=bids.DECIDED + timedelta(days=3))
    [item] = standstill_ends(*JUNE)
    assert (Award.objects.get().first_signature_on, item.due_on) == (date(2026, 6, 12), date(2026, 6, 11))


def test_the_page_says_from_when_the_contract_can_be_signed(award, pat, signed_in):
    client, url = signed_in(pat), award.get_absolute_url()
    assert "The contract can be signed from 12 June 2026" in client.get(url).content.decode()
    hold = hold_award(award=award, reason="A bidder doubts the scores.", **on_the_day(pat))
    page = client.get(url).content.decode()
    assert ("can be signed from" in page, "A challenge is open" in page) == (False, True)
    lift_hold(hold=hold, outcome="Withdrawn.", by=pat, at=AFTERWARDS)
    assert "The contract can be signed from 22 June 2026" in client.get(url).content.decode()


def test_nothing_is_made_public_before_every_bidder_is_told(ranked, pat):
    award = bids.to_standstill(ranked, pat, tell=False)
    with pytest.raises(WrongState):
        publish_award_notice(award=award, published_on=date(2026, 6, 1), **on_the_day(pat))


def test_the_end_of_the_standstill_is_due(award, pat, django_assert_num_queries):
    with django_assert_num_queries(5):
        [item] = standstill_ends(*JUNE)
    assert (item.due_on, pat.pk in item.people) == (date(2026, 6, 11), True)


def test_papers_are_kept_one_year_and_five(award):
    kept = papers_kept(award)
    assert (kept.unsuccessful_until, kept.contract_until) == (date(2027, 6, 1), date(2034, 9, 30))


def test_partners_that_lost_are_named_and_a_vehicle_of_theirs_that_won_is_not(award, charity):
    assert lost_partners(award) == ["Good Company", "Northside Neighbours"]
    vehicle = OrganisationFactory(name="Friends Together", kind="vehicle")
    vehicle.members.add(charity)
    for supplier, name in ((vehicle, "Friends Together"), (None, "friends together"), (None, "good company")):
        Award.objects.update(supplier=supplier, supplier_name=name)
        assert lost_partners(award) == []


@pytest.mark.parametrize("who", ["edie", "olivia", "ada", "otto"])
def test_only_purchasers_act_on_an_award(award, who, request):
    person, bid = request.getfixturevalue(who), award.tender.bids.first()
    day = date(2026, 6, 1)
    for act in (
        lambda: hold_award(award=award, reason="x", **on_the_day(person)),
        lambda: record_debrief(award=award, bid=bid, asked_on=day, **on_the_day(person)),
        lambda: record_notice(award=award, bid=bid, sent_on=day, is_electronic=True, **on_the_day(person)),
        lambda: publish_award_notice(award=award, published_on=day, **on_the_day(person)),
    ):
        with pytest.raises(NotPermitted):
            act()
