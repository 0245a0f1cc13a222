"""Closing moderation: quality is locked, prices are opened, bids are ranked. And deciding a tie the rule leaves."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from partnerships.public import lock_history, perform, record
from procurement.bids.operations import check_handles
from procurement.results.models import Result
from procurement.results.queries import first_tie, frozen, problem_words, result_of
from procurement.results.rules import can_see_result
from procurement.scoring.engine.inputs import NotScorable
from procurement.scoring.engine.result import ENGINE_VERSION
from procurement.tenders.models import Tender
from procurement.tenders.workflow import State
from psp.core.access import refusal
from psp.core.problems import Invalid, NotPermitted, WrongState
from psp.core.sealing import seal

DECIDERS = gettext_lazy("purchasers and evaluators who are shut out of no bid")


@sensitive_variables()
@transaction.atomic
def close_moderation(*, tender: Tender, by: Any, at: datetime) -> Tender:
    """Lock quality, open the prices and rank the bids, in this order.

    1. performs the transition with its gate; 2. opens the prices; 3. freezes the ranked result, sealed, with the engine's
    version. Raises NotPermitted, WrongState, GateNotMet, and Invalid where the figures cannot be ranked: then nothing of it
    happened.
    """
    lock_history(tender.partnership)
    check_handles(tender, by)
    locked = Tender.objects.select_for_update().get(pk=tender.pk)
    perform(locked, "close_moderation", by=by, at=at)
    _freeze(locked, by=by, at=at)
    tender.refresh_from_db()
    return tender


@sensitive_variables()
@transaction.atomic
def decide_tie(*, tender: Tender, first: str, reason: str, by: Any, at: datetime) -> Result:
    """Decide which of the bids that share the first place wins, by its receipt number, with the reason.

    Higher quality settled what it could: the rest is for people. The result before stays as it was; a new one is frozen.
    Raises NotPermitted, WrongState, Invalid.
    """
    lock_history(tender.partnership)
    check_handles(tender, by)
    if not can_see_result.test(by, tender):
        raise NotPermitted(refusal(DECIDERS))
    locked = Tender.objects.select_for_update().get(pk=tender.pk)
    latest = result_of(locked)
    if locked.state != State.RANKED or latest is None:
        raise WrongState(_("A tie is decided between the ranking and the award."))
    tied = first_tie(latest.content())
    if not tied:
        raise WrongState(_("No bids share the first place."))
    errors = {}
    if first not in tied:
        errors["first"] = _("Select one of the bids that share the first place")
    if not reason.strip():
        errors["reason"] = _("Enter the reason: every bidder may ask for it")
    if errors:
        raise Invalid(errors)
    order = [first, *(receipt for receipt in tied if receipt != first)]
    result = _freeze(locked, by=by, at=at, decided_order=order, reason=reason.strip())
    record(verb="tie.decided", target=result, partnership=locked.partnership, by=by, at=at, is_private=True)
    return result


def _freeze(
    tender: Tender, *, by: Any, at: datetime, decided_order: list[str] | None = None, reason: str = ""
) -> Result:
    bids = list(tender.bids.on_time())
    for bid in bids:
        bid.tender = tender
    number = tender.results.count() + 1
    try:
        content = frozen(tender, bids, number=number, decided_order=decided_order or (), reason=reason)
    except NotScorable as refused:
        raise Invalid(" ".join(problem_words(problem) for problem in refused.problems)) from None
    return Result.objects.create(
        tender=tender, number=number, engine_version=ENGINE_VERSION, sealed=seal(content), made_at=at, made_by=by
    )
