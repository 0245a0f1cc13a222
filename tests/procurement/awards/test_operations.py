from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from partnerships.models import Document
from partnerships.public import gate_findings
from procurement.awards.operations import award_tender, conclude_tender
from procurement.models import Award, Contract
from procurement.standstill.operations import hold_award, lift_hold, record_notice
from psp.core.dates import end_of_day, start_of_day
from psp.core.problems import GateNotMet, Invalid, NotPermitted, WrongState
from tests.factories import bids
from tests.factories.files import a_pdf

LAST_INSTANT = datetime(2026, 6, 11, 22, 59, 59, tzinfo=UTC)  # 11 June in London
SIGNED = date(2026, 6, 12)


def conclude(tender, by, *, at=datetime(2026, 6, 12, 9, tzinfo=UTC), **more):
    given = {
        "value": Decimal("100000.00"),
        "signed_on": SIGNED,
        "starts_on": date(2026, 10, 1),
        "ends_on": date(2029, 9, 30),
        "document": None,
    }
    return conclude_tender(tender=tender, by=by, at=at, **given | more)


def test_the_bid_ranked_first_is_awarded_and_frozen(ranked, pat):
    award = award_tender(tender=ranked, reasons="It reaches more people.", by=pat, at=bids.DECIDED)
    assert (ranked.state, award.supplier_name, award.value, award.bid.receipt) == (
        "standstill",
        "Sunrise Care",
        Decimal("100000.00"),
        ranked.receipts["sunrise"],
    )
    assert award.snapshot == {
        "engine": "scoring 2.0",
        "result": 1,
        "winner": ranked.receipts["sunrise"],
        "points": {"quality_points": "37.50", "price_points": "50.00", "total": "87.50"},
        "weights": ["50.00", "50.00"],
        "bids_ranked": 2,
    }


def test_an_award_needs_reasons_and_is_made_once(ranked, pat):
    with pytest.raises(Invalid):
        award_tender(tender=ranked, reasons=" ", by=pat, at=bids.DECIDED)
    award_tender(tender=ranked, reasons="Best.", by=pat, at=bids.DECIDED)
    with pytest.raises(WrongState):
        award_tender(tender=ranked, reasons="Again.", by=pat, at=bids.DECIDED)
    assert Award.objects.count() == 1


@pytest.mark.parametrize("who", ["olivia", "edie", "bo", "ada", "otto"])
def test_only_a_purchaser_awards(ranked, who, request):
    with pytest.raises(NotPermitted):
        award_tender(tender=ranked, reasons="Ours.", by=request.getfixturevalue(who), at=bids.DECIDED)


def test_notices_of_1_june_end_the_standstill_at_the_end_of_11_june(award):
    assert (award.standstill_days, award.standstill_ends_on, award.earliest_signature_on) == (
        10,
        date(2026, 6, 11),
        date(2026, 6, 12),
    )
    award.tender.refresh_from_db()
    assert award.tender.standstill_ends_on == date(2026, 6, 11)


def test_one_notice_on_paper_makes_it_15_days_and_the_last_notice_counts(ranked, pat):
    award = award_tender(tender=ranked, reasons="Best.", by=pat, at=bids.DECIDED)
    first, second = ranked.bids.all()
    on = {"by": pat, "at": bids.DECIDED + timedelta(days=1)}
    award = record_notice(award=award, bid=first, sent_on=date(2026, 6, 1), is_electronic=True, **on)
    assert award.standstill_ends_on is None
    award = record_notice(award=award, bid=second, sent_on=date(2026, 6, 2), is_electronic=False, **on)
    assert (award.standstill_days, award.standstill_ends_on) == (15, date(2026, 6, 17))


def test_a_notice_is_not_sent_before_the_decision_nor_in_future(ranked, pat):
    award = award_tender(tender=ranked, reasons="Best.", by=pat, at=bids.DECIDED)
    for day in (date(2026, 5, 31), date(2026, 6, 2)):
        with pytest.raises(Invalid):
            record_notice(
                award=award, bid=ranked.bids.first(), sent_on=day, is_electronic=True, by=pat, at=bids.DECIDED
            )


def test_the_contract_waits_for_every_notice_and_the_last_instant_of_the_standstill(award, pat):
    tender = award.tender
    with pytest.raises(GateNotMet) as refused:
        conclude(tender, pat, at=LAST_INSTANT, signed_on=SIGNED)
    assert [finding.gap.sentence for finding in refused.value.missing] == [
        "The standstill ends at midnight at the end of 11 June 2026"
    ]
    assert Contract.objects.count() == 0


def test_a_signature_before_the_first_working_day_after_is_refused(award, pat):
    with pytest.raises(Invalid) as refused:
        conclude(award.tender, pat, signed_on=date(2026, 6, 11))
    assert list(refused.value.errors) == ["signed_on"]


def test_a_signed_contract_concludes_the_tender(award, pat):
    contract = conclude(award.tender, pat)
    assert (award.tender.state, contract.supplier_name) == ("concluded", "Sunrise Care")
    with pytest.raises(WrongState):
        conclude(award.tender, pat)


def test_the_partnership_reaches_its_contract_once_the_standstill_has_ended(award, pat):
    def is_met(at):
        [finding] = gate_findings(award.tender.partnership, "start_contract", at=at)
        return finding.is_met

    assert [is_met(LAST_INSTANT), is_met(LAST_INSTANT + timedelta(seconds=1))] == [False, True]
    conclude(award.tender, pat)
    assert is_met(LAST_INSTANT + timedelta(days=9)) is True


