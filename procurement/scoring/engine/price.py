"""How prices become points. All figures are exact fractions; nothing is rounded here.

- lowest price (guide): weight × lowest ÷ this price, so 40 × 100 ÷ 105 = 38.10.
- distance from the mean (ours): weight × (1 − |this price − mean| ÷ mean), never below 0: the mean
  price earns all points, a price of nothing or of twice the mean none.
- fixed budget (ours): the price is given, so it earns no points and quality decides.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from procurement.scoring.engine.inputs import Method


def reference_price(method: Method, prices: Mapping[str, Decimal]) -> Fraction | None:
    """Return what each price is held against: the lowest, or the mean; None where there is nothing."""
    if not prices or method is Method.FIXED_BUDGET:
        return None
    if method is Method.LOWEST_PRICE:
        return Fraction(min(prices.values()))
    return sum(map(Fraction, prices.values()), Fraction(0)) / len(prices)


def price_shares(method: Method, prices: Mapping[str, Decimal]) -> dict[str, Fraction]:
    """Return the share of the price points, from 0 to 1, that each bid earns.

    ``prices`` holds pounds above 0 for the bids that are ranked, and for no other.
    """
    reference = reference_price(method, prices)
    if reference is None:
        return dict.fromkeys(prices, Fraction(0))
    if method is Method.LOWEST_PRICE:
        return {bid: reference / Fraction(price) for bid, price in prices.items()}
    return {bid: max(Fraction(0), 1 - abs(Fraction(price) - reference) / reference) for bid, price in prices.items()}
