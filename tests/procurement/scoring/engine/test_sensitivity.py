from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.scoring.engine.inputs import Bid, Method, ModeratedScore, NotScorable, Question, Setup, Standing
from procurement.scoring.engine.result import evaluate
from procurement.scoring.engine.sensitivity import Crossing, Sensitivity, weight_sensitivity

SETUP = Setup((Question("all", Decimal(100)),))
# cheap: w × 0.5 + (100 − w). good: w × 0.75 + (100 − w) × 0.75 = 75. They meet at w = 50.
CHEAP, GOOD = Bid("cheap", Decimal(75)), Bid("good", Decimal(100))
SCORES = [ModeratedScore("cheap", "all", 2, "Fair"), ModeratedScore("good", "all", 3, "Good")]


def test_the_winner_changes_where_the_lines_cross():
    found = weight_sensitivity(SETUP, [CHEAP, GOOD], SCORES)
    assert found.weights == tuple(range(40, 61))
    assert found.crossings == (Crossing(Decimal(50), Decimal(75), "cheap", "good", changes_first=True),)
    # At 50 both have 75.00 and the higher quality wins.
    assert found.leaders == (("cheap",),) * 10 + (("good",),) * 11


def test_each_series_holds_a_bids_points_at_each_weight():
    cheap, good = weight_sensitivity(SETUP, [CHEAP, GOOD], SCORES).series
    assert (cheap.bid, cheap.totals[0], cheap.totals[20]) == ("cheap", Decimal(80), Decimal(70))
    assert (good.bid, set(good.totals)) == ("good", {Decimal(75)})


def test_a_crossing_behind_the_winner_changes_nothing():
    best = Bid("best", Decimal(75))
    scores = [*SCORES, ModeratedScore("best", "all", 4, "Excellent")]
    found = weight_sensitivity(SETUP, [CHEAP, GOOD, best], scores)
    assert [(one.ahead_below, one.ahead_above, one.changes_first) for one in found.crossings] == [
        ("cheap", "good", False)
    ]
    assert set(found.leaders) == {("best",)}


def test_a_crossing_outside_the_range_is_left_out():
    assert weight_sensitivity(SETUP, [CHEAP, GOOD], SCORES, lowest=51, highest=60).crossings == ()


def test_bids_equal_in_all_never_cross_and_lead_together():
    twin = [replace(CHEAP, code="twin"), CHEAP]
    scores = [SCORES[0], replace(SCORES[0], bid="twin")]
    found = weight_sensitivity(SETUP, twin, scores, lowest=50, highest=50)
    assert (found.crossings, found.leaders) == ((), (("cheap", "twin"),))


def test_withdrawn_bids_have_no_series():
    gone = Bid("gone", Decimal(1), Standing.WITHDRAWN)
    assert weight_sensitivity(SETUP, [CHEAP, gone, GOOD], SCORES) == weight_sensitivity(SETUP, [CHEAP, GOOD], SCORES)


def test_a_fixed_budget_has_no_weights_to_try():
    setup = replace(SETUP, method=Method.FIXED_BUDGET, quality_weight=Decimal(100), price_weight=Decimal(0))
    assert weight_sensitivity(setup, [CHEAP, GOOD], SCORES) == Sensitivity((), (), (), ())


def test_figures_that_cannot_be_scored_are_refused():
    with pytest.raises(NotScorable, match="moderated_score_missing"):
        weight_sensitivity(SETUP, [CHEAP, GOOD], [])


ENTRIES = st.lists(st.tuples(st.integers(0, 4), st.integers(50, 200)), min_size=1, max_size=5)


@given(ENTRIES, st.integers(40, 60))
def test_each_step_is_the_result_under_that_weight(entries, weight):
    bids = [Bid(str(n), Decimal(price)) for n, (_, price) in enumerate(entries)]
    scores = [ModeratedScore(str(n), "all", points, "Why") for n, (points, _) in enumerate(entries)]
    found = weight_sensitivity(SETUP, bids, scores)
    setup = replace(SETUP, quality_weight=Decimal(weight), price_weight=Decimal(100 - weight))
    result = evaluate(setup, bids, scores)
    step = found.weights.index(weight)
    assert {one.bid: one.totals[step] for one in found.series} == {one.bid: one.total for one in result.bids}
    assert set(found.leaders[step]) == {one.bid for one in result.bids if one.rank == 1}


@given(ENTRIES)
def test_above_a_crossing_the_bid_of_higher_quality_leads(entries):
    bids = [Bid(str(n), Decimal(price)) for n, (_, price) in enumerate(entries)]
    scores = [ModeratedScore(str(n), "all", points, "Why") for n, (points, _) in enumerate(entries)]
    quality = {str(n): points for n, (points, _) in enumerate(entries)}
    for crossing in weight_sensitivity(SETUP, bids, scores).crossings:
        assert quality[crossing.ahead_above] > quality[crossing.ahead_below]
        assert 40 <= crossing.quality_weight <= 60
