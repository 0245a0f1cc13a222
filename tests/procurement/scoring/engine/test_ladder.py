"""The order of bids rests on exact figures and the announced ladder alone, never on what is shown or who entered first."""

from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.scoring.engine.inputs import Bid, Method, ModeratedScore, Question, Setup
from procurement.scoring.engine.ranking import SettledBy
from procurement.scoring.engine.result import evaluate

QUESTIONS = (Question("big", Decimal(60)), Question("small", Decimal(40)))
SETUP = Setup(QUESTIONS)
ALL = (Question("all", Decimal(100)),)


def scores(bid, *points, questions=QUESTIONS):
    return [ModeratedScore(bid, question.code, score, "Why") for question, score in zip(questions, points, strict=True)]


def places(result):
    return {one.bid: one.rank for one in result.bids}


def test_a_penny_decides_though_both_totals_are_shown_alike():
    bids = [Bid("dear", Decimal("777001.12")), Bid("cheap", Decimal("777001.11"))]
    result = evaluate(SETUP, bids, scores("dear", 3, 3) + scores("cheap", 3, 3))
    assert [(one.bid, one.rank, str(one.total)) for one in result.bids] == [
        ("cheap", 1, "87.50"),
        ("dear", 2, "87.50"),
    ]
    assert (result.winner, result.ties) == ("cheap", ())


def test_quality_no_longer_beats_a_higher_exact_total_shown_alike():
    # "good" has one more point of quality in a thousand and loses more than that by its price.
    questions = (Question("big", Decimal("99.99")), Question("tiny", Decimal("0.01")))
    good = scores("good", 3, 4, questions=questions)
    cheap = scores("cheap", 3, 3, questions=questions)
    bids = [Bid("good", Decimal("100005.00")), Bid("cheap", Decimal("100000.00"))]
    result = evaluate(Setup(questions), bids, good + cheap)
    assert {str(one.total) for one in result.bids} == {"87.50"}
    assert places(result) == {"cheap": 1, "good": 2}


def test_equal_totals_go_to_the_higher_quality():
    # a: 40 × 2/4 + 60 = 80, b: 40 × 3/4 + 60 × 100/120 = 80.
    setup = Setup(ALL, quality_weight=Decimal(40), price_weight=Decimal(60))
    given = scores("a", 2, questions=ALL) + scores("b", 3, questions=ALL)
    result = evaluate(setup, [Bid("a", Decimal(100)), Bid("b", Decimal(120))], given)
    assert places(result) == {"b": 1, "a": 2}
    assert [tie.settled_by for tie in result.ties] == [SettledBy.HIGHER_QUALITY]


def test_equal_quality_goes_to_the_heaviest_question():
    # a: 60 × 2/4 + 40 × 4/4 = 70, b: 60 × 4/4 + 40 × 1/4 = 70.
    result = evaluate(SETUP, [Bid("a", Decimal(9)), Bid("b", Decimal(9))], scores("a", 2, 4) + scores("b", 4, 1))
    assert places(result) == {"b": 1, "a": 2}
    assert [(tie.bids, tie.settled_by) for tie in result.ties] == [(("b", "a"), SettledBy.HEAVIEST_QUESTION)]


def test_questions_of_the_same_greatest_weight_count_together():
    questions = (Question("x", Decimal(40)), Question("y", Decimal(40)), Question("z", Decimal(20)))
    # Quality of both is 60; on x and y together a has 40 and b 60, whichever of the two stands first.
    given = scores("a", 2, 2, 4, questions=questions) + scores("b", 2, 4, 0, questions=questions)
    for order in permutations(questions):
        result = evaluate(Setup(order), [Bid("a", Decimal(9)), Bid("b", Decimal(9))], given)
        assert places(result) == {"b": 1, "a": 2}


def test_equal_on_the_heaviest_question_goes_to_the_lower_price():
    # Both lie £10 from the mean of £100, and a third bid at the mean has less quality.
    setup = Setup(ALL, method=Method.DISTANCE_FROM_MEAN)
    bids = [Bid("above", Decimal(110)), Bid("below", Decimal(90)), Bid("mean", Decimal(100))]
    given = [
        row for name, points in (("above", 3), ("below", 3), ("mean", 0)) for row in scores(name, points, questions=ALL)
    ]
    result = evaluate(setup, bids, given)
    assert places(result) == {"below": 1, "above": 2, "mean": 3}
    assert [tie.settled_by for tie in result.ties] == [SettledBy.LOWER_PRICE]


def test_a_fixed_budget_is_settled_by_the_lower_price_too():
    setup = Setup(ALL, Decimal(100), Decimal(0), Method.FIXED_BUDGET, Decimal(200))
    given = scores("a", 3, questions=ALL) + scores("b", 3, questions=ALL)
    assert evaluate(setup, [Bid("a", Decimal(150)), Bid("b", Decimal(140))], given).winner == "b"


