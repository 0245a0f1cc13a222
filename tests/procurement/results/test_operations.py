from decimal import Decimal

import pytest

from procurement.awards.operations import award_tender
from procurement.models import Result, Tender
from procurement.reading.operations import exclude_bid
from procurement.results.operations import close_moderation, rank_again
from procurement.results.queries import bids_to_draw, result_of, tie_words, weights_words
from psp.core.problems import Invalid, NotPermitted, WrongState
from psp.core.sealing import seal
from tests.factories import bids


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
    assert (result.number, result.engine_version, "Sunrise" in result.sealed) == (1, "scoring 2.0", False)
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


def test_a_penny_decides_and_the_page_says_why_though_both_totals_are_shown_alike(published, figures, scorers_of, pat):
    tender = scorers_of(published, prices=("777001.12", "777001.11"))
    assert ranks(tender) == [
        (1, "Moray Friends", "37.50", "50.00", "87.50"),
        (2, "Sunrise Care", "37.50", "50.00", "87.50"),
    ]
    content = result_of(tender).content()
    assert tie_words(content) == [
        "Moray Friends and Sunrise Care are both shown with 87.50 points. Exactly, Moray Friends has 0.00000064 more."
    ]
    award = award_tender(tender=tender, reasons="Best.", by=pat, at=bids.DECIDED)
    assert (award.supplier_name, award.value) == ("Moray Friends", Decimal("777001.11"))


def test_a_tie_is_awarded_to_nobody(published, figures, scorers_of, pat):
    tender = scorers_of(published, prices=("100000", "100000"))
    content = result_of(tender).content()
    assert bids_to_draw(content) == sorted(tender.bids.values_list("receipt", flat=True))
    [words] = tie_words(content)
    assert "are equal in all that was announced, with 87.50 points. A draw before two witnesses decides." in words
    with pytest.raises(Invalid):
        award_tender(tender=tender, reasons="Best.", by=pat, at=bids.DECIDED)


def an_earlier_result(tender):
    """Put in the place of a tender's result what the first version of the method froze: a tie that somebody decided."""
    result = result_of(tender)
    content = result.content()
    for row in content["result"]["bids"]:
        row.pop("exact_total")
    order = [row["bid"] for row in reversed(content["result"]["bids"])]
    content["result"]["winner"] = order[0]
    content["result"]["ties"] = [{"bids": order, "total": "87.50", "settled_by": "decision"}]
    content["result"]["bids"].reverse()
    content |= {"decided_order": order, "reason": "We prefer it."}
    content.pop("drawn_order")
    Result.objects.filter(pk=result.pk).update(engine_version="scoring 1.0", sealed=seal(content))
    return order


def test_a_ranking_by_rounded_figures_is_ranked_again_before_the_award(published, figures, scorers_of, pat, edie):
    tender = scorers_of(published, prices=("777001.12", "777001.11"))
    dearer_first = an_earlier_result(tender)
    assert tie_words(result_of(tender).content()) == [
        "Sunrise Care and Moray Friends have 87.50 points each, with the same quality. The purchasers put Sunrise Care first."
    ]
    with pytest.raises(WrongState, match="Rank the bids again"):
        award_tender(tender=tender, reasons="Best.", by=pat, at=bids.DECIDED)
    with pytest.raises(NotPermitted):
        rank_again(tender=tender, by=edie, at=bids.DECIDED)
    again = rank_again(tender=tender, by=pat, at=bids.DECIDED)
    assert (again.number, again.engine_version) == (2, "scoring 2.0")
    assert again.content()["result"]["winner"] == dearer_first[1]
    with pytest.raises(WrongState):
        rank_again(tender=tender, by=pat, at=bids.DECIDED)
    assert award_tender(tender=tender, reasons="Best.", by=pat, at=bids.DECIDED).supplier_name == "Moray Friends"


def announced_by_an_earlier_version(tender):
    """Freeze of a tender what version 1.0.0 announced about its ranking: one rule for ties, nothing else."""
    words = "If the totals are equal, quality decides; if that is the same too, the purchasers decide."
    Tender.objects.filter(pk=tender.pk).update(published={"tie_rule": words}, tie_rule=words)
    return Tender.objects.get(pk=tender.pk)


def test_a_ranking_made_as_the_tender_announced_is_awarded_as_it_is(published, scorers_of, pat, signed_in):
    tender = scorers_of(published, prices=("777001.12", "777001.11"))
    an_earlier_result(tender)
    tender = announced_by_an_earlier_version(tender)
    page = signed_in(pat).get(tender.url("result")).content.decode()
    assert ("in the order the tender announced" in page, "must be ranked again" in page) == (True, False)
    award = award_tender(tender=tender, reasons="Best.", by=pat, at=bids.DECIDED)
    assert (award.supplier_name, award.snapshot["engine"], tender.results.count()) == ("Sunrise Care", "scoring 1.0", 1)


def test_an_earlier_ranking_without_a_first_bid_is_ranked_again_when_somebody_says_so(published, scorers_of, pat):
    tender = scorers_of(published, prices=("777001.12", "777001.11"))
    an_earlier_result(tender)
    result = result_of(tender)
    content = result.content()
    content["result"]["winner"] = None
    Result.objects.filter(pk=result.pk).update(sealed=seal(content))
    tender = announced_by_an_earlier_version(tender)
    with pytest.raises(WrongState, match="Rank the bids again"):
        award_tender(tender=tender, reasons="Best.", by=pat, at=bids.DECIDED)
    assert rank_again(tender=tender, by=pat, at=bids.DECIDED).number == 2


def test_purchasers_are_told_of_another_order_than_the_one_announced(published, pat, otto, signed_in):
    words = "The tender announced another order for equal bids"
    pages = [published.get_absolute_url(), published.url("tender_criteria")]
    assert not any(words in signed_in(pat).get(page).content.decode() for page in pages)
    announced_by_an_earlier_version(published)
    assert all(words in signed_in(pat).get(page).content.decode() for page in pages)
    assert "Nobody chooses between equal bids." in signed_in(pat).get(pages[1]).content.decode()
    assert not any(words in signed_in(otto).get(page).content.decode() for page in pages)
    Tender.objects.update(state="ranked")
    assert not any(words in signed_in(pat).get(page).content.decode() for page in pages)


@pytest.mark.parametrize("who", ["edie", "olivia", "ada", "otto"])
def test_only_purchasers_close_moderation(opened, scorers, pat, who, request):
    person = request.getfixturevalue(who)
    bids.to_moderation(opened, pat, scorers)
    bids.moderate_all(opened, scorers[0].person, 3)
    with pytest.raises(NotPermitted):
        close_moderation(tender=opened, by=person, at=bids.SCORING)


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
