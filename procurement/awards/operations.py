"""Deciding the award, and signing the contract. What lies between them: ``standstill``."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import DocumentKind, Organisation
from partnerships.public import gate_findings, given_document, lock_record, perform, record
from procurement.awards.engine import first_signature
from procurement.awards.models import Award, Contract
from procurement.awards.rules import can_decide
from procurement.bids.models import Part
from procurement.bids.operations import check_handles
from procurement.bids.queries import envelope_of, handlers_of
from procurement.planning.operations import reach_standstill_end
from procurement.results.models import Result
from procurement.results.queries import must_rank_again, result_of
from procurement.tenders.models import Tender
from procurement.tenders.operations import DECISION, tell
from procurement.tenders.workflow import State
from psp.core.access import allowed, refusal
from psp.core.dates import in_words, london_date
from psp.core.money import in_words as money_in_words
from psp.core.problems import GateNotMet, Invalid, NotPermitted, WrongState

DECIDERS = gettext_lazy("purchasers who have no part in a bid and are shut out of none")


@transaction.atomic
def award_tender(*, tender: Tender, reasons: str, by: Any, at: datetime) -> Award:
    """Award the contract to the bid ranked first, and to no other.

    1. locks the tender; 2. takes the winner of the latest result, which an earlier method may have made where that was announced; 3. freezes the decision; 4. performs the transition; 5. tells the other purchasers. From here the award
    never changes.

    Raises NotPermitted, WrongState, GateNotMet, and Invalid without reasons or without a winner.
    """
    lock_record(tender)
    check_handles(tender, by)
    locked = Tender.objects.select_for_update().get(pk=tender.pk)
    if not allowed(can_decide, by, locked):
        raise NotPermitted(refusal(DECIDERS))
    result = result_of(locked)
    if locked.state != State.RANKED or result is None:
        raise WrongState(_("The award is decided once, after the bids are ranked."))
    if not reasons.strip():
        raise Invalid({"reasons": _("Enter the reasons: every bidder is told them")})
    if must_rank_again(result):
        raise WrongState(_("Rank the bids again first: the ranking was made by an earlier method."))
    content = result.content()
    winner = content["result"]["winner"]
    if winner is None:
        raise Invalid(_("No bid is ranked first: make the draw, or cancel the tender where no bid is ranked."))
    bid = locked.bids.live().get(receipt=winner)
    bid.tender = locked
    identity, price = envelope_of(bid, Part.IDENTITY), envelope_of(bid, Part.PRICE)
    award = Award.objects.create(
        tender=locked,
        bid=bid,
        result=result,
        supplier=Organisation.objects.filter(pk=identity["organisation"]).first(),
        supplier_name=identity["name"],
        value=Decimal(price["price"]),
        reasons=reasons.strip(),
        decided_at=at,
        decided_by=by,
        snapshot=_snapshot(locked, result, content["result"]),
    )
    perform(locked, "award_tender", by=by, at=at)
    words = _("The award is decided, now tell every bidder: {tender}")
    tell(locked, handlers_of(locked), words, page="award", key="awarded", by=by, at=at, kind=DECISION)
    tender.refresh_from_db()
    return award


def _snapshot(tender: Tender, result: Result, outcome: dict[str, Any]) -> dict[str, Any]:
    [ranked] = [row for row in outcome["bids"] if row["bid"] == outcome["winner"]]
    return {
        "engine": result.engine_version,
        "result": result.number,
        "winner": outcome["winner"],
        "points": {name: ranked[name] for name in ("quality_points", "price_points", "total")},
        "weights": [str(tender.quality_weight), str(tender.price_weight)],
        "bids_ranked": sum(1 for row in outcome["bids"] if row["rank"]),
    }


@transaction.atomic
def conclude_tender(
    *,
    tender: Tender,
    value: Decimal,
    signed_on: date,
    starts_on: date,
    ends_on: date,
    document: Any,
    by: Any,
    at: datetime,
    value_reason: str = "",
    file: Any = None,
) -> Contract:
    """Record the signed contract and conclude the tender.

    1. locks the tender; 2. checks the gate: standstill over, nothing holds it up; 3. refuses a signature before the first
    working day after the standstill (ours), while a challenge was open (reg. 89), or in the future, a start before it, and another value than the award's without
    a reason; 4. keeps the contract, with its document: one chosen, or ``file``, which is restricted; 5. performs
    the transition; 6. marks the standstill as ended in the plan.

    Raises NotPermitted, WrongState, GateNotMet, Invalid.
    """
    lock_record(tender)
    check_handles(tender, by)
    locked = Tender.objects.select_for_update().get(pk=tender.pk)
    award = Award.objects.filter(tender=locked).first()
    if locked.state != State.STANDSTILL or award is None:
        raise WrongState(_("A tender is concluded once, after its standstill."))
    _check_gate(locked, at)
    _check_value(award, value, value_reason)
    _check_contract(award, signed_on, starts_on, ends_on, document, today=london_date(at))
    document = given_document(
        partnership=locked.partnership,
        document=document,
        file=file,
        kind=DocumentKind.AGREEMENT,
        is_restricted=True,
        by=by,
        at=at,
    )
    contract = Contract.objects.create(
        award=award,
        supplier_name=award.supplier_name,
        value=value,
        value_reason=value_reason.strip() if value != award.value else "",
        signed_on=signed_on,
        starts_on=starts_on,
        ends_on=ends_on,
        document=document,
    )
    perform(locked, "conclude_tender", by=by, at=at)
    if award.standstill_ends_on:
        reach_standstill_end(tender=locked, ended_on=award.standstill_ends_on, by=by, at=at)
    record(verb="contract.signed", target=contract, partnership=locked.partnership, by=by, at=at)
    tender.refresh_from_db()
    return contract


def _check_gate(tender: Tender, at: datetime) -> None:
    found = gate_findings(tender, "conclude_tender", at=at)
    findings = [one for one in found if one.criterion.code != "contract_signed"]
    if any(finding.is_open for finding in findings):
        raise GateNotMet(findings)


def _challenge_on(award: Award, day: date) -> Any:
    """The challenge that kept the contract from being signed on a day, settled since; None where there was none."""
    settled = [(hold.lifted_at, hold) for hold in award.holds.all() if hold.lifted_at is not None]
    open_then = [row for row in settled if london_date(row[1].began_at) <= day < _signed_from(row[0])]
    return max(open_then, key=lambda row: row[0], default=(None, None))[1]


def _signed_from(settled_at: datetime) -> date:
    day = london_date(settled_at)
    return first_signature(day, [day])


def _check_value(award: Award, value: Decimal, reason: str) -> None:
    """Every bidder was told one value: another one needs a reason on record."""
    if value <= 0:
        raise Invalid({"value": _("Enter a value above £0")})
    if value != award.value and not reason.strip():
        words = _("Enter why the contract has another value than the award of {value}")
        raise Invalid({"value_reason": words.format(value=money_in_words(award.value))})


def _check_contract(
    award: Award, signed_on: date, starts_on: date, ends_on: date, document: Any, *, today: date
) -> None:
    errors = {}
    first = award.first_signature_on
    if first and award.earliest_signature_on and signed_on < award.earliest_signature_on:
        words = _("Enter {day} or a later day: the contract cannot be signed before the standstill has ended")
        errors["signed_on"] = words.format(day=in_words(first))
    elif signed_on > today:
        errors["signed_on"] = _("Enter today or an earlier day")
    elif challenge := _challenge_on(award, signed_on):
        words = _("Enter {first} or a later day: a challenge was open from {began} to {settled}")
        errors["signed_on"] = words.format(
            first=in_words(_signed_from(challenge.lifted_at)),
            began=in_words(challenge.began_at),
            settled=in_words(challenge.lifted_at),
        )
    if starts_on < signed_on:
        words = _("Enter {day}, when the contract was signed, or a later day: nothing starts without a contract")
        errors["starts_on"] = words.format(day=in_words(signed_on))
    if ends_on <= starts_on:
        errors["ends_on"] = _("Enter a day after the contract starts")
    if document is not None and document.partnership_id != award.partnership.pk:
        errors["document"] = _("Select a document of this partnership")
    if errors:
        raise Invalid(errors)
