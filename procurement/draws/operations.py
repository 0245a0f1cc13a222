"""Drawing lots between bids that the announced ladder leaves equal: prepared, confirmed by two witnesses, then made."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from partnerships.public import lock_record, record
from procurement.bids.operations import check_handles
from procurement.draws.models import Draw, Witness
from procurement.draws.queries import people_to_witness
from procurement.results.operations import freeze_result, people_who_decide
from procurement.results.queries import bids_to_draw, is_outdated, result_of
from procurement.results.rules import can_see_result
from procurement.scoring.engine.draw import NUMBER, WITNESSES, commitment, lots
from procurement.tenders.models import Tender
from procurement.tenders.operations import ASSIGNMENT, DECISION, tell
from procurement.tenders.workflow import State
from psp.core.access import allowed, refusal
from psp.core.problems import Invalid, NotPermitted, WrongState
from psp.core.sealing import seal, unseal

SEERS = gettext_lazy("purchasers who handle the bids and are shut out of none")
NAMED = gettext_lazy("the two witnesses named for this draw")


def _locked(tender: Tender, by: Any) -> Tender:
    lock_record(tender)
    check_handles(tender, by)
    if not allowed(can_see_result, by, tender):
        raise NotPermitted(refusal(SEERS))
    return _ranked(tender)


def _ranked(tender: Tender) -> Tender:
    locked = Tender.objects.select_for_update().get(pk=tender.pk)
    if locked.state != State.RANKED:
        raise WrongState(_("Lots are drawn between the ranking and the award."))
    return locked


@sensitive_variables()
@transaction.atomic
def prepare_draw(*, tender: Tender, witnesses: Sequence[Any], by: Any, at: datetime) -> Draw:
    """Prepare a draw between the bids that share a place, before two named witnesses.

    1. locks the tender; 2. fixes a secret seed, seals it and keeps its commitment; 3. names the witnesses and tells them.
    Nobody knows the outcome before both have confirmed. Raises NotPermitted, WrongState, Invalid.
    """
    lock_record(tender)
    locked = _locked(tender, by)
    latest = result_of(locked)
    if latest is None or is_outdated(latest):
        raise WrongState(_("Rank the bids again first: the ranking was made by an earlier method."))
    bids = bids_to_draw(latest.content())
    if not bids:
        raise WrongState(_("No bids share a place."))
    if latest.draws.filter(abandoned_at=None).exists():
        raise WrongState(_("A draw is prepared already. Confirm it or abandon it first."))
    _check_witnesses(locked, witnesses)
    seed = secrets.token_hex(32)
    draw = Draw.objects.create(
        result=latest,
        bids=bids,
        sealed_seed=seal({"result": latest.pk, "seed": seed}),
        commitment=commitment(seed, bids),
        prepared_at=at,
        prepared_by=by,
    )
    for position, person in enumerate(witnesses, start=1):
        Witness.objects.create(draw=draw, person=person, position=position)
    changes = {"commitment": [None, draw.commitment]}
    record(verb="draw.prepared", target=draw, partnership=locked.partnership, by=by, at=at, changes=changes)
    words, people = _("You are named as a witness of a draw: {tender}"), [person.pk for person in witnesses]
    tell(locked, people, words, page="draw", key=f"draw:{draw.pk}", by=by, at=at, kind=ASSIGNMENT)
    return draw


def _check_witnesses(tender: Tender, witnesses: Sequence[Any]) -> None:
    if len({person.pk for person in witnesses}) != WITNESSES:
        raise Invalid({"second": _("Select two different people")})
    known = {person.pk for person in people_to_witness(tender)}
    for field, person in zip(("first", "second"), witnesses, strict=True):
        if person.pk not in known:
            raise Invalid({field: _("Select a purchaser or evaluator who sees the result")})


@sensitive_variables()
@transaction.atomic
def witness_draw(*, draw: Draw, number: str, by: Any, at: datetime) -> Draw:
    """Confirm a draw as one of its witnesses, with a number of one's own; the second confirmation makes it.

    1. locks the tender; 2. keeps the confirmation; 3. once both have confirmed, draws the lots, publishes the seed, and
    freezes the result in the order drawn. Raises NotPermitted, WrongState, Invalid.
    """
    lock_record(draw)
    tender = _ranked(draw.tender)
    if not allowed(can_see_result, by, tender):
        raise NotPermitted(refusal(NAMED))
    fresh = Draw.objects.select_for_update(of=("self",)).select_related("result").get(pk=draw.pk)
    fresh.result.tender = tender
    place = fresh.witnesses.filter(person=by).first()
    if place is None:
        raise NotPermitted(refusal(NAMED))
    if not fresh.is_open or place.confirmed_at:
        raise WrongState(_("This draw is over, or you have confirmed it already."))
    if not NUMBER.fullmatch(number):
        raise Invalid({"number": _("Enter 4 to 20 digits, without spaces")})
    place.number, place.confirmed_at = number, at
    place.save(update_fields=["number", "confirmed_at", "updated_at"])
    changes = {"number": [None, number]}
    record(verb="draw.confirmed", target=fresh, partnership=tender.partnership, by=by, at=at, changes=changes)
    if not fresh.witnesses.filter(confirmed_at=None).exists():
        _make(fresh, tender, by=by, at=at)
    return fresh


@sensitive_variables()
def _make(draw: Draw, tender: Tender, *, by: Any, at: datetime) -> None:
    opened = unseal(draw.sealed_seed)
    if opened["result"] != draw.result_id or commitment(opened["seed"], draw.bids) != draw.commitment:
        raise WrongState(_("The seed of this draw was altered. Abandon it and prepare another."))
    numbers = list(draw.witnesses.order_by("position").values_list("number", flat=True))
    order = [lot.bid for lot in lots(opened["seed"], numbers, draw.bids)]
    draw.outcome = freeze_result(tender, by=by, at=at, drawn_order=order)
    draw.seed, draw.drawn_at = opened["seed"], at
    draw.save(update_fields=["outcome", "seed", "drawn_at", "updated_at"])
    changes: dict[str, list[str | None]] = {"seed": [None, draw.seed], "order": [None, ", ".join(order)]}
    record(verb="draw.made", target=draw, partnership=tender.partnership, by=by, at=at, changes=changes)
    words = _("The lots are drawn: {tender}")
    tell(tender, people_who_decide(tender), words, page="draw", key=f"drawn:{draw.pk}", by=by, at=at, kind=DECISION)


@transaction.atomic
def abandon_draw(*, draw: Draw, note: str, by: Any, at: datetime) -> Draw:
    """Give up a draw that waits for its witnesses, with a reason; it stays on record, and another can be prepared.

    Nothing is gained by it: nobody knows the outcome yet. Raises NotPermitted, WrongState, Invalid.
    """
    lock_record(draw)
    tender = _locked(draw.tender, by)
    if not note.strip():
        raise Invalid({"note": _("Enter a reason")})
    waiting = Draw.objects.open().filter(pk=draw.pk)
    if not waiting.update(abandoned_at=at, abandoned_reason=note.strip()):
        raise WrongState(_("This draw is over already."))
    draw.refresh_from_db()
    record(verb="draw.abandoned", target=draw, partnership=tender.partnership, by=by, at=at, note=note)
    return draw
