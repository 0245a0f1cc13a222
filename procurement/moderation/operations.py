"""Moderation: what the evaluators agree on, written by the chair with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from partnerships.public import lock_record, record
from procurement.bids.models import Bid
from procurement.bids.queries import handlers_of
from procurement.moderation.models import ModeratedScore
from procurement.moderation.queries import unmoderated_bids
from procurement.moderation.rules import can_moderate
from procurement.scoring.engine.inputs import TOP_SCORE
from procurement.tenders.models import Tender
from procurement.tenders.operations import ASSIGNMENT, tell
from procurement.tenders.workflow import State
from psp.core.access import allowed, refusal
from psp.core.problems import Invalid, NotPermitted, StaleVersion, WrongState
from psp.core.records import save_version
from psp.core.sealing import seal

CHAIR = gettext_lazy("the chair, or an evaluator of the bid where the chair is shut out of it,")


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed for one question of one bid, and the version that was read (0 for none)."""

    points: int | None = field(repr=False)
    rationale: str = field(repr=False)
    version: int = 0


Cell = tuple[int, int]  # a bid's id and a question's


@sensitive_variables()
@transaction.atomic
def moderate_scores(*, tender: Tender, agreed: Mapping[Cell, Agreed], by: Any, at: datetime) -> frozenset[Cell]:
    """Write consensus scores, each with its mandatory rationale (guide); ``agreed`` maps (bid, question) ids.

    Those somebody else saved in between are left alone and returned. The history says that scores were moderated, not
    which. Once the last one is agreed, those who close the moderation are notified. Raises NotPermitted, WrongState outside moderation, Invalid without a score from 0 to 4 or a rationale.
    """
    lock_record(tender)
    locked = Tender.objects.select_for_update().get(pk=tender.pk)
    if not agreed:
        return frozenset()
    bids = {bid.pk: bid for bid in locked.bids.live()}
    questions = set(locked.questions.values_list("pk", flat=True))
    for pk, question in agreed:
        bid = bids.get(pk)
        if bid is None or question not in questions:
            raise NotPermitted(refusal(CHAIR))
        bid.tender = locked
    for pk in {pk for pk, _question in agreed}:
        if not allowed(can_moderate, by, bids[pk]):
            raise NotPermitted(refusal(CHAIR))
    if locked.state != State.MODERATION:
        raise WrongState(_("Scores are moderated between the close of scoring and the close of moderation."))
    for one in agreed.values():
        if one.points is None or not 0 <= one.points <= TOP_SCORE:
            raise Invalid(_("Select a whole score from 0 to 4"))
        if not one.rationale.strip():
            raise Invalid(_("Enter the rationale of every consensus score"))
    existing = {(row.bid_id, row.question_id): row for row in ModeratedScore.objects.filter(bid__tender=locked)}
    had_gaps = unmoderated_bids().filter(tender=locked).exists()
    stale = {cell for cell, one in agreed.items() if not _save(bids, cell, one, existing.get(cell), by, at)}
    if set(agreed) - stale:
        record(verb="scores.moderated", target=locked, partnership=locked.partnership, by=by, at=at, is_private=True)
    if had_gaps and not unmoderated_bids().filter(tender=locked).exists():
        words, key = _("All scores are moderated, close the moderation: {tender}"), f"moderated:{at.isoformat()}"
        people = handlers_of(locked)
        tell(locked, people, words, page="close_moderation", key=key, by=by, at=at, kind=ASSIGNMENT)
    return frozenset(stale)


@sensitive_variables()
def _save(
    bids: Mapping[int, Bid], cell: Cell, agreed: Agreed, existing: ModeratedScore | None, by: Any, at: datetime
) -> bool:
    bid, question = cell
    row = existing or ModeratedScore(bid=bids[bid], question_id=question)
    if (existing.version if existing else 0) != agreed.version:
        return False
    row.sealed = seal(
        {"bid": bid, "question": question, "points": agreed.points, "rationale": agreed.rationale.strip()}
    )
    row.moderated_by, row.moderated_at = by, at
    try:
        with transaction.atomic():
            if existing:
                save_version(row, ["sealed", "moderated_by", "moderated_at"], expected=agreed.version)
            else:
                row.save(force_insert=True)
    except (StaleVersion, IntegrityError):
        return False
    return True
