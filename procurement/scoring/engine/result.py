"""The ranked result of a tender, as it is shown and kept: ordered by exact figures, shown with two decimals, half-up."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from procurement.scoring.engine.inputs import Bid, ModeratedScore, Question, Setup
from procurement.scoring.engine.price import reference_price
from procurement.scoring.engine.ranking import Contender, Tie, rank
from procurement.scoring.engine.standings import Exclusion, Points, Standings, standings_of, two_decimals, weighted

ENGINE_VERSION = "scoring 2.0"


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question of one bid: ``score`` is points ÷ 4 × weight."""

    question: str
    points: int
    weight: Decimal
    score: Decimal


@dataclass(frozen=True, slots=True)
class SectionResult:
    section: str
    weight: Decimal
    score: Decimal
    questions: tuple[QuestionResult, ...]


@dataclass(frozen=True, slots=True)
class BidResult:
    """A bid's points. Rank and points are None where it is not ranked; ``exclusions`` say why.

    ``quality_score`` (of 100) and ``sections`` are given for every bid whose questions are all scored. ``exact_total`` is
    what it was ranked by, ``total`` the same with two decimals.
    """

    bid: str
    rank: int | None
    price: Decimal | None
    quality_score: Decimal | None
    quality_points: Decimal | None
    price_points: Decimal | None
    total: Decimal | None
    exact_total: Fraction | None
    sections: tuple[SectionResult, ...]
    exclusions: tuple[Exclusion, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """Ranked bids first, best first, then those not ranked in the order given.

    ``reference_price`` is the lowest or the mean price of the ranked bids, in pounds and pennies.
    ``winner`` is None while the first place waits for a draw, or where no bid is ranked.
    """

    engine_version: str
    setup: Setup
    reference_price: Decimal | None
    bids: tuple[BidResult, ...]
    ties: tuple[Tie, ...]
    winner: str | None


def evaluate(
    setup: Setup, bids: Sequence[Bid], moderated: Sequence[ModeratedScore], *, drawn_order: Sequence[str] = ()
) -> Result:
    """Score and rank the bids of a tender.

    Withdrawn and excluded bids, bids below a question's minimum and bids over a fixed budget are
    not ranked and count neither for the lowest nor for the mean price. ``drawn_order`` names bids
    best first and settles the ties that the ladder leaves.

    Raises NotScorable with every problem at once: weights that do not sum to 100, a live bid without a
    consensus score or rationale, a score off the scale, a price missing, zero or negative.
    """
    standings = standings_of(setup, bids, moderated)
    contenders = {one.bid: one for one in standings.contenders(setup.quality_weight, setup.price_weight)}
    ranking = rank(list(contenders.values()), drawn_order)
    places = dict(ranking.ranks)
    ordered = sorted(bids, key=lambda bid: list(places).index(bid.code) if bid.code in places else len(places))
    reference = reference_price(setup.method, standings.prices)
    return Result(
        engine_version=ENGINE_VERSION,
        setup=setup,
        reference_price=None if reference is None else two_decimals(reference),
        bids=tuple(
            _bid_result(setup, bid, standings, contenders.get(bid.code), places.get(bid.code)) for bid in ordered
        ),
        ties=ranking.ties,
        winner=ranking.winner,
    )


def _bid_result(setup: Setup, bid: Bid, standings: Standings, points: Contender | None, place: int | None) -> BidResult:
    scored = all((bid.code, question.code) in standings.points for question in setup.questions)
    share = standings.price_shares.get(bid.code)
    return BidResult(
        bid=bid.code,
        rank=place,
        price=bid.price,
        quality_score=two_decimals(weighted(setup.questions, bid.code, standings.points)) if scored else None,
        quality_points=two_decimals(Fraction(setup.quality_weight) * points.quality / 100) if points else None,
        price_points=None if share is None else two_decimals(Fraction(setup.price_weight) * share),
        total=two_decimals(points.total) if points else None,
        exact_total=points.total if points else None,
        sections=_sections(setup.questions, bid.code, standings.points) if scored else (),
        exclusions=standings.exclusions[bid.code],
    )


def _sections(questions: Sequence[Question], bid: str, points: Points) -> tuple[SectionResult, ...]:
    order = list(dict.fromkeys(question.section for question in questions))
    by_section = sorted(questions, key=lambda question: order.index(question.section))
    return tuple(
        _section(section, list(members), bid, points)
        for section, members in groupby(by_section, key=lambda question: question.section)
    )


def _section(section: str, members: list[Question], bid: str, points: Points) -> SectionResult:
    return SectionResult(
        section=section,
        weight=sum((question.weight for question in members), Decimal(0)),
        score=two_decimals(weighted(members, bid, points)),
        questions=tuple(
            QuestionResult(one.code, points[bid, one.code], one.weight, two_decimals(weighted([one], bid, points)))
            for one in members
        ),
    )
