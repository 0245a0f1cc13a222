"""The order of bids, and how ties are settled.

Bids are ranked on the figures that are published, rounded to two decimals: more points in all, then
more points for quality (ours), then a decision of people with its reason. Every tender announces this in the words of
``tenders.models.tie_rule_in_words``: change both together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import groupby


class SettledBy(StrEnum):
    HIGHER_QUALITY = "higher_quality"
    DECISION = "decision"
    NOTHING_YET = "decision_needed"


@dataclass(frozen=True, slots=True)
class Contender:
    bid: str
    total: Decimal
    quality_points: Decimal


@dataclass(frozen=True, slots=True)
class Tie:
    """Bids with equal points in all, best first, and what put them in that order."""

    bids: tuple[str, ...]
    total: Decimal
    settled_by: SettledBy


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ranks from 1, shared by bids of an unsettled tie; ``winner`` is None while the first is tied."""

    ranks: tuple[tuple[str, int], ...]
    ties: tuple[Tie, ...]
    winner: str | None


def rank(contenders: Sequence[Contender], decided_order: Sequence[str] = ()) -> Ranking:
    """Rank bids by their published points.

    ``decided_order`` names bids best first, as the evaluators decided; it settles a tie where it
    names every bid of it and changes no other place.
    """
    ranks: list[tuple[str, int]] = []
    ties: list[Tie] = []
    ordered = sorted(contenders, key=lambda one: (-one.total, -one.quality_points, one.bid))
    for total, same_total in groupby(ordered, key=lambda one: one.total):
        groups = [
            _settle([one.bid for one in group], decided_order)
            for _, group in groupby(same_total, key=lambda one: one.quality_points)
        ]
        if len(groups) > 1:
            bids = tuple(bid for group, _ in groups for bid in group)
            ties.append(Tie(bids, total, SettledBy.HIGHER_QUALITY))
        for group, settled_by in groups:
            first = len(ranks) + 1
            if len(group) > 1:
                ties.append(Tie(group, total, settled_by))
            shares = settled_by is SettledBy.NOTHING_YET
            ranks.extend((bid, first if shares else first + place) for place, bid in enumerate(group))
    leaders = [bid for bid, place in ranks if place == 1]
    return Ranking(tuple(ranks), tuple(ties), leaders[0] if len(leaders) == 1 else None)


def _settle(bids: list[str], decided_order: Sequence[str]) -> tuple[tuple[str, ...], SettledBy]:
    if set(bids) <= set(decided_order):
        return tuple(sorted(bids, key=list(decided_order).index)), SettledBy.DECISION
    return tuple(bids), SettledBy.NOTHING_YET
