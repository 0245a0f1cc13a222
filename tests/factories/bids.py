"""Bids recorded, opened, scored and ranked through the operations, as people do it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from procurement.awards.operations import award_tender
from procurement.bids.operations import Attached, Content, record_bid
from procurement.evaluators.operations import appoint_evaluator, declare_interests
from procurement.interests.operations import declare_own_interests
from procurement.moderation.operations import Agreed, moderate_scores
from procurement.opening.operations import confirm_opening
from procurement.results.operations import close_moderation
from procurement.scoring.operations import Given, close_scoring, lock_scores, save_scores
from procurement.standstill.operations import record_notice
from tests.factories.files import a_pdf

BEFORE = datetime(2026, 4, 9, 10, tzinfo=UTC)
DEADLINE = datetime(2026, 4, 14, 11, tzinfo=UTC)
AFTER = datetime(2026, 4, 14, 13, tzinfo=UTC)
SCORING = datetime(2026, 4, 20, 9, tzinfo=UTC)
DECIDED = datetime(2026, 6, 1, 9, tzinfo=UTC)


def content(tender, name="Sunrise Care", price="100000.00", answer=None, **more):
    """What a bidder sends: one answer to every question."""
    said = answer or f"{name} knocks on every door."
    answers = {question.pk: said for question in tender.questions.all()}
    given = {"organisation": None, "name": name, "reference": f"{name} 7/26", "price": Decimal(price)}
    return Content(**{**given, "answers": answers, **more})


def attached(question, name="method.pdf", words="doors"):
    """A file of a bid; of the price where no question is given."""
    return Attached(a_pdf(name, words), question)


def record_a_bid(tender, by, *, at=BEFORE, **more):
    return record_bid(
        tender=tender, content=content(tender, **more), received_at=at - timedelta(minutes=5), by=by, at=at
    )


def open_bids(tender, first, second, *, at=AFTER):
    confirm_opening(tender=tender, by=first, at=at)
    confirm_opening(tender=tender, by=second, at=at)
    for person in (first, second):
        declare_none_as(tender, person, at=at)
    return tender


def declare_none_as(tender, person, *, at=AFTER):
    """Let a purchaser, or somebody appointed, declare that they have no interest."""
    return declare_own_interests(
        tender=tender, has_interest=False, interest="", bids=[], in_all=False, by=person, at=at
    )


def appoint(tender, by, *people, at=AFTER):
    """Appoint evaluators of quality, the first of them as the chair."""
    return [
        appoint_evaluator(tender=tender, person=person, is_chair=place == 0, by=by, at=at)
        for place, person in enumerate(people)
    ]


def declare_none(evaluator, *, at=AFTER):
    return declare_interests(
        evaluator=evaluator, has_interest=False, interest="", bids=[], in_all=False, by=evaluator.person, at=at
    )


def every_cell(tender):
    return [(bid.pk, question.pk) for bid in tender.bids.live() for question in tender.questions.all()]


def score_all(evaluator, points, *, at=SCORING):
    """Save and lock: ``points`` is one score for all cells or a mapping of receipts."""
    tender = evaluator.tender
    receipts = dict(tender.bids.values_list("pk", "receipt"))

    def of(bid):
        return points[receipts[bid]] if isinstance(points, dict) else points

    kept_from = set(evaluator.recusals.values_list("bid", flat=True))
    cells = [cell for cell in every_cell(tender) if cell[0] not in kept_from]
    given = {cell: Given(of(cell[0]), f"{evaluator} says why.") for cell in cells}
    save_scores(evaluator=evaluator, given=given, by=evaluator.person, at=at)
    return lock_scores(evaluator=evaluator, by=evaluator.person, at=at)


def moderate_all(tender, chair, points, *, at=SCORING):
    receipts = dict(tender.bids.values_list("pk", "receipt"))
    agreed = {
        cell: Agreed(points[receipts[cell[0]]] if isinstance(points, dict) else points, "We agreed.")
        for cell in every_cell(tender)
    }
    return moderate_scores(tender=tender, agreed=agreed, by=chair, at=at)


def to_moderation(tender, purchaser, evaluators, points=3):
    for evaluator in evaluators:
        score_all(evaluator, points)
    return close_scoring(tender=tender, by=purchaser, at=SCORING)


def to_ranked(tender, purchaser, evaluators, points=3):
    to_moderation(tender, purchaser, evaluators, points)
    moderate_all(tender, evaluators[0].person, points)
    return close_moderation(tender=tender, by=purchaser, at=SCORING)


def to_standstill(tender, purchaser, *, at=DECIDED, electronic=True, tell=True):
    """Award, and tell every bidder on the same day."""
    award = award_tender(tender=tender, reasons="It reaches more people.", by=purchaser, at=at)
    for bid in tender.bids.on_time() if tell else []:
        award = record_notice(award=award, bid=bid, sent_on=at.date(), is_electronic=electronic, by=purchaser, at=at)
    return award
