from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.scoring.engine.inputs import Method
from procurement.scoring.engine.price import price_shares, reference_price
from procurement.scoring.engine.standings import two_decimals

PRICES = st.dictionaries(
    st.sampled_from("abcdef"), st.decimals(Decimal("0.01"), Decimal(10**8), places=2), min_size=1, max_size=6
)
POUNDS = {"a": Decimal(100), "b": Decimal(105), "c": Decimal(125)}


def points(method, prices, weight=40):
    return {bid: str(two_decimals(weight * share)) for bid, share in price_shares(method, prices).items()}


def test_of_40_points_a_price_of_105_against_100_earns_38_10():
    assert points(Method.LOWEST_PRICE, POUNDS) == {"a": "40.00", "b": "38.10", "c": "32.00"}
    assert reference_price(Method.LOWEST_PRICE, POUNDS) == 100


def test_points_fall_with_the_distance_from_the_mean_on_both_sides():
    # The mean is £110: 40 × 100/110, 40 × 105/110 and 40 × 95/110.
    assert points(Method.DISTANCE_FROM_MEAN, POUNDS) == {"a": "36.36", "b": "38.18", "c": "34.55"}
    assert reference_price(Method.DISTANCE_FROM_MEAN, POUNDS) == 110


def test_a_price_of_more_than_twice_the_mean_earns_nothing_and_never_less():
    prices = {"a": Decimal(10), "b": Decimal(10), "c": Decimal(100)}
    assert points(Method.DISTANCE_FROM_MEAN, prices) == {"a": "10.00", "b": "10.00", "c": "0.00"}


def test_a_fixed_budget_gives_no_points_for_price():
    assert points(Method.FIXED_BUDGET, POUNDS) == {"a": "0.00", "b": "0.00", "c": "0.00"}
    assert reference_price(Method.FIXED_BUDGET, POUNDS) is None


@pytest.mark.parametrize("method", Method)
def test_no_prices_give_no_points(method):
    assert price_shares(method, {}) == {}


@given(PRICES, st.integers(1, 1000), st.sampled_from(Method))
def test_scaling_every_price_leaves_the_points_unchanged(prices, factor, method):
    scaled = {bid: price * factor for bid, price in prices.items()}
    assert price_shares(method, scaled) == price_shares(method, prices)


@given(PRICES, st.data())
def test_raising_one_price_never_lowers_the_points_of_others(prices, data):
    raised = data.draw(st.sampled_from(sorted(prices)))
    more = data.draw(st.decimals(0, 10**6, places=2))
    before = price_shares(Method.LOWEST_PRICE, prices)
    after = price_shares(Method.LOWEST_PRICE, prices | {raised: prices[raised] + more})
    assert all(after[bid] >= before[bid] for bid in prices if bid != raised)
    assert after[raised] <= before[raised]


@given(PRICES)
def test_the_lowest_price_earns_all_points_and_nobody_more(prices):
    shares = price_shares(Method.LOWEST_PRICE, prices)
    assert max(shares.values()) == 1
    assert {bid for bid, share in shares.items() if share == 1} == {
        bid for bid, price in prices.items() if price == min(prices.values())
    }


@given(PRICES)
def test_distance_from_the_mean_stays_between_no_points_and_all(prices):
    assert all(0 <= share <= 1 for share in price_shares(Method.DISTANCE_FROM_MEAN, prices).values())


@given(st.fractions(0, 100))
def test_rounding_is_half_up_and_off_by_half_a_hundredth_at_most(exact):
    off = Fraction(two_decimals(exact)) - exact
    assert Fraction(-1, 200) < off <= Fraction(1, 200)