def test_equal_in_all_of_it_waits_for_a_draw_and_nothing_else_settles_it():
    bids = [Bid("a", Decimal(9)), Bid("b", Decimal(9)), Bid("c", Decimal(90))]
    given = scores("a", 3, 3) + scores("b", 3, 3) + scores("c", 3, 3)
    waiting = evaluate(SETUP, bids, given)
    assert (waiting.winner, places(waiting)) == (None, {"a": 1, "b": 1, "c": 3})
    assert [tie.settled_by for tie in waiting.ties] == [SettledBy.NOTHING_YET]
    drawn = evaluate(SETUP, bids, given, drawn_order=["b", "a"])
    assert (drawn.winner, places(drawn)) == ("b", {"b": 1, "a": 2, "c": 3})
    assert [tie.settled_by for tie in drawn.ties] == [SettledBy.DRAW]
    assert evaluate(SETUP, bids, given, drawn_order=["c", "b"]).winner is None


PRICES = st.decimals(min_value=1, max_value=9999999, places=2) | st.sampled_from([Decimal(100), Decimal("100.01")])
METHODS = st.sampled_from([Method.LOWEST_PRICE, Method.DISTANCE_FROM_MEAN])


@st.composite
def tenders(draw):
    """A tender with two to five bids, often alike, so that the whole ladder is used."""
    weights = draw(st.sampled_from([("60", "40"), ("50", "50"), ("33.33", "66.67")]))
    quality = Decimal(draw(st.sampled_from(["0", "40", "50", "57.5", "100"])))
    questions = tuple(Question(str(place), Decimal(weight)) for place, weight in enumerate(weights))
    setup = Setup(questions, quality, 100 - quality, draw(METHODS))
    names = "abcde"[: draw(st.integers(2, 5))]
    bids = [Bid(name, draw(PRICES)) for name in names]
    given = [
        row
        for name in names
        for row in scores(name, *[draw(st.integers(1, 4)) for _ in questions], questions=questions)
    ]
    return setup, bids, given


def exact_total(setup, bids, given, name):
    """Add up a bid's total by hand in fractions, from the announced formulas."""
    points = {(row.bid, row.question): Fraction(row.points) for row in given}
    quality = sum(points[name, one.code] / 4 * Fraction(one.weight) for one in setup.questions)
    price = {bid.code: Fraction(bid.price) for bid in bids}
    mean = sum(price.values()) / len(price)
    share = (
        min(price.values()) / price[name]
        if setup.method is Method.LOWEST_PRICE
        else max(Fraction(0), 1 - abs(price[name] - mean) / mean)
    )
    return Fraction(setup.quality_weight) * quality / 100 + Fraction(setup.price_weight) * share


@given(tenders())
def test_no_bid_of_a_lower_exact_total_comes_before_one_of_a_higher(tender):
    setup, bids, given = tender
    result = evaluate(*tender)
    totals = {bid.code: exact_total(setup, bids, given, bid.code) for bid in bids}
    ranks = places(result)
    for (one, first), (other, second) in permutations(totals.items(), 2):
        if first > second:
            assert ranks[one] < ranks[other]
        if ranks[one] == ranks[other]:
            assert first == second


@given(tenders(), st.randoms())
def test_the_order_of_bids_scores_and_questions_never_matters(tender, random):
    setup, bids, given = tender
    mixed = Setup(
        tuple(random.sample(setup.questions, len(setup.questions))),
        setup.quality_weight,
        setup.price_weight,
        setup.method,
    )
    result = evaluate(mixed, random.sample(bids, len(bids)), random.sample(given, len(given)))
    assert (places(result), result.winner) == (places(evaluate(*tender)), evaluate(*tender).winner)


@given(tenders(), st.sampled_from(["0.5", "3", "7.25", "1000"]))
def test_prices_in_another_unit_give_the_same_order(tender, factor):
    setup, bids, given = tender
    scaled = [Bid(bid.code, bid.price * Decimal(factor)) for bid in bids]
    assert places(evaluate(setup, scaled, given)) == places(evaluate(*tender))


@given(tenders())
def test_bids_share_a_place_only_where_every_rung_is_equal(tender):
    setup, bids, given = tender
    ranks, price = places(evaluate(*tender)), {bid.code: bid.price for bid in bids}
    heaviest = max(question.weight for question in setup.questions)
    of = {(row.bid, row.question): row.points for row in given}

    def rungs(name):
        quality = sum(of[name, one.code] * one.weight for one in setup.questions)
        top = sum(of[name, one.code] for one in setup.questions if one.weight == heaviest)
        return exact_total(setup, bids, given, name), quality, top, -price[name]

    for one in ranks:
        for other in ranks:
            assert (ranks[one] < ranks[other]) == (rungs(one) > rungs(other))


@pytest.mark.parametrize("order", list(permutations("abc")))
def test_a_draw_puts_three_equal_bids_in_its_order(order):
    bids = [Bid(name, Decimal(9)) for name in "abc"]
    given = [row for name in "abc" for row in scores(name, 2, 2)]
    result = evaluate(SETUP, bids, given, drawn_order=order)
    assert places(result) == {name: place for place, name in enumerate(order, start=1)}
