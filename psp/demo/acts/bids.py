"""What happens to bids: they come in sealed, two people open them, evaluators score alone, moderate, and the bids are ranked."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from procurement.bids.operations import Content, record_bid
from procurement.evaluators.operations import appoint_evaluator, declare_interests
from procurement.interests.operations import declare_own_interests
from procurement.models import Bid, Evaluator, Tender
from procurement.moderation.operations import Agreed, moderate_scores
from procurement.opening.operations import confirm_opening
from procurement.results.operations import close_moderation
from procurement.scoring.operations import Given, close_scoring, lock_scores, save_scores
from psp.core.moments import Kind
from psp.demo.days import moment
from psp.demo.story import Story

HOUR = timedelta(hours=1)
# By a bidder's name: for each question in order, the points and what the evaluator says.
Scores = Mapping[str, Sequence[tuple[int, str]]]


def midday_of_deadline(tender: Tender) -> datetime:
    """Return midday of the day of a tender's deadline, from which the days of its story are counted."""
    return moment(tender.deadline.day, 12)


def record(
    story: Story, tender: Tender, bidder: str, price: int, answers: Sequence[str], *, days_before: int, listed: str = ""
) -> Bid:
    """Record a bid some days before the deadline; ``listed`` is the bidder's short name where it is in the directory."""
    tender.refresh_from_db()
    at = midday_of_deadline(tender) - timedelta(days=days_before, hours=1)
    texts = dict(zip(tender.questions.values_list("pk", flat=True), answers, strict=True))
    content = Content(
        organisation=story.cast.organisation(listed) if listed else None,
        name="" if listed else bidder,
        reference=f"{bidder.split(maxsplit=1)[0].upper()}/1",
        price=Decimal(price),
        answers=texts,
    )
    return record_bid(tender=tender, content=content, received_at=at - timedelta(minutes=20), by=story.purchaser, at=at)


def open_all(story: Story, tender: Tender, second: str) -> None:
    """Open the bids after the deadline, in office hours: the purchaser and somebody else, who then declare that they have no interest."""
    ends_a_day = tender.deadline.kind is Kind.END
    at = moment(tender.deadline.day + timedelta(days=1)) if ends_a_day else midday_of_deadline(tender) + HOUR
    confirm_opening(tender=tender, by=story.purchaser, at=at)
    confirm_opening(tender=tender, by=story.person(second), at=at + timedelta(minutes=10))
    for minutes, person in ((15, story.purchaser), (20, story.person(second))):
        declare_own_interests(
            tender=tender,
            has_interest=False,
            interest="",
            bids=[],
            in_all=False,
            by=person,
            at=at + timedelta(minutes=minutes),
        )


def appoint(story: Story, tender: Tender, *people: str) -> list[Evaluator]:
    """Appoint people to score quality on the day after opening, the first as chair; each declares that they have no interest."""
    at = midday_of_deadline(tender) + timedelta(days=1)
    found = []
    for place, name in enumerate(people):
        evaluator = appoint_evaluator(
            tender=tender, person=story.person(name), is_chair=place == 0, by=story.purchaser, at=at
        )
        found.append(
            declare_interests(
                evaluator=evaluator,
                has_interest=False,
                interest="",
                bids=[],
                in_all=False,
                by=evaluator.person,
                at=at + timedelta(hours=2 + place),
            )
        )
    return found


def score(evaluator: Evaluator, bids: Mapping[str, Bid], scores: Scores, *, days: int, lock: bool = True) -> None:
    """Let an evaluator score some bids, some days after the deadline, and lock the scores."""
    at = midday_of_deadline(evaluator.tender) + timedelta(days=days)
    questions = list(evaluator.tender.questions.values_list("pk", flat=True))
    given = {
        (bids[bidder].pk, question): Given(points, words)
        for bidder, told in scores.items()
        for question, (points, words) in zip(questions, told, strict=False)
    }
    save_scores(evaluator=evaluator, given=given, by=evaluator.person, at=at)
    if lock:
        lock_scores(evaluator=evaluator, by=evaluator.person, at=at + timedelta(hours=1))


def moderate(
    story: Story, tender: Tender, chair: Evaluator, bids: Mapping[str, Bid], scores: Scores, *, days: int
) -> None:
    """Close scoring, moderate every score and close moderation, which opens the prices and ranks the bids."""
    at = midday_of_deadline(tender) + timedelta(days=days)
    close_scoring(tender=tender, by=story.purchaser, at=at)
    questions = list(tender.questions.values_list("pk", flat=True))
    agreed = {
        (bids[bidder].pk, question): Agreed(points, words)
        for bidder, told in scores.items()
        for question, (points, words) in zip(questions, told, strict=True)
    }
    moderate_scores(tender=tender, agreed=agreed, by=chair.person, at=at + timedelta(days=2))
    close_moderation(tender=tender, by=story.purchaser, at=at + timedelta(days=3))
