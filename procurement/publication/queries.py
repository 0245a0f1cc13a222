"""What a published tender says, frozen, and which dates move along with its deadline."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Max

from procurement.scoring.engine.result import ENGINE_VERSION
from procurement.scoring.queries import announcement_of
from procurement.tenders.engine.periods import deadline_day, earliest_signature, standstill_end
from procurement.tenders.models import Tender
from procurement.thresholds.queries import figures_in_force, regime_of, thresholds_of
from procurement.timetable.queries import said_of
from psp.core.as_read import mark_over
from psp.core.dates import working_day_on_or_after

FROZEN = (
    "title",
    "description",
    "notice_on",
    "questions_close_on",
    "submission_deadline",
    "is_electronic",
    "notices_are_electronic",
    "decision_on",
    "standstill_ends_on",
    "contract_starts_on",
    "contract_ends_on",
    "service_kind",
    "estimated_value",
    "vat_rate",
    "thresholds_note",
    "quality_weight",
    "price_weight",
    "weights_reason",
    "price_method",
    "budget",
    "tie_rule",
)
QUESTION = ("pk", "section", "text", "guidance", "weight", "minimum_score", "max_words", "position")


def snapshot_of(tender: Tender, *, on: date) -> dict[str, Any]:
    """Write down everything bidders are told, the warnings shown and the version of the scoring engine, ready for JSON."""
    involvements = tender.partnership.prior_involvements.to_be_disclosed().select_related("organisation", "pack")
    return {
        "engine": ENGINE_VERSION,
        **{name: _plain(getattr(tender, name)) for name in FROZEN},
        "rules": announcement_of(tender),
        "questions": [{name: _plain(getattr(row, name)) for name in QUESTION} for row in tender.questions.all()],
        "documents": _documents(tender),
        "regime": _plain_regime(tender, on),
        "thresholds": [
            {
                "name": row.threshold.name,
                "amount": str(row.threshold.amount),
                "includes_vat": row.threshold.includes_vat,
                "compared": str(row.compared),
                "applies": row.applies,
            }
            for row in thresholds_of(tender, on=on)
        ],
        "disclosures": [
            {
                "organisation": str(row),
                "pack": str(row.pack or ""),
                "disclosed_on": _plain(row.disclosed_on),
                "disclosed": row.disclosed,
            }
            for row in involvements
        ],
        "warnings": [said.sentence for said in said_of(tender)],
    }


def mark_of_papers(tender: Tender, *, on: date) -> str:
    """Return a mark over everything bidders would be told of a draft, and its packs: another once any of it changes."""
    packs = tender.partnership.prior_involvements.to_be_disclosed().exclude(pack=None).order_by("pk")
    versions = packs.annotate(number=Max("pack__versions__number")).values_list("pack", "pack__title", "number")
    return mark_over({"told": snapshot_of(tender, on=on), "packs": list(versions)})


def _plain_regime(tender: Tender, on: date) -> dict[str, Any] | None:
    said = regime_of(tender, on=on)
    return {"headline": said.headline, "reasons": said.reasons} if said else None


def _documents(tender: Tender) -> list[dict[str, Any]]:
    rows = tender.documents.select_related("document").prefetch_related("document__versions")
    found = []
    for row in rows:
        latest = row.document.latest
        found.append(
            {
                "kind": row.kind,
                "document": row.document_id,
                "title": row.document.title,
                "version": latest.number if latest else None,
                "sha256": latest.sha256 if latest else None,
            }
        )
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def moved_with_deadline(tender: Tender, deadline: datetime) -> dict[str, Any]:
    """Return the dates of a tender with a later deadline: what is planned after it moves by as many days.

    The decision and the standstill end on working days; the contract starts later only where it could not be signed before.
    """
    dates: dict[str, Any] = {"submission_deadline": deadline}
    if not tender.decision_on or not tender.submission_deadline:
        return dates
    figures = figures_in_force()
    delta: timedelta = deadline_day(deadline) - deadline_day(tender.submission_deadline)
    decision_on = working_day_on_or_after(tender.decision_on + delta)
    dates["decision_on"] = decision_on
    if not tender.standstill_ends_on:
        return dates
    ends_on = max(
        standstill_end(decision_on, tender.notices_are_electronic, figures),
        working_day_on_or_after(tender.standstill_ends_on + delta),
    )
    dates["standstill_ends_on"] = ends_on
    if tender.contract_starts_on:
        dates["contract_starts_on"] = max(tender.contract_starts_on, earliest_signature(ends_on))
    return dates
