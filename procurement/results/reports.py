"""The tender evaluation report: its cover, the ranked result, and how prices became points.

It holds prices and scores of all bids. So it is for those who see the result, exists only once bids are ranked, is kept
sealed, and each time it is made, read or downloaded the bids are noted as read.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.bids.models import Part
from procurement.reading.operations import read_bids
from procurement.results import queries
from procurement.results.models import Result
from procurement.tenders.models import PriceMethod, Tender
from psp.core import reports
from psp.core.money import in_words
from psp.core.reports import Cover, ReportKind, Table

TENDER_EVALUATION = "tender_evaluation"
FORMULAS = {
    PriceMethod.LOWEST_PRICE: gettext_lazy("Price points are the points for price × the lowest price ÷ this price."),
    PriceMethod.DISTANCE_FROM_MEAN: gettext_lazy(
        "Price points are the points for price × (1 − the distance from the mean price ÷ the mean price), never below 0."
    ),
    PriceMethod.FIXED_BUDGET: gettext_lazy(
        "The price is given by the budget: it earns no points, and quality decides."
    ),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What the chapters read: the tender, its result, and the result's content as it was frozen."""

    tender: Tender
    result: Result
    content: dict[str, Any]

    def name_of(self, receipt: str) -> str:
        """The bidder behind a receipt number."""
        return str(self.content["bidders"][receipt])


def _subjects(person: Any) -> Any:
    """Tenders whose result the person sees."""
    return queries.readable_results(person).select_related("partnership")


def _prepare(tender: Tender, at: datetime) -> Found:
    result = queries.result_of(tender)
    if result is None:
        raise ValueError("A tender without a result has no evaluation report.")
    return Found(tender, result, result.content())


def _cover(tender: Tender, at: datetime) -> Cover:
    facts = [
        (_("Partnership"), tender.partnership.name),
        (_("State"), tender.get_state_display()),
        (_("Confidential"), _("Holds prices and scores of bids: for those who evaluate and decide")),
    ]
    return Cover(tender.title, facts, tender.partnership.is_demo)


def _note_reading(tender: Tender, by: Any, at: datetime) -> None:
    """Keep that every bidder and price was read. Raises NotPermitted."""
    bids = list(tender.bids.on_time())
    for part in (Part.IDENTITY, Part.PRICE):
        read_bids(bids=bids, part=part, by=by, at=at)


reports.register(
    ReportKind(
        code=TENDER_EVALUATION,
        title=gettext_lazy("Tender evaluation report"),
        description=gettext_lazy(
            "Method, dates, prior involvement, bids, scores with their reasons, prices, ranking, award and standstill"
        ),
        permission="procurement.see_result",
        subjects=_subjects,
        cover=_cover,
        prepare=_prepare,
        is_sealed=True,
        note_reading=_note_reading,
    )
)


@reports.chapter(TENDER_EVALUATION, key="result", title=gettext_lazy("The result"), position=10)
def result(found: Found, at: datetime) -> dict[str, Any]:
    """Read the ranking with its ties, and whether other weights would change it."""
    content = found.content
    ranked = [row for row in content["result"]["bids"] if row["rank"]]
    return {
        "result": found.result,
        "winner": content["bidders"].get(content["result"]["winner"], ""),
        "nobody": not ranked,
        "ties": queries.tie_words(content),
        "rounding": queries.rounding_words(content),
        "tie_reason": content.get("reason", ""),
        "points": queries.points_chart(content) if ranked else None,
        "ranking": _ranking(found),
        "weights": queries.weights_chart(content) if ranked else None,
        "weights_words": queries.weights_words(content) if ranked else "",
    }


def _ranking(found: Found) -> Table:
    rows = tuple(
        (
            "\n".join([found.name_of(row["bid"]), *map(queries.exclusion_words, row["exclusions"])]),
            str(row["rank"] or "–"),
            row["quality_points"] or "–",
            row["price_points"] or "–",
            row["total"] or "–",
        )
        for row in found.content["result"]["bids"]
    )
    headings = (_("Bidder"), _("Rank"), _("Quality points"), _("Price points"), _("Total"))
    return Table(_("All bids, ranked"), headings, rows, numeric=(1, 2, 3, 4))


@reports.chapter(TENDER_EVALUATION, key="prices", title=gettext_lazy("Prices"), position=70)
def prices(found: Found, at: datetime) -> dict[str, Any]:
    """Read each price, what it was held against, and the points it earned."""
    outcome = found.content["result"]
    rows = tuple(
        (
            found.name_of(row["bid"]),
            in_words(Decimal(row["price"])) if row["price"] else "–",
            row["price_points"] or _("Not ranked"),
        )
        for row in outcome["bids"]
    )
    reference = outcome["reference_price"]
    return {
        "formula": FORMULAS[PriceMethod(outcome["setup"]["method"])],
        "weight": outcome["setup"]["price_weight"],
        "reference": in_words(Decimal(reference)) if reference else "",
        "budget": in_words(Decimal(outcome["setup"]["budget"])) if outcome["setup"]["budget"] else "",
        "prices": Table(
            _("Prices and their points"), (_("Bidder"), _("Price"), _("Price points")), rows, numeric=(1, 2)
        ),
    }
