"""Scoring alone: saving as one goes, locking one's scores, and closing scoring once everybody has locked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from partnerships.models import PartnershipRole
from partnerships.public import lock_record, perform, record
from procurement.bids.operations import check_handles
from procurement.bids.queries import handlers_of, saw_prices
from procurement.bids.rules import is_barred, is_shut_out
from procurement.evaluators.models import Evaluator
from procurement.evaluators.queries import scored_bids_of
from procurement.reading.rules import can_read_bids
from procurement.scoring.engine.inputs import TOP_SCORE
from procurement.scoring.gates import still_scoring
from procurement.scoring.models import Score
from procurement.scoring.queries import gaps_of, missing_scores
from procurement.scoring.rules import can_score
from procurement.tenders.models import Tender
from procurement.tenders.operations import ASSIGNMENT, tell
from procurement.tenders.queries import people_who
from procurement.tenders.workflow import State
from psp.core.access import allowed, refusal
from psp.core.problems import Invalid, NotPermitted, StaleVersion, WrongState
from psp.core.records import save_version
from psp.core.sealing import seal

SCORERS = gettext_lazy("evaluators of quality who declared their interests")


@dataclass(frozen=True, slots=True)
class Given:
    """What an evaluator typed for one question of one bid, and the version they read (0 for none).

    ``sheet`` names the page it was typed on and ``order`` counts what that page sent: a page saves as one goes, and its
    own saves may overtake one another.
    """

    points: int | None = field(repr=False)
    comment: str = field(repr=False)
    version: int = 0
    sheet: str = ""
    order: int = 0


Cell = tuple[int, int]  # a bid's id and a question's


def _own_unlocked(evaluator: Evaluator, by: Any) -> Evaluator:
    """Lock the evaluator's row and return it. Raises NotPermitted for anybody else, WrongState once it is too late."""
    # The tender first, as everywhere, so that two never wait for one another.
    tender = Tender.objects.select_for_update().get(pk=evaluator.tender_id)
    if evaluator.person_id != by.pk or not allowed(can_score, by, tender):
        raise NotPermitted(refusal(SCORERS))
    fresh = Evaluator.objects.current().select_for_update().filter(pk=evaluator.pk).first()
    if fresh is None or fresh.locked_at is not None or tender.state != State.OPENED:
        raise WrongState(_("Your scores are locked and can no longer be changed."))
    fresh.tender = tender
    return fresh


@sensitive_variables()
@transaction.atomic
def save_scores(*, evaluator: Evaluator, given: Mapping[Cell, Given], by: Any, at: datetime) -> frozenset[Cell]:
    """Save some of an evaluator's own scores, complete or not; ``given`` maps (bid, question) ids.

    Each stands for itself: those saved elsewhere in between, in another window say, are left alone and returned, but for
    those that say what is stored already. What the same sheet saved before gives way to what it sends later. The history says that scores were saved, not which. Raises NotPermitted also for a bid the evaluator is kept from,
    WrongState once locked, Invalid off the scale.
    """
    lock_record(evaluator)
    fresh = _own_unlocked(evaluator, by)
    bids = set(scored_bids_of(fresh).values_list("pk", flat=True))
    questions = set(fresh.tender.questions.values_list("pk", flat=True))
    if any(bid not in bids or question not in questions for bid, question in given):
        raise NotPermitted(refusal(SCORERS))
    if any(one.points is not None and not 0 <= one.points <= TOP_SCORE for one in given.values()):
        raise Invalid(_("Select a whole score from 0 to 4"))
    existing = {(score.bid_id, score.question_id): score for score in fresh.scores.all()}
    stale = {cell for cell, one in given.items() if not _save(fresh, cell, one, existing.get(cell), at)}
    if set(given) - stale:
        record(verb="scores.saved", target=fresh, partnership=fresh.tender.partnership, by=by, at=at, is_private=True)
    return frozenset(stale)


