"""The order of bids: by exact totals, then by the announced ladder, then by a draw. Figures that are shown never decide.

The ladder (ours): higher quality; the heaviest question; the lower price. Every tender announces it in the words of
``scoring.queries.announcement_of`` and ``tenders.models.tie_rule_in_words``: change them together. How a draw is made: ``draw``.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from typing import Any


class SettledBy(StrEnum):
    """What put bids of the same exact total in their order."""

    HIGHER_QUALITY = "higher_quality"
    HEAVIEST_QUESTION = "heaviest_question"
    LOWER_PRICE = "lower_price"
    DRAW = "draw"
    NOTHING_YET = "draw_needed"


@dataclass(frozen=True, slots=True)
class Contender:
    """A ranked bid's exact figures.

    ``total`` in points of 100, ``quality`` in per cent of all quality, ``heaviest`` the points ÷ 4 × weight of the question
    with the greatest weight (of several of that weight, their sum), ``price`` in pounds.
    """

    bid: str
    total: Fraction
    quality: Fraction
    heaviest: Fraction = Fraction(0)
    price: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """Bids with the same exact total, best first, and what put those ``ahead`` before the others; all while nothing did."""

    bids: tuple[str, ...]
    total: Fraction
    settled_by: SettledBy
    ahead: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ranks from 1, shared by bids that wait for a draw; ``winner`` is None while the first place is shared."""

    ranks: tuple[tuple[str, int], ...]
    ties: tuple[Tie, ...]
    winner: str | None


def _price(one: Contender) -> tuple[bool, Fraction]:
    # A price nobody has opened comes after every known one.
    return one.price is None, one.price or Fraction(0)


# Each rung sorts the best first.
Rung = Callable[[Contender], Any]
LADDER: tuple[tuple[SettledBy, Rung], ...] = (
    (SettledBy.HIGHER_QUALITY, lambda one: -one.quality),
    (SettledBy.HEAVIEST_QUESTION, lambda one: -one.heaviest),
    (SettledBy.LOWER_PRICE, _price),
)


def rank(contenders: Sequence[Contender], drawn_order: Sequence[str] = ()) -> Ranking:
    """Rank bids by their exact totals, ties by the ladder.

    ``drawn_order`` names bids best first, as a draw put them; it settles a tie the ladder leaves where it names every bid
    of it, and changes no other place.
    """
    ties: list[Tie] = []
    ranks: list[tuple[str, int]] = []
    for group in _grouped(contenders, lambda one: -one.total):
        for shared in _climbed(group, LADDER, drawn_order, ties):
            ranks += [(one.bid, len(ranks) + 1) for one in shared]
    leaders = [bid for bid, place in ranks if place == 1]
    return Ranking(tuple(ranks), tuple(ties), leaders[0] if len(leaders) == 1 else None)


def waiting_for_draw(ranking: Ranking) -> list[str]:
    """List the bids that share a place, by their codes: what a draw is about."""
    return sorted(bid for tie in ranking.ties if tie.settled_by is SettledBy.NOTHING_YET for bid in tie.bids)


def _grouped(contenders: Sequence[Contender], rung: Rung) -> list[list[Contender]]:
    ordered = sorted(contenders, key=lambda one: (rung(one), one.bid))
    return [list(group) for _, group in groupby(ordered, key=rung)]


def _climbed(
    group: list[Contender], ladder: Sequence[tuple[SettledBy, Rung]], drawn_order: Sequence[str], ties: list[Tie]
) -> Iterator[list[Contender]]:
    """Yield those who share a place, best first, and note in ``ties`` every rung that told bids apart."""
    if len(group) == 1:
        yield group
    elif not ladder:
        yield from _drawn(group, drawn_order, ties)
    else:
        (settled_by, rung), above = ladder[0], ladder[1:]
        parts = _grouped(group, rung)
        if len(parts) > 1:
            ties.append(_tie(parts, settled_by))
        for part in parts:
            yield from _climbed(part, above, drawn_order, ties)


def _drawn(group: list[Contender], drawn_order: Sequence[str], ties: list[Tie]) -> Iterator[list[Contender]]:
    if not {one.bid for one in group} <= set(drawn_order):
        ties.append(_tie([group], SettledBy.NOTHING_YET))
        yield group
        return
    in_order = [[one] for one in sorted(group, key=lambda one: list(drawn_order).index(one.bid))]
    ties.append(_tie(in_order, SettledBy.DRAW))
    yield from in_order


def _tie(parts: Sequence[Sequence[Contender]], settled_by: SettledBy) -> Tie:
    bids = tuple(one.bid for part in parts for one in part)
    return Tie(bids, parts[0][0].total, settled_by, tuple(one.bid for one in parts[0]))
