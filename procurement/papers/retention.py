"""How long the papers of tenders are kept: by the time limits that administrators edit."""

from django.utils.functional import lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from procurement.bids.models import Bid, BidFile
from procurement.evaluators.models import Evaluator
from procurement.moderation.models import ModeratedScore
from procurement.papers.operations import delete_bid_papers, delete_tender_papers
from procurement.papers.queries import bid_due_on, months_kept, tender_due_on, tenders_due, unsuccessful_bids_due
from procurement.reading.models import Reading
from procurement.results.models import Result
from procurement.scoring.models import Score
from procurement.tenders.models import Tender
from psp.core.retention import Rule, deletes


def _years(months: int) -> str:
    return ngettext("{n} year", "{n} years", months // 12).format(n=months // 12)


def _of_unsuccessful() -> str:
    return _now("{years} after the award is decided").format(years=_years(months_kept()[0]))


def _of_papers() -> str:
    unsuccessful, contract = months_kept()
    words = _now(
        "{contract} after the contract ends, or {cancelled} after the tender is cancelled; until one of them is recorded, "
        "the tender waits for its purchasers"
    )
    return words.format(contract=_years(contract), cancelled=_years(unsuccessful))


def _name_of_bid(bid: Bid) -> str:
    return _now("{bid} of {tender}").format(bid=bid, tender=bid.tender)


def _name_of_tender(tender: Tender) -> str:
    return _now("{tender}, {partnership}").format(tender=tender, partnership=tender.partnership)


deletes(
    Rule(
        code="unsuccessful_bids",
        what=_("Bids that did not win: answers, files, scores and who read them"),
        how_long=lazy(_of_unsuccessful, str)(),
        rows=unsuccessful_bids_due,
        due_on=bid_due_on,
        delete=delete_bid_papers,
        models=(Bid, BidFile, Score, ModeratedScore, Reading),
        within="tender__partnership",
        name=_name_of_bid,
    )
)
deletes(
    Rule(
        code="tender_papers",
        what=_("Papers of a tender: the winning bid, scores, result, declared interests and sealed reports"),
        how_long=lazy(_of_papers, str)(),
        rows=tenders_due,
        due_on=tender_due_on,
        delete=delete_tender_papers,
        models=(Bid, BidFile, Score, ModeratedScore, Result, Reading, Evaluator),
        within="partnership",
        name=_name_of_tender,
    )
)