@sensitive_variables()
def _save(evaluator: Evaluator, cell: Cell, given: Given, existing: Score | None, at: datetime) -> bool:
    bid, question = cell
    # A script sends bare line ends, a form without it CR LF: the same words are the same.
    comment = given.comment.replace("\r\n", "\n").strip()
    content = {"evaluator": evaluator.pk, "bid": bid, "question": question, "points": given.points, "comment": comment}
    score = existing or Score(evaluator=evaluator, bid_id=bid, question_id=question)
    expected = given.version
    if existing and existing.version != given.version:
        # A script saves as one goes, and the whole form follows before its answer is there.
        if existing.content() == content:
            return True
        if not given.sheet or existing.sheet != given.sheet:
            return False
        if given.order < existing.sheet_order:
            return True
        expected = existing.version
    elif not existing and given.version:
        return False
    score.sealed = seal(content)
    score.is_complete = given.points is not None and bool(comment)
    score.saved_at = at
    score.sheet, score.sheet_order = given.sheet, given.order
    try:
        with transaction.atomic():
            if existing:
                save_version(score, ["sealed", "is_complete", "saved_at", "sheet", "sheet_order"], expected=expected)
            else:
                score.save(force_insert=True)
    except (StaleVersion, IntegrityError):
        return False
    return True


@transaction.atomic
def lock_scores(*, evaluator: Evaluator, by: Any, at: datetime) -> Evaluator:
    """Lock one's own scores for good, and tell those who close the scoring once all are locked.

    Raises NotPermitted, WrongState, and Invalid while scores or comments are missing."""
    lock_record(evaluator)
    fresh = _own_unlocked(evaluator, by)
    if missing := missing_scores(fresh):
        words = _("Give every question of every bid a score and a comment first: {count} are missing")
        raise Invalid(words.format(count=missing))
    if not Evaluator.objects.filter(pk=fresh.pk, locked_at=None).update(locked_at=at):
        raise WrongState(_("Your scores are locked and can no longer be changed."))
    fresh.locked_at = at
    tender = fresh.tender
    record(verb="scores.locked", target=fresh, partnership=tender.partnership, by=by, at=at)
    if tender.state == State.OPENED and not still_scoring().filter(tender=tender).exists():
        words, people = _("All scores are locked, close the scoring: {tender}"), handlers_of(tender)
        tell(tender, people, words, page="close_scoring", key="scores_locked", by=by, at=at, kind=ASSIGNMENT)
    return fresh


@transaction.atomic
def close_scoring(*, tender: Tender, by: Any, at: datetime) -> Tender:
    """Close scoring: from here on everybody's scores lie side by side for moderation.

    1. refuses where an evaluator has since come to have a stake in a bidder, or typed a bid in and so saw its price; 2. performs the transition with its gate;
    3. sets every score against the engine once more; 4. tells everybody who reads the scores. Raises NotPermitted, WrongState, GateNotMet, Invalid.
    """
    lock_record(tender)
    check_handles(tender, by)
    locked = Tender.objects.select_for_update().get(pk=tender.pk)
    typed_bids = saw_prices(locked)
    for evaluator in locked.evaluators.scoring().select_related("person") if locked.state == State.OPENED else ():
        if evaluator.person_id in typed_bids:
            words = _("{person} typed a bid in and so has seen its price: remove this evaluator first")
            raise Invalid(words.format(person=evaluator))
        # Locked scores keep counting after an account is closed.
        shuts_out = is_barred if evaluator.locked_at else is_shut_out
        if shuts_out.test(evaluator.person, locked):
            words = _("{person} has a stake in a bidder or may no longer evaluate: remove this evaluator first")
            raise Invalid(words.format(person=evaluator))
    perform(locked, "close_scoring", by=by, at=at)
    if gaps := gaps_of(locked):
        raise Invalid(_("Scores are missing: {count}").format(count=len(gaps)))
    people = people_who(can_read_bids.test, locked, PartnershipRole.PURCHASER, PartnershipRole.EVALUATOR)
    words = _("Scoring is closed, the scores are moderated now: {tender}")
    tell(locked, people, words, page="moderation", key="scoring_closed", by=by, at=at, kind=ASSIGNMENT)
    tender.refresh_from_db()
    return tender
