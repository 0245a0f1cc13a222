from dataclasses import replace
from decimal import Decimal

import pytest

from procurement.scoring.engine.inputs import Bid, ModeratedScore, Problem, Question, Standing
from procurement.scoring.engine.moderation import (
    Assignment,
    Difference,
    Score,
    differences,
    moderation_gaps,
    opening_gaps,
    scoring_gaps,
)

QUESTIONS = [Question("outcomes", Decimal(60)), Question("staff", Decimal(40))]
BIDS = [Bid("a"), Bid("b", standing=Standing.WITHDRAWN)]
EDIE, PAT = Assignment("Edie", "a", locked=True), Assignment("Pat", "a", locked=True)
SCORES = [Score(who, "a", question.code, 3) for who in ("Edie", "Pat") for question in QUESTIONS]


def gaps(assignments, scores=SCORES):
    return scoring_gaps(QUESTIONS, BIDS, assignments, scores)


@pytest.mark.parametrize(("openers", "found"), [([], 0), (["Pat"], 1), (["Pat", "Pat"], 1), (["Pat", "Edie"], None)])
def test_two_different_people_open_the_bids(openers, found):
    expected = [] if found is None else [Problem("openers_too_few", params={"found": found, "needed": 2})]
    assert opening_gaps(openers) == expected


def test_nothing_is_missing_once_two_evaluators_have_scored_and_locked():
    assert gaps([EDIE, PAT]) == []


def test_a_single_evaluator_is_too_few_and_a_withdrawn_bid_needs_none():
    assert gaps([EDIE]) == [Problem("evaluators_too_few", "a", params={"found": 1, "needed": 2})]


def test_a_recused_evaluator_does_not_count_and_owes_nothing():
    found = gaps([EDIE, replace(PAT, recused=True, locked=False)], SCORES[:2])
    assert found == [Problem("evaluators_too_few", "a", params={"found": 1, "needed": 2})]


def test_what_is_unscored_is_named_with_who_owes_it():
    assert gaps([EDIE, PAT], SCORES[:3]) == [Problem("score_missing", "a", "staff", "Pat")]


def test_scores_complete_but_not_locked_are_named():
    assert gaps([EDIE, replace(PAT, locked=False)]) == [Problem("scores_not_locked", "a", evaluator="Pat")]


def test_moderated_scores_and_their_rationale_are_owed_for_live_bids():
    agreed = [ModeratedScore("a", "staff", 3, " ")]
    assert moderation_gaps(QUESTIONS, BIDS, agreed) == [
        Problem("moderated_score_missing", "a", "outcomes"),
        Problem("rationale_missing", "a", "staff"),
    ]
    complete = [ModeratedScore("a", question.code, 3, "Clear") for question in QUESTIONS]
    assert moderation_gaps(QUESTIONS, BIDS, complete) == []


def test_evaluators_two_or_more_apart_are_shown_the_widest_first():
    scores = [
        Score("Edie", "a", "outcomes", 3),
        Score("Pat", "a", "outcomes", 1),
        Score("Edie", "a", "staff", 0),
        Score("Pat", "a", "staff", 4),
        Score("Edie", "b", "staff", 2),
        Score("Pat", "b", "staff", 3),
    ]
    assert differences(scores) == [
        Difference("a", "staff", 0, 4, (("Edie", 0), ("Pat", 4))),
        Difference("a", "outcomes", 1, 3, (("Edie", 3), ("Pat", 1))),
    ]
    assert [one.bid for one in differences(scores, at_least=1)] == ["a", "a", "b"]
