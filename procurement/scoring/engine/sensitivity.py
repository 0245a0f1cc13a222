"""Who wins if quality weighed 40–60 %."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from procurement.scoring.engine.inputs import Bid, Method, ModeratedScore, Setup
from procurement.scoring.engine.ranking import rank
from procurement.scoring.engine.standings import Standings, standings_of, two_decimals


@dataclass(frozen=True, slots=True)
class Series:
    """A bid's points in all at each quality weight, in the order of ``Sensitivity.weights``."""

    bid: str
    totals: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Crossing:
    """The quality weight, two decimals, at which two bids have the same points.

    Below it ``ahead_below`` leads the other, above it the other leads. ``changes_first`` tells
    whether the two are in front of every other bid there.
    """

    quality_weight: Decimal
    total: Decimal
    ahead_below: str
    ahead_above: str
    changes_first: bool


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """``leaders`` names for each weight the bids in first place: several where a draw would decide."""

    weights: tuple[int, ...]
    series: tuple[Series, ...]
    leaders: tuple[tuple[str, ...], ...]
    crossings: tuple[Crossing, ...]


def weight_sensitivity(
    setup: Setup, bids: Sequence[Bid], moderated: Sequence[ModeratedScore], *, lowest: int = 40, highest: int = 60
) -> Sensitivity:
    """Score a tender at every whole quality weight from ``lowest`` to ``highest`` per cent.

    The ranked bids are those of ``evaluate``; price weighs what quality does not. Of a fixed budget,
    where price has no points, the answer is empty. Raises NotScorable as ``evaluate`` does.
    """
    standings = standings_of(setup, bids, moderated)
    if setup.method is Method.FIXED_BUDGET:
        return Sensitivity((), (), (), ())
    weights = tuple(range(lowest, highest + 1))
    scored = [standings.contenders(Decimal(weight), Decimal(100 - weight)) for weight in weights]
    series = [
        Series(bid, tuple(two_decimals(contenders[place].total) for contenders in scored))
        for place, bid in enumerate(standings.quality)
    ]
    leaders = [tuple(bid for bid, place in rank(contenders).ranks if place == 1) for contenders in scored]
    crossings = [
        crossing
        for one, other in combinations(standings.quality, 2)
        if (crossing := _crossing(standings, one, other, lowest, highest))
    ]
    crossings.sort(key=lambda crossing: crossing.quality_weight)
    return Sensitivity(weights, tuple(series), tuple(leaders), tuple(crossings))


def _total(standings: Standings, bid: str, weight: Fraction) -> Fraction:
    return weight * standings.quality[bid] / 100 + (100 - weight) * standings.price_shares[bid]


def _crossing(standings: Standings, one: str, other: str, lowest: int, highest: int) -> Crossing | None:
    # Each total is a straight line in the quality weight: their difference is zero at most once.
    at_none = _total(standings, one, Fraction(0)) - _total(standings, other, Fraction(0))
    at_all = _total(standings, one, Fraction(100)) - _total(standings, other, Fraction(100))
    if at_none == at_all:
        return None
    weight = 100 * at_none / (at_none - at_all)
    if not lowest <= weight <= highest:
        return None
    total = _total(standings, one, weight)
    below, above = (one, other) if at_none > at_all else (other, one)
    return Crossing(
        quality_weight=two_decimals(weight),
        total=two_decimals(total),
        ahead_below=below,
        ahead_above=above,
        changes_first=all(_total(standings, bid, weight) <= total for bid in standings.quality),
    )
