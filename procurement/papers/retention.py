"""How long the papers of tenders are kept."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from procurement.bids.models import Bid, BidFile
from procurement.evaluators.models import Evaluator
from procurement.moderation.models import ModeratedScore
from procurement.papers.operations import delete_bid_papers, delete_tender_papers
from procurement.papers.queries import bid_due_on, tender_due_on, tenders_due, unsuccessful_bids_due
from procurement.reading.models import Reading
from procurement.results.models import Result
from procurement.scoring.models import Score
from procurement.tenders.models import Tender
from psp.core.retention import Rule, deletes


def _name_of_bid(bid: Bid) -> str:
    return _now("{bid} of {tender}").format(bid=bid, tender=bid.tender)


def _name_of_tender(tender: Tender) -> str:
    return _now("{tender}, {partnership}").format(tender=tender, partnership=tender.partnership)


deletes(
    Rule(
        code="unsuccessful_bids",
        what=_("Bids that did not win: answers, files, scores and who read them"),
        how_long=_("1 year after the contract is signed"),
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
        how_long=_("5 years after the contract ends, or 1 year after the tender is cancelled"),
        rows=tenders_due,
        due_on=tender_due_on,
        delete=delete_tender_papers,
        models=(Bid, BidFile, Score, ModeratedScore, Result, Reading, Evaluator),
        within="partnership",
        name=_name_of_tender,
    )
)
