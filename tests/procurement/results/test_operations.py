from decimal import Decimal

import pytest

from procurement.awards.operations import award_tender
from procurement.models import Result, Tender
from procurement.reading.operations import exclude_bid
from procurement.results.operations import close_moderation, decide_tie
from procurement.results.queries import first_tie, result_of, tie_words, weights_words
from psp.core.problems import Invalid, NotPermitted, WrongState
from tests.factories import bids
from tests.factories.tenders import QuestionFactory


def ranks(tender):
    content = result_of(tender).content()
    names = content["bidders"]
    return [
        (row["rank"], names[row["bid"]], row["quality_points"], row["price_points"], row["total"])
        for row in content["result"]["bids"]
    ]


def test_the_worked_example_price_points_of_40_at_100_and_105(opened, scorers, pat):
    Tender.objects.update(quality_weight=Decimal(60), price_weight=Decimal(40))
    opened.refresh_from_db()
    bids.to_ranked(opened, pat, scorers)
    assert ranks(opened) == [
        (1, "Sunrise Care", "45.00", "40.00", "85.00"),
        (2, "Moray Friends", "45.00", "38.10", "83.10"),
    ]


def test_the_result_is_frozen_and_sealed(ranked):
    result = Result.objects.get()
    assert (result.number, result.engine_version, "Sunrise" in result.sealed) == (1, "scoring 1.0", False)
    content = result.content()
    assert content["inputs"]["bids"] == [
        {"code": ranked.receipts["sunrise"], "price": "100000.00", "standing": "live", "reason": ""},
        {"code": ranked.receipts["moray"], "price": "105000.00", "standing": "live", "reason": ""},
    ]
    assert [score["rationale"] for score in content["inputs"]["moderated"]] == ["We agreed.", "We agreed."]


def test_quality_outweighs_a_lower_price_and_the_weights_say_from_where(opened, scorers, pat):
    sunrise, moray = [bid.receipt for bid in opened.bids.all()]
    bids.to_ranked(opened, pat, scorers, {sunrise: 3, moray: 4})
    assert [row[1] for row in ranks(opened)] == ["Moray Friends", "Sunrise Care"]
    assert weights_words(result_of(opened).content()) == (
        "Moray Friends comes first at every weight of quality from 40 to 60 per cent"
    )


def test_a_tie_is_decided_with_a_reason_before_anything_is_awarded(published, figures, scorers_of, pat):
    tender = scorers_of(published, prices=("100000", "100000"))
    content = result_of(tender).content()
    first, second = first_tie(content)
    assert tie_words(content) == [
        "Sunrise Care and Moray Friends have 87.50 points each, with the same quality: people must decide."
    ] or tie_words(content) == [
        "Moray Friends and Sunrise Care have 87.50 points each, with the same quality: people must decide."
    ]
    with pytest.raises(Invalid):
        award_tender(tender=tender, reasons="Best.", by=pat, at=bids.DECIDED)
    for wrong in ({"first": "none", "reason": "Lot."}, {"first": first, "reason": " "}):
        with pytest.raises(Invalid):
            decide_tie(tender=tender, by=pat, at=bids.SCORING, **wrong)
    decide_tie(tender=tender, first=second, reason="The lot fell on it.", by=pat, at=bids.SCORING)
    latest = result_of(tender)
    assert (latest.number, latest.content()["result"]["winner"], latest.content()["reason"]) == (
        2,
        second,
        "The lot fell on it.",
    )
    assert award_tender(tender=tender, reasons="Best.", by=pat, at=bids.DECIDED).bid.receipt == second


@pytest.fixture
def scorers_of(pat, una, edie, evan):
    """Rank a tender of two bids with these prices and the same quality."""

    def rank(tender, prices):
        QuestionFactory(tender=tender)
        for name, price in zip(("Sunrise Care", "Moray Friends"), prices, strict=True):
            bids.record_a_bid(tender, pat, name=name, price=price)
        bids.open_bids(tender, pat, una)
        scorers = [bids.declare_none(one) for one in bids.appoint(tender, pat, edie, evan)]
        return bids.to_ranked(tender, pat, scorers)

    return rank


def test_where_there_is_no_tie_there_is_nothing_to_decide(ranked, pat):
    with pytest.raises(WrongState):
        decide_tie(tender=ranked, first=ranked.receipts["moray"], reason="I like it.", by=pat, at=bids.SCORING)


@pytest.mark.parametrize("who", ["edie", "olivia", "ada", "otto"])
def test_only_purchasers_close_moderation_and_decide_ties(opened, scorers, pat, who, request):
    person = request.getfixturevalue(who)
    bids.to_moderation(opened, pat, scorers)
    bids.moderate_all(opened, scorers[0].person, 3)
    with pytest.raises(NotPermitted):
        close_moderation(tender=opened, by=person, at=bids.SCORING)
    with pytest.raises(NotPermitted):
        decide_tie(tender=opened, first="x", reason="x", by=person, at=bids.SCORING)


def test_an_excluded_bid_counts_for_nothing(opened, scorers, pat):
    sunrise = opened.bids.first()
    exclude_bid(bid=sunrise, reason="A conviction.", by=pat, at=bids.AFTER)
    bids.to_ranked(opened, pat, scorers)
    assert ranks(opened) == [
        (1, "Moray Friends", "37.50", "50.00", "87.50"),
        (None, "Sunrise Care", None, None, None),
    ]


def test_a_bid_below_the_minimum_is_not_ranked(opened, scorers, pat):
    opened.questions.update(minimum_score=2)
    sunrise, moray = [bid.receipt for bid in opened.bids.all()]
    bids.to_ranked(opened, pat, scorers, {sunrise: 1, moray: 2})
    assert [row[:2] for row in ranks(opened)] == [(1, "Moray Friends"), (None, "Sunrise Care")]


def test_where_no_bid_is_ranked_nothing_can_be_awarded(opened, scorers, pat):
    opened.questions.update(minimum_score=4)
    bids.to_ranked(opened, pat, scorers)
    with pytest.raises(Invalid):
        award_tender(tender=opened, reasons="Best of a bad lot.", by=pat, at=bids.DECIDED)


def test_figures_that_cannot_be_ranked_leave_everything_as_it_was(opened, scorers, pat):
    bids.to_moderation(opened, pat, scorers)
    bids.moderate_all(opened, scorers[0].person, 3)
    opened.questions.update(weight=Decimal(50))
    with pytest.raises(Invalid):
        close_moderation(tender=opened, by=pat, at=bids.SCORING)
    opened.refresh_from_db()
    assert (opened.state, Result.objects.count()) == ("moderation", 0)
