"""What evaluators still owe before a result can be made, and where they differ."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from procurement.scoring.engine.inputs import Bid, ModeratedScore, Problem, Question, Standing

PEOPLE_NEEDED = 2  # evaluators for each bid, and people who open the bids (guide)


@dataclass(frozen=True, slots=True)
class Assignment:
    """An evaluator of a bid. ``locked`` once they have finished; ``recused`` shuts them out."""

    evaluator: str
    bid: str
    locked: bool = False
    recused: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """What one evaluator, alone, gave one question of one bid: 0 to 4."""

    evaluator: str
    bid: str
    question: str
    points: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Evaluators apart on one question of one bid; ``scores`` pairs each evaluator with their points."""

    bid: str
    question: str
    lowest: int
    highest: int
    scores: tuple[tuple[str, int], ...]


def opening_gaps(openers: Collection[str]) -> list[Problem]:
    """Tell whether too few people open the bids: at least 2 different people (guide)."""
    found = len(set(openers))
    if found >= PEOPLE_NEEDED:
        return []
    return [Problem("openers_too_few", params={"found": found, "needed": PEOPLE_NEEDED})]


def scoring_gaps(
    questions: Sequence[Question], bids: Sequence[Bid], assignments: Sequence[Assignment], scores: Sequence[Score]
) -> list[Problem]:
    """List what keeps moderation from starting, by live bid: whose score of what is missing.

    At least 2 evaluators who are not recused, each with a score for every question, then locked
    (guide). Scores of a recused evaluator do not count.
    """
    given = {(score.evaluator, score.bid, score.question) for score in scores}
    gaps: list[Problem] = []
    for bid in _live(bids):
        active = [one for one in assignments if one.bid == bid and not one.recused]
        found = len({one.evaluator for one in active})
        if found < PEOPLE_NEEDED:
            gaps.append(Problem("evaluators_too_few", bid, params={"found": found, "needed": PEOPLE_NEEDED}))
        for one in active:
            unscored = [question.code for question in questions if (one.evaluator, bid, question.code) not in given]
            gaps.extend(Problem("score_missing", bid, question, one.evaluator) for question in unscored)
            if not unscored and not one.locked:
                gaps.append(Problem("scores_not_locked", bid, evaluator=one.evaluator))
    return gaps


def moderation_gaps(
    questions: Sequence[Question], bids: Sequence[Bid], moderated: Sequence[ModeratedScore]
) -> list[Problem]:
    """List what keeps the result from being made: consensus scores missing, or without a rationale."""
    agreed = {(score.bid, score.question): score for score in moderated}
    gaps: list[Problem] = []
    for bid in _live(bids):
        for question in questions:
            score = agreed.get((bid, question.code))
            if score is None:
                gaps.append(Problem("moderated_score_missing", bid, question.code))
            elif not score.rationale.strip():
                gaps.append(Problem("rationale_missing", bid, question.code))
    return gaps


def differences(scores: Sequence[Score], *, at_least: int = 2) -> list[Difference]:
    """List where evaluators' scores lie ``at_least`` apart, the widest first: talk about these first."""
    by_question: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for score in scores:
        by_question.setdefault((score.bid, score.question), []).append((score.evaluator, score.points))
    found = []
    for (bid, question), pairs in by_question.items():
        points = [given for _, given in pairs]
        if max(points) - min(points) >= at_least:
            found.append(Difference(bid, question, min(points), max(points), tuple(pairs)))
    return sorted(found, key=lambda one: one.lowest - one.highest)


def _live(bids: Sequence[Bid]) -> Iterator[str]:
    return (bid.code for bid in bids if bid.standing is Standing.LIVE)
