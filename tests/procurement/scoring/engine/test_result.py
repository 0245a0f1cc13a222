from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.scoring.engine.inputs import (
    Bid,
    Method,
    ModeratedScore,
    NotScorable,
    Problem,
    Question,
    Setup,
    Standing,
)
from procurement.scoring.engine.ranking import SettledBy
from procurement.scoring.engine.result import ENGINE_VERSION, QuestionResult, SectionResult, evaluate
from procurement.scoring.engine.standings import Exclusion

QUESTIONS = (
    Question("outcomes", Decimal(50), "Service", minimum=2),
    Question("involvement", Decimal(30), "Service"),
    Question("staff", Decimal(20), "People"),
)
SETUP = Setup(QUESTIONS, quality_weight=Decimal(60), price_weight=Decimal(40))
A, B = Bid("a", Decimal(100)), Bid("b", Decimal(105))


def moderated(bid, *points, rationale="Two examples with figures"):
    return [
        ModeratedScore(bid, question.code, score, rationale) for question, score in zip(QUESTIONS, points, strict=True)
    ]


SCORES = moderated("a", 3, 2, 4) + moderated("b", 4, 3, 3)


def figures(result):
    return [
        (one.bid, one.rank, str(one.quality_score), str(one.quality_points), str(one.price_points), str(one.total))
        for one in result.bids
    ]


def problems(setup=SETUP, bids=(A, B), scores=tuple(SCORES)):
    with pytest.raises(NotScorable) as refusal:
        evaluate(setup, bids, list(scores))
    return list(refusal.value.problems)


def test_two_bids_worked_by_hand():
    # a: 3/4×50 + 2/4×30 + 4/4×20 = 72.5 → 43.5 of 60, and 40 of 40 for the lowest price.
    # b: 4/4×50 + 3/4×30 + 3/4×20 = 87.5 → 52.5 of 60, and 40 × 100/105 = 38.0952….
    result = evaluate(SETUP, [A, B], SCORES)
    assert figures(result) == [
        ("b", 1, "87.50", "52.50", "38.10", "90.60"),
        ("a", 2, "72.50", "43.50", "40.00", "83.50"),
    ]
    assert (result.winner, result.reference_price, result.ties) == ("b", Decimal(100), ())
    assert (result.engine_version, result.setup) == (ENGINE_VERSION, SETUP)


def test_sections_show_their_weight_and_score():
    [_, a] = evaluate(SETUP, [A, B], SCORES).bids
    service = (
        QuestionResult("outcomes", 3, Decimal(50), Decimal("37.50")),
        QuestionResult("involvement", 2, Decimal(30), Decimal("15.00")),
    )
    people = (QuestionResult("staff", 4, Decimal(20), Decimal("20.00")),)
    assert a.sections == (
        SectionResult("Service", Decimal(80), Decimal("52.50"), service),
        SectionResult("People", Decimal(20), Decimal("20.00"), people),
    )


def test_the_total_is_rounded_from_exact_points_not_from_rounded_ones():
    # 57.5 × 75 ÷ 100 = 43.125 and 42.5 × 100 ÷ 105 = 40.476190… make 83.601190…, not 43.13 + 40.48.
    setup = replace(SETUP, quality_weight=Decimal("57.5"), price_weight=Decimal("42.5"))
    [_, b] = evaluate(setup, [A, B], moderated("a", 4, 4, 4) + moderated("b", 3, 3, 3)).bids
    assert (str(b.quality_points), str(b.price_points), str(b.total)) == ("43.13", "40.48", "83.60")


def test_thirds_of_quality_lose_nothing():
    third = Decimal("33.33")
    questions = tuple(Question(str(n), weight) for n, weight in enumerate([third, third, Decimal("33.34")]))
    scores = [ModeratedScore("a", question.code, 4, "Best") for question in questions]
    [a] = evaluate(Setup(questions), [A], scores).bids
    assert (str(a.quality_score), str(a.total)) == ("100.00", "100.00")


def test_a_withdrawn_and_an_excluded_bid_do_not_set_the_lowest_price():
    gone = Bid("c", Decimal(50), Standing.WITHDRAWN, "Merged with a")
    barred = Bid("d", Decimal(10), Standing.EXCLUDED, "Arrived late")
    result = evaluate(SETUP, [gone, A, barred, B], SCORES)
    assert result.reference_price == Decimal(100)
    assert [(one.bid, one.rank, one.exclusions) for one in result.bids] == [
        ("b", 1, ()),
        ("a", 2, ()),
        ("c", None, (Exclusion("withdrawn", {"reason": "Merged with a"}),)),
        ("d", None, (Exclusion("excluded", {"reason": "Arrived late"}),)),
    ]


def test_a_bid_below_a_minimum_is_named_scored_and_not_ranked_though_its_price_stays_closed():
    result = evaluate(SETUP, [A, B, Bid("c", None)], [*SCORES, *moderated("c", 1, 4, 4)])
    low = result.bids[-1]
    reason = Exclusion("below_minimum", {"question": "outcomes", "minimum": 2, "points": 1})
    assert (low.bid, low.rank, low.quality_score, low.total, low.exclusions) == (
        "c",
        None,
        Decimal("62.50"),
        None,
        (reason,),
    )


def test_a_fixed_budget_is_won_by_quality_and_a_price_above_it_is_not_ranked():
    setup = replace(
        SETUP,
        quality_weight=Decimal(100),
        price_weight=Decimal(0),
        method=Method.FIXED_BUDGET,
        budget=Decimal("100"),
    )
    a, b = evaluate(setup, [A, B], SCORES).bids
    assert (a.bid, a.rank, a.total, a.price_points) == ("a", 1, Decimal("72.50"), Decimal(0))
    assert b.exclusions == (Exclusion("over_budget", {"price": Decimal(105), "budget": Decimal(100)}),)


