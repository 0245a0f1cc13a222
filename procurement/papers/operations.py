"""Deleting the papers of bids and tenders when their time is over. The history says that it was done, never what they said."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from partnerships.models import Report
from partnerships.public import delete_files, lock_history, record
from procurement.bids.models import Bid, BidFile, Part
from procurement.evaluators.models import Evaluator
from procurement.moderation.models import ModeratedScore
from procurement.questions.models import Clarification
from procurement.reading.models import Reading
from procurement.results.models import Result
from procurement.results.reports import TENDER_EVALUATION
from procurement.scoring.models import Score
from procurement.tenders.models import Tender
from psp.core.sealing import SealBroken, seal, unseal


@transaction.atomic
def delete_bid_papers(bids: Collection[Bid], at: datetime) -> int:
    """Delete the answers, files, scores and reading log of bids; return how many bids.

    Who bid and at what price stays with the result until the papers of the whole tender go. 1. locks the histories;
    2. empties the bids; 3. records it in each history; 4. deletes the files. Raises what ``delete_files`` raises.
    """
    lock_history(*(bid.tender.partnership for bid in bids))
    names = []
    for bid in bids:
        names += _empty(bid, at, keeps_name=True)
        record(
            verb="bid.papers_deleted", target=bid, partnership=bid.tender.partnership, by=None, at=at, is_private=True
        )
    delete_files(names)
    return len(bids)


@transaction.atomic
def delete_tender_papers(tenders: Collection[Tender], at: datetime) -> int:
    """Delete all bids, scores, results, declared interests, askers and sealed reports of tenders; return how many tenders.

    The tender with its dates, the award and the contract stay. 1. locks the histories; 2. empties what is sealed and
    deletes the rest; 3. records it in each history; 4. deletes the files. Raises what ``delete_files`` raises.
    """
    lock_history(*(tender.partnership for tender in tenders))
    names = []
    for tender in tenders:
        for bid in Bid.objects.filter(tender=tender):
            names += _empty(bid, at, keeps_name=False)
        for result in Result.objects.filter(tender=tender):
            emptied = {"tender": tender.pk, "number": result.number, "deleted": True}
            Result.objects.filter(pk=result.pk).update(sealed=seal(emptied))
        Evaluator.objects.filter(tender=tender).update(sealed_interest="")
        Clarification.objects.filter(tender=tender).update(sealed_asker="")
        names += _delete_reports(tender)
        Tender.objects.filter(pk=tender.pk).update(papers_deleted_at=at)
        tender.papers_deleted_at = at
        record(verb="tender.papers_deleted", target=tender, partnership=tender.partnership, by=None, at=at)
    delete_files(names)
    return len(tenders)


@sensitive_variables()
def _empty(bid: Bid, at: datetime, *, keeps_name: bool) -> list[str]:
    """Take from a bid what it says, and delete what was said of it; return the names of its files."""
    files = BidFile.objects.filter(bid=bid)
    names = list(files.values_list("sealed", flat=True))
    files.delete()
    for model in (Score, ModeratedScore, Reading):
        model.objects.filter(bid=bid).delete()
    values: dict[str, Any] = {"papers_deleted_at": bid.papers_deleted_at or at}
    values["sealed_identity"] = _identity(bid, keeps_name=keeps_name)
    if bid.belated_reason:
        # That there was one says how the bid counts; what it said is gone.
        values["belated_reason"] = _("Deleted with the papers")
    if bid.sealed_quality:
        values["sealed_quality"] = _stub(bid, Part.QUALITY, answers={}, files=[])
    if bid.sealed_price:
        price = _opened(bid.sealed_price).get("price", "0") if keeps_name else "0"
        values["sealed_price"] = _stub(bid, Part.PRICE, price=price, files=[])
    if not keeps_name:
        values["sealed_exclusion"] = ""
    Bid.objects.filter(pk=bid.pk).update(**values)
    return names


@sensitive_variables()
def _identity(bid: Bid, *, keeps_name: bool) -> str:
    # The organisation stays: whoever belongs to it had a part in the bid, and it is no person.
    told = _opened(bid.sealed_identity)
    name = told.get("name", "") if keeps_name else ""
    return _stub(bid, Part.IDENTITY, organisation=told.get("organisation"), name=name, reference="")


def _stub(bid: Bid, part: Part, **content: Any) -> str:
    return seal({"receipt": bid.receipt, "part": str(part)} | content)


def _opened(sealed: str) -> dict[str, Any]:
    """Open an envelope; {} where no key opens it any more: it is deleted all the same."""
    try:
        return unseal(sealed)
    except SealBroken:
        return {}


def _delete_reports(tender: Tender) -> list[str]:
    """Delete the sealed reports on a tender; return the names of their files."""
    reports = Report.objects.filter(kind=TENDER_EVALUATION, subject_id=tender.pk)
    names = list(reports.exclude(file="").values_list("file", flat=True))
    reports.delete()
    return names
