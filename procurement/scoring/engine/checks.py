"""What keeps figures from being scored, everything at once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from procurement.scoring.engine.inputs import TOP_SCORE, Bid, Method, ModeratedScore, Problem, Setup, Standing

ALL = Decimal(100)


def problems_of(setup: Setup, bids: Sequence[Bid], moderated: Sequence[ModeratedScore]) -> list[Problem]:
    """List every reason why a tender cannot be scored yet; empty where it can.

    A price not yet opened (None) is a problem only for a live bid that meets every minimum: price
    stays hidden from quality evaluators until quality is locked (guide).
    """
    return [*_of_setup(setup), *_of_scores(setup, bids, moderated), *_of_prices(setup, bids, moderated)]


def _of_setup(setup: Setup) -> Iterator[Problem]:
    split = {"quality": setup.quality_weight, "price": setup.price_weight}
    if min(split.values()) < 0 or setup.quality_weight + setup.price_weight != ALL:
        yield Problem("split_not_whole", params=split)
    if setup.method is Method.FIXED_BUDGET and setup.price_weight != 0:
        yield Problem("fixed_budget_weighs_price", params=split)
    total = sum((question.weight for question in setup.questions), Decimal(0))
    if total != ALL:
        yield Problem("questions_not_whole", params={"total": total})
    for question in setup.questions:
        if question.weight <= 0:
            yield Problem("question_without_weight", question=question.code, params={"weight": question.weight})
    for code in _repeated(question.code for question in setup.questions):
        yield Problem("question_twice", question=code)


def _of_scores(setup: Setup, bids: Sequence[Bid], moderated: Sequence[ModeratedScore]) -> Iterator[Problem]:
    for code in _repeated(bid.code for bid in bids):
        yield Problem("bid_twice", bid=code)
    expected = [(bid.code, question.code) for bid in bids for question in setup.questions]
    live = {bid.code for bid in bids if bid.standing is Standing.LIVE}
    given = Counter((score.bid, score.question) for score in moderated)
    for bid, question in expected:
        if bid in live and given[bid, question] == 0:
            yield Problem("moderated_score_missing", bid, question)
        if given[bid, question] > 1:
            yield Problem("moderated_score_twice", bid, question)
    for score in moderated:
        if (score.bid, score.question) not in expected:
            yield Problem("moderated_score_unknown", score.bid, score.question)
        if not 0 <= score.points <= TOP_SCORE or score.points != int(score.points):
            yield Problem("score_off_scale", score.bid, score.question, params={"points": score.points})
        if not score.rationale.strip():
            yield Problem("rationale_missing", score.bid, score.question)


def _of_prices(setup: Setup, bids: Sequence[Bid], moderated: Sequence[ModeratedScore]) -> Iterator[Problem]:
    minimums = {question.code: question.minimum for question in setup.questions}
    failed = {score.bid for score in moderated if score.points < minimums.get(score.question, 0)}
    for bid in bids:
        if bid.standing is not Standing.LIVE:
            continue
        if bid.price is None:
            if bid.code not in failed and setup.method is not Method.FIXED_BUDGET:
                yield Problem("price_missing", bid.code)
        elif not bid.price > 0:
            yield Problem("price_not_positive", bid.code, params={"price": bid.price})


def _repeated(codes: Iterable[str]) -> list[str]:
    return [code for code, times in Counter(codes).items() if times > 1]
