"""Which bids are ranked, and their exact figures before any rounding.

Section score = Σ score ÷ 4 × weight; quality points = quality weight × weighted quality ÷ 100.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import floor

from procurement.scoring.engine.checks import problems_of
from procurement.scoring.engine.inputs import (
    TOP_SCORE,
    Bid,
    Method,
    ModeratedScore,
    NotScorable,
    Question,
    Setup,
    Standing,
)
from procurement.scoring.engine.price import price_shares
from procurement.scoring.engine.ranking import Contender

Points = Mapping[tuple[str, str], int]  # (bid, question) to its consensus score


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Why a bid is not ranked: withdrawn, excluded, below_minimum (one for each question), over_budget."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standings:
    """Every bid's exclusions and, of the ranked bids only, price in pounds, quality of 100, price share of 1.

    ``heaviest`` is what a bid has of its quality on the heaviest question.
    """

    points: Points
    exclusions: Mapping[str, tuple[Exclusion, ...]]
    prices: Mapping[str, Decimal]
    quality: Mapping[str, Fraction]
    price_shares: Mapping[str, Fraction]
    heaviest: Mapping[str, Fraction]

    def contenders(self, quality_weight: Decimal, price_weight: Decimal) -> list[Contender]:
        """Return the exact figures every ranked bid has under two weights in per cent."""
        return [
            Contender(
                bid=bid,
                total=Fraction(quality_weight) * quality / 100 + Fraction(price_weight) * self.price_shares[bid],
                quality=quality,
                heaviest=self.heaviest[bid],
                price=Fraction(self.prices[bid]) if bid in self.prices else None,
            )
            for bid, quality in self.quality.items()
        ]


def two_decimals(exact: Fraction) -> Decimal:
    """Round a fraction of 0 or more half-up to two decimals."""
    return Decimal(floor(exact * 100 + Fraction(1, 2))).scaleb(-2)


def weighted(questions: Iterable[Question], bid: str, points: Points) -> Fraction:
    """Return Σ score ÷ 4 × weight over some questions of a bid."""
    shares = (Fraction(question.weight) * points[bid, question.code] / TOP_SCORE for question in questions)
    return sum(shares, Fraction(0))


def heaviest_of(questions: Sequence[Question]) -> list[Question]:
    """Return the question with the greatest weight; all of them where several have it."""
    most = max((question.weight for question in questions), default=Decimal(0))
    return [question for question in questions if question.weight == most]


def standings_of(setup: Setup, bids: Sequence[Bid], moderated: Sequence[ModeratedScore]) -> Standings:
    """Compute the exact figures of a tender. Raises NotScorable with every problem of ``problems_of``."""
    if problems := problems_of(setup, bids, moderated):
        raise NotScorable(problems)
    points = {(score.bid, score.question): score.points for score in moderated}
    exclusions = {bid.code: tuple(_exclusions(setup, bid, points)) for bid in bids}
    ranked = [bid for bid in bids if not exclusions[bid.code]]
    prices = {bid.code: bid.price for bid in ranked if bid.price is not None}
    no_points = {bid.code: Fraction(0) for bid in ranked}
    return Standings(
        points=points,
        exclusions=exclusions,
        prices=prices,
        quality={bid.code: weighted(setup.questions, bid.code, points) for bid in ranked},
        price_shares=no_points | price_shares(setup.method, prices),
        heaviest={bid.code: weighted(heaviest_of(setup.questions), bid.code, points) for bid in ranked},
    )


def _exclusions(setup: Setup, bid: Bid, points: Points) -> list[Exclusion]:
    if bid.standing is not Standing.LIVE:
        return [Exclusion(bid.standing.value, {"reason": bid.reason})]
    found = [
        Exclusion("below_minimum", {"question": question.code, "minimum": question.minimum, "points": score})
        for question in setup.questions
        if (score := points[bid.code, question.code]) < question.minimum
    ]
    over = setup.budget is not None and bid.price is not None and bid.price > setup.budget
    if over and setup.method is Method.FIXED_BUDGET:
        found.append(Exclusion("over_budget", {"price": bid.price, "budget": setup.budget}))
    return found
