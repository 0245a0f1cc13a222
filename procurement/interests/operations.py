"""Declarations of interest: a person's own, purchasers' too, and one that is found after scores were locked."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from partnerships.public import lock_record, record
from procurement.bids.models import Bid
from procurement.bids.operations import check_handles
from procurement.evaluators.models import Evaluator, Task
from procurement.evaluators.operations import (
    THEMSELVES,
    carry_interests,
    check_declaration,
    declare_interests,
    keep_interest,
    recuse,
)
from procurement.evaluators.rules import can_declare, evaluator_of
from procurement.moderation.models import ModeratedScore
from procurement.tenders.models import Tender
from procurement.tenders.workflow import AFTER_OPENING, State
from psp.core.access import allowed, refusal
from psp.core.problems import NotPermitted, WrongState

# Scores may be locked, and nothing is awarded yet.
UNTIL_AWARD = (State.OPENED, State.MODERATION, State.RANKED)


@sensitive_variables()
@transaction.atomic
def declare_own_interests(
    *, tender: Tender, has_interest: bool, interest: str, bids: Iterable[Bid], in_all: bool, by: Any, at: datetime
) -> Evaluator:
    """Declare whether the person who evaluates or handles a tender's bids has an interest in any of them (law).

    1. takes the person's place among those who do, or makes a purchaser one; 2. ``declare_interests``. Raises NotPermitted,
    WrongState, Invalid.
    """
    lock_record(tender)
    place = evaluator_of(by, tender)
    if place is None:
        check_handles(tender, by)
        locked = Tender.objects.select_for_update().get(pk=tender.pk)
        if locked.state not in AFTER_OPENING:
            raise WrongState(_("Interests are declared once the bids are open, when the bidders are known."))
        place = Evaluator(tender=locked, person=by, task=Task.PURCHASER, appointed_at=at)
        kept_from = carry_interests(place)
        place.save(force_insert=True)
        recuse(place, kept_from)
    place.tender = tender
    return declare_interests(
        evaluator=place, has_interest=has_interest, interest=interest, bids=bids, in_all=in_all, by=by, at=at
    )


@sensitive_variables()
@transaction.atomic
def recuse_late(
    *, evaluator: Evaluator, interest: str, bids: Iterable[Bid], in_all: bool, by: Any, at: datetime
) -> Evaluator:
    """Shut an evaluator whose scores are locked out of bids, for an interest found until the award.

    The evaluator or a purchaser records it. 1. locks the tender and the place; 2. keeps the interest, sealed: the person's
    scores of these bids no longer count, and of all bids they chair no more; 3. during moderation drops what was agreed on
    these bids, to be agreed anew. A ranking stays as it is: the purchasers weigh it before they award. An interest is kept
    however few scorers are left: where fewer than two, the gates of what comes next refuse it (guide). Raises NotPermitted,
    WrongState, Invalid.
    """
    lock_record(evaluator)
    if not (evaluator.person_id == by.pk and allowed(can_declare, by, evaluator)):
        if evaluator.person_id == by.pk:
            raise NotPermitted(refusal(THEMSELVES))
        check_handles(evaluator.tender, by)
    tender = Tender.objects.select_for_update().get(pk=evaluator.tender_id)
    fresh = Evaluator.objects.scoring().select_for_update(of=("self",)).filter(pk=evaluator.pk).first()
    if fresh is None or fresh.locked_at is None or tender.state not in UNTIL_AWARD:
        raise WrongState(_("A late interest is recorded once the scores are locked, until the award is decided."))
    fresh.tender, bids = tender, list(bids)
    check_declaration(tender, True, interest, bids, in_all)
    fresh.late_interest_at = at
    keep_interest(fresh, interest, bids, in_all)
    if tender.state == State.MODERATION:
        touched = tender.bids.live() if in_all else tender.bids.live().filter(pk__in=[bid.pk for bid in bids])
        ModeratedScore.objects.filter(bid__in=touched).delete()
    record(verb="late_interest.recorded", target=fresh, partnership=tender.partnership, by=by, at=at, is_private=True)
    return fresh