def test_a_budget_limits_prices_only_where_it_was_announced_as_fixed():
    result = evaluate(replace(SETUP, budget=Decimal(100)), [A, B], SCORES)
    assert [one.rank for one in result.bids] == [1, 2]


def test_a_tie_on_exact_points_goes_to_the_higher_quality():
    # a: 40 × 2/4 + 60 × 100/100 = 80, b: 40 × 3/4 + 60 × 100/120 = 80.
    setup = Setup((Question("all", Decimal(100)),), quality_weight=Decimal(40), price_weight=Decimal(60))
    bids = [Bid("a", Decimal(100)), Bid("b", Decimal(120))]
    scores = [ModeratedScore("a", "all", 2, "Fair"), ModeratedScore("b", "all", 3, "Good")]
    even = evaluate(setup, bids, scores)
    assert [(one.bid, one.rank, str(one.total)) for one in even.bids] == [("b", 1, "80.00"), ("a", 2, "80.00")]
    assert [(tie.bids, tie.settled_by) for tie in even.ties] == [(("b", "a"), SettledBy.HIGHER_QUALITY)]


def test_bids_equal_in_all_wait_for_a_draw():
    twin = [*moderated("a", 3, 3, 3), *moderated("b", 3, 3, 3)]
    bids = [A, replace(B, price=A.price)]
    assert evaluate(SETUP, bids, twin).winner is None
    assert evaluate(SETUP, bids, twin, drawn_order=["b", "a"]).winner == "b"


def test_no_live_bid_gives_no_winner():
    result = evaluate(SETUP, [replace(A, standing=Standing.WITHDRAWN)], [])
    assert (result.winner, result.reference_price, result.bids[0].sections) == (None, None, ())


@pytest.mark.parametrize("price", [Decimal(0), Decimal("-0.01")])
def test_a_price_of_nothing_or_less_is_refused(price):
    assert problems(bids=[A, replace(B, price=price)]) == [Problem("price_not_positive", "b", params={"price": price})]


def test_a_moderated_score_needs_a_rationale():
    found = problems(scores=[*moderated("a", 3, 2, 4), *moderated("b", 4, 3, 3, rationale=" ")])
    assert found == [Problem("rationale_missing", "b", question.code) for question in QUESTIONS]


def test_everything_wrong_is_refused_at_once():
    setup = Setup(
        (Question("outcomes", Decimal(50)), Question("outcomes", Decimal(0))),
        quality_weight=Decimal(60),
        method=Method.FIXED_BUDGET,
    )
    scores = [
        ModeratedScore("a", "outcomes", 5, "Beyond"),
        ModeratedScore("a", "outcomes", 4, "Again"),
        ModeratedScore("b", "staff", 4, "No such question"),
    ]
    assert [(p.code, p.bid, p.question) for p in problems(setup, [A, A, B], scores)] == [
        ("split_not_whole", "", ""),
        ("fixed_budget_weighs_price", "", ""),
        ("questions_not_whole", "", ""),
        ("question_without_weight", "", "outcomes"),
        ("question_twice", "", "outcomes"),
        ("bid_twice", "a", ""),
        ("moderated_score_twice", "a", "outcomes"),
        ("moderated_score_twice", "a", "outcomes"),
        ("moderated_score_twice", "a", "outcomes"),
        ("moderated_score_twice", "a", "outcomes"),
        ("moderated_score_missing", "b", "outcomes"),
        ("moderated_score_missing", "b", "outcomes"),
        ("score_off_scale", "a", "outcomes"),
        ("moderated_score_unknown", "b", "staff"),
    ]


def test_an_unopened_price_of_a_bid_that_is_ranked_is_missing():
    assert problems(bids=[A, replace(B, price=None)]) == [Problem("price_missing", "b")]


POINTS = st.tuples(*[st.integers(0, 4)] * 3)
PRICES = st.decimals(Decimal("0.01"), Decimal(10**7), places=2)


@given(st.lists(st.tuples(POINTS, PRICES), min_size=1, max_size=5), st.sampled_from(list(Method)[::2]))
def test_points_stay_within_their_weights_and_sum_to_the_total(entries, method):
    bids = [Bid(str(n), price) for n, (_, price) in enumerate(entries)]
    scores = [score for n, (points, _) in enumerate(entries) for score in moderated(str(n), *points)]
    for one in evaluate(replace(SETUP, method=method), bids, scores).bids:
        if one.rank is None:
            assert one.total is None
            continue
        assert 0 <= one.quality_points <= 60
        assert 0 <= one.price_points <= 40
        assert abs(one.total - one.quality_points - one.price_points) <= Decimal("0.01")


@given(st.lists(st.tuples(POINTS, PRICES), min_size=2, max_size=4), st.integers(0, 2))
def test_a_better_answer_never_worsens_a_rank(entries, question):
    bids = [Bid(str(n), price) for n, (_, price) in enumerate(entries)]
    better = list(entries[0][0])
    better[question] = min(4, better[question] + 1)
    others = [score for n, (points, _) in enumerate(entries[1:], 1) for score in moderated(str(n), *points)]
    setup = replace(SETUP, questions=tuple(replace(question, minimum=0) for question in QUESTIONS))
    before = evaluate(setup, bids, [*moderated("0", *entries[0][0]), *others])
    after = evaluate(setup, bids, [*moderated("0", *better), *others])
    rank_of = [next(one.rank for one in result.bids if one.bid == "0") for result in (before, after)]
    assert rank_of[1] <= rank_of[0]
