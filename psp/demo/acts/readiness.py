"""A round of the readiness review: every criterion answered by the officer, judged by the purchaser, decided."""

from collections.abc import Mapping, Sequence
from datetime import date

from partnerships.models import User
from partnerships.public import perform
from procurement.answers.operations import GivenAnswer, GivenJudgement, answer_readiness, judge_readiness, set_evidence
from procurement.models import ReadinessCondition, ReadinessReview
from procurement.readiness.operations import (
    GivenCondition,
    decide_readiness,
    meet_condition,
    start_readiness,
    submit_readiness,
)
from psp.demo.days import moment
from psp.demo.story import Story

Judged = Mapping[str, tuple[str, str]]  # by a criterion's code: the judgement and its comment


def answer(
    story: Story, answers: Mapping[str, str], *, months: int, evidence: Mapping[str, Sequence[str]]
) -> ReadinessReview:
    """Begin a round, answer its criteria by their codes and give documents by their short names; then hand it over."""
    review = start_readiness(partnership=story.partnership, by=story.leader, at=story.at(months))
    rows = {row.criterion.code: row for row in review.answers.select_related("criterion")}
    given = {rows[code].pk: GivenAnswer(text, rows[code].version) for code, text in answers.items() if code in rows}
    answer_readiness(review=review, given=given, by=story.leader, at=story.at(months, 9))
    for code, names in evidence.items():
        row = review.answers.get(criterion__code=code)
        row.review = review
        documents = [story.documents[name] for name in names]
        set_evidence(answer=row, documents=documents, by=story.leader, at=story.at(months, 10))
    review.refresh_from_db()
    return submit_readiness(review=review, by=story.leader, at=story.at(months, 11))


def judge(
    story: Story, review: ReadinessReview, but: Judged, *, months: int, days: int, only: int | None = None
) -> None:
    """Judge every criterion met but those named; ``only`` so many of them, where the round is still being judged."""
    rows = list(review.answers.select_related("criterion").order_by("criterion__position"))
    given = {row.pk: GivenJudgement(*but.get(row.criterion.code, ("met", "")), row.version) for row in rows[:only]}
    judge_readiness(review=review, given=given, by=story.purchaser, at=story.at(months, days))


def decide(
    story: Story,
    review: ReadinessReview,
    decision: str,
    note: str,
    *,
    months: int,
    days: int,
    conditions: Sequence[tuple[str, User, int]] = (),
) -> None:
    """Decide the round. A condition is its words, who sees to it, and the month of the story it is due in."""
    review.refresh_from_db()
    decide_readiness(
        review=review,
        decision=decision,
        note=note,
        conditions=[GivenCondition(words, owner, story.on(due)) for words, owner, due in conditions],
        by=story.purchaser,
        at=story.at(months, days),
    )


def meet(story: Story, note: str, *, on: date) -> None:
    """Record on a real day that the condition of the last round is met."""
    condition = ReadinessCondition.objects.unmet().get(review__partnership=story.partnership)
    meet_condition(condition=condition, note=note, by=condition.owner, at=moment(on, 12))


def start_tender_stage(story: Story, *, months: int, days: int = 0) -> None:
    perform(story.partnership, "start_tender", by=story.leader, at=story.at(months, days))
