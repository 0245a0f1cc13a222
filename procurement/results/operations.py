"""Closing moderation: quality is locked, prices are opened, bids are ranked. What the ladder leaves equal: ``draws``."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from partnerships.models import PartnershipRole
from partnerships.public import lock_record, perform, record
from procurement.bids.operations import check_handles
from procurement.bids.rules import can_handle_bids
from procurement.results.models import Result
from procurement.results.queries import frozen, is_outdated, problem_words, result_of
from procurement.results.rules import can_see_result
from procurement.scoring.engine.inputs import NotScorable
from procurement.scoring.engine.result import ENGINE_VERSION
from procurement.tenders.models import Tender
from procurement.tenders.operations import ASSIGNMENT, tell
from procurement.tenders.queries import people_who
from procurement.tenders.workflow import State
from psp.core.access import allowed, refusal
from psp.core.problems import Invalid, NotPermitted, WrongState
from psp.core.sealing import seal

SEERS = gettext_lazy("purchasers who handle the bids and are shut out of none")


@sensitive_variables()
@transaction.atomic
def close_moderation(*, tender: Tender, by: Any, at: datetime) -> Tender:
    """Lock quality, open the prices and rank the bids, in this order.

    1. performs the transition with its gate; 2. opens the prices; 3. freezes the ranked result, sealed, with the engine's
    version; 4. tells those who decide the award. Raises NotPermitted, WrongState, GateNotMet, and Invalid where the figures cannot be ranked: then nothing of it
    happened.
    """
    lock_record(tender)
    check_handles(tender, by)
    locked = Tender.objects.select_for_update().get(pk=tender.pk)
    perform(locked, "close_moderation", by=by, at=at)
    freeze_result(locked, by=by, at=at)
    words, people = _("The bids are ranked, decide the award: {tender}"), people_who_decide(locked)
    tell(locked, people, words, page="result", key="ranked", by=by, at=at, kind=ASSIGNMENT)
    tender.refresh_from_db()
    return tender


def people_who_decide(tender: Tender) -> list[int]:
    """List the ids of the purchasers who handle a tender's bids and see its result. Some queries for each purchaser."""
    return people_who((can_handle_bids & can_see_result).test, tender, PartnershipRole.PURCHASER)


@sensitive_variables()
@transaction.atomic
def rank_again(*, tender: Tender, by: Any, at: datetime) -> Result:
    """Rank the bids by the method of today where the result was frozen by an earlier one, before the award.

    The result before stays as it was; a new one is frozen. Raises NotPermitted, WrongState, Invalid.
    """
    lock_record(tender)
    check_handles(tender, by)
    if not allowed(can_see_result, by, tender):
        raise NotPermitted(refusal(SEERS))
    locked = Tender.objects.select_for_update().get(pk=tender.pk)
    latest = result_of(locked)
    if locked.state != State.RANKED or latest is None or not is_outdated(latest):
        raise WrongState(_("Bids are ranked again only before the award, where the method has changed since."))
    result = freeze_result(locked, by=by, at=at)
    changes: dict[str, list[str | None]] = {"engine_version": [latest.engine_version, result.engine_version]}
    record(
        verb="bids.ranked_again",
        target=result,
        partnership=locked.partnership,
        by=by,
        at=at,
        changes=changes,
        is_private=True,
    )
    return result


def freeze_result(tender: Tender, *, by: Any, at: datetime, drawn_order: Sequence[str] = ()) -> Result:
    """Rank the bids of a locked tender and keep the result, sealed, under the next number. Raises Invalid.

    The tender gets another version: whoever was reading the result before awards nothing by it.
    """
    bids = list(tender.bids.on_time())
    for bid in bids:
        bid.tender = tender
    number = tender.results.count() + 1
    try:
        content = frozen(tender, bids, number=number, drawn_order=drawn_order)
    except NotScorable as refused:
        raise Invalid(" ".join(problem_words(problem) for problem in refused.problems)) from None
    Tender.objects.filter(pk=tender.pk).update(version=F("version") + 1)
    tender.version += 1
    return Result.objects.create(
        tender=tender, number=number, engine_version=ENGINE_VERSION, sealed=seal(content), made_at=at, made_by=by
    )