def test_nothing_starts_before_it_is_signed(award, pat):
    with pytest.raises(Invalid) as refused:
        conclude(award.tender, pat, starts_on=date(2026, 6, 11))
    assert list(refused.value.errors) == ["starts_on"]


def test_another_value_than_the_one_awarded_needs_a_reason_everybody_reads(award, pat, bo, signed_in):
    with pytest.raises(Invalid) as refused:
        conclude(award.tender, pat, value=Decimal(110_000))
    assert list(refused.value.errors) == ["value_reason"]
    why = "The council added one day a week."
    assert conclude(award.tender, pat, value=Decimal(110_000), value_reason=why).value_reason == why
    assert why in signed_in(bo).get(award.tender.url("award")).content.decode()


@pytest.mark.parametrize(
    ("electronic", "last_day", "first_signature"),
    [(True, date(2026, 6, 11), date(2026, 6, 12)), (False, date(2026, 6, 16), date(2026, 6, 17))],
)
def test_the_contract_is_signed_from_the_working_day_after_the_10th_or_15th_day(
    ranked, pat, electronic, last_day, first_signature
):
    """Last notice on 1 June 2026. The standstill ends at midnight at the end of its last day, London time."""
    award = bids.to_standstill(ranked, pat, electronic=electronic)
    assert (award.standstill_ends_on, award.earliest_signature_on) == (last_day, first_signature)
    last_instant = end_of_day(last_day)
    assert award.standstill_ends_at == last_instant
    for at in (last_instant - timedelta(hours=1), last_instant):
        with pytest.raises(GateNotMet):
            conclude(ranked, pat, at=at, signed_on=last_day)
    midnight = start_of_day(first_signature)
    with pytest.raises(Invalid):
        conclude(ranked, pat, at=midnight, signed_on=last_day)
    assert conclude(ranked, pat, at=midnight, signed_on=first_signature).signed_on == first_signature


def test_no_contract_is_signed_while_a_challenge_is_open(award, pat):
    challenged = datetime(2026, 6, 11, 12, tzinfo=UTC)
    hold = hold_award(award=award, reason="A bidder doubts the scores.", by=pat, at=challenged)
    with pytest.raises(GateNotMet) as refused:
        conclude(award.tender, pat, at=challenged + timedelta(days=4), signed_on=SIGNED)
    assert "no_challenge_open" in [finding.criterion.code for finding in refused.value.missing]
    lift_hold(hold=hold, outcome="Dismissed.", by=pat, at=challenged + timedelta(days=20))
    assert (award.tender.state, Contract.objects.count()) == ("standstill", 0)


@pytest.mark.parametrize(
    ("signed_on", "taken"),
    [(date(2026, 6, 15), False), (date(2026, 6, 30), False), (date(2026, 7, 1), True), (date(2026, 7, 2), True)],
)
def test_nor_is_one_recorded_afterwards_for_a_day_on_which_one_was(award, pat, signed_on, taken):
    """Challenged on 11 June, settled on 1 July."""
    hold = hold_award(award=award, reason="Doubts.", by=pat, at=datetime(2026, 6, 11, 12, tzinfo=UTC))
    lift_hold(hold=hold, outcome="Dismissed.", by=pat, at=datetime(2026, 7, 1, 9, tzinfo=UTC))
    at = datetime(2026, 7, 2, 9, tzinfo=UTC)
    if taken:
        assert conclude(award.tender, pat, at=at, signed_on=signed_on).signed_on == signed_on
        return
    with pytest.raises(Invalid) as refused:
        conclude(award.tender, pat, at=at, signed_on=signed_on)
    assert refused.value.errors == {
        "signed_on": "Enter 1 July 2026 or a later day: a challenge was open from 11 June 2026 to 1 July 2026"
    }


@pytest.mark.parametrize(("signed_on", "taken"), [(date(2026, 6, 21), False), (date(2026, 6, 22), True)])
def test_after_a_challenge_as_after_the_standstill_the_contract_is_signed_from_a_working_day_on(
    award, pat, signed_on, taken
):
    """Challenged on 11 June, settled on Sunday 21 June 2026."""
    hold = hold_award(award=award, reason="Doubts.", by=pat, at=datetime(2026, 6, 11, 12, tzinfo=UTC))
    lift_hold(hold=hold, outcome="Dismissed.", by=pat, at=datetime(2026, 6, 21, 9, tzinfo=UTC))
    at = datetime(2026, 6, 23, 9, tzinfo=UTC)
    if taken:
        assert conclude(award.tender, pat, at=at, signed_on=signed_on).signed_on == signed_on
        return
    with pytest.raises(Invalid) as refused:
        conclude(award.tender, pat, at=at, signed_on=signed_on)
    assert refused.value.errors == {
        "signed_on": "Enter 22 June 2026 or a later day: a challenge was open from 11 June 2026 to 21 June 2026"
    }


def test_a_contract_sent_as_a_file_is_restricted(award, pat, bo):
    contract = conclude(award.tender, pat, file=a_pdf("contract.pdf"))
    assert (contract.document.title, contract.document.kind) == ("contract.pdf", "agreement")
    readers = [Document.objects.visible_to(one).filter(pk=contract.document.pk).exists() for one in (pat, bo)]
    assert readers == [True, False]
