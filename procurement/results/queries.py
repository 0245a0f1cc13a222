"""What goes into a result, what is frozen of it, and what its page shows."""

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from enum import Enum
from typing import Any

from procurement.bids.models import Bid, Part
from procurement.bids.queries import envelope_of
from procurement.moderation.models import ModeratedScore
from procurement.results.models import Result
from procurement.scoring.engine import inputs
from procurement.scoring.engine.result import evaluate
from procurement.scoring.engine.sensitivity import weight_sensitivity
from procurement.scoring.queries import engine_questions, standing_of
from procurement.tenders.models import Tender
from psp.core.sealing import unseal


def setup_of(tender: Tender) -> inputs.Setup:
    """Return what the tender announced, as the engine takes it."""
    return inputs.Setup(
        questions=engine_questions(tender),
        quality_weight=tender.quality_weight,
        price_weight=tender.price_weight,
        method=inputs.Method(tender.price_method),
        budget=tender.budget,
    )


def priced_bids(bids: Sequence[Bid]) -> list[inputs.Bid]:
    """Return opened bids with their prices and standing, coded by receipt number. Raises StillSealed before its time."""
    return [
        inputs.Bid(
            bid.receipt,
            Decimal(envelope_of(bid, Part.PRICE)["price"]),
            standing_of(bid),
            unseal(bid.sealed_exclusion)["reason"] if bid.sealed_exclusion else "",
        )
        for bid in bids
    ]


def moderated_of(tender: Tender) -> list[inputs.ModeratedScore]:
    """Return the moderated scores of the live bids as the engine takes them."""
    rows = ModeratedScore.objects.filter(bid__in=tender.bids.live()).select_related("bid")
    found = []
    for row in rows:
        content = row.content()
        found.append(
            inputs.ModeratedScore(
                row.bid.receipt, str(row.question_id), content["points"], content["rationale"]
            )
        )
    return found


def frozen(
    tender: Tender, bids: Sequence[Bid], *, number: int, decided_order: Sequence[str] = (), reason: str = ""
) -> dict[str, Any]:
    """Rank the bids and write down inputs, outputs and who wins at other weights, ready for JSON.

    Raises NotScorable with every problem, StillSealed before prices may be opened.
    """
    setup, priced, moderated = setup_of(tender), priced_bids(bids), moderated_of(tender)
    result = evaluate(setup, priced, moderated, decided_order=decided_order)
    return {
        "tender": tender.pk,
        "number": number,
        "bidders": {bid.receipt: envelope_of(bid, Part.IDENTITY)["name"] for bid in bids},
        "questions": {str(row.pk): row.text for row in tender.questions.all()},
        "inputs": _plain({"bids": [asdict(bid) for bid in priced], "moderated": [asdict(one) for one in moderated]}),
        "result": _plain(asdict(result)),
        "sensitivity": _plain(asdict(weight_sensitivity(setup, priced, moderated))),
        "decided_order": list(decided_order),
        "reason": reason,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, Decimal) else value


def result_of(tender: Tender) -> Result | None:
    """Return the tender's latest result, or None before bids are ranked."""
    return tender.results.order_by("-number").first()


def first_tie(content: dict[str, Any]) -> list[str]:
    """Return the receipts of the bids that share the first place undecided; empty where somebody won or nobody is ranked."""
    leaders = [bid["bid"] for bid in content["result"]["bids"] if bid["rank"] == 1]
    return leaders if len(leaders) > 1 else []
