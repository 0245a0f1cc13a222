"""Which papers of tenders are past their time (DOMAIN: unsuccessful tenders 1 year, contract end and 5 years; guidance)."""

from datetime import date, datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from partnerships.models import Activity
from procurement.awards.models import Hold
from procurement.bids.models import Bid
from procurement.tenders.models import Tender
from procurement.tenders.workflow import State
from psp.core.dates import add_months, london_date

MONTHS_OF_UNSUCCESSFUL = 12
MONTHS_AFTER_CONTRACT = 60


def unsuccessful_bids_due(at: datetime) -> QuerySet[Bid]:
    """Give the bids that did not win, of tenders whose contract was signed a year ago and that no challenge holds up."""
    signed_before = add_months(london_date(at), -MONTHS_OF_UNSUCCESSFUL)
    challenged = Hold.objects.filter(award__tender=OuterRef("tender"), lifted_at=None)
    return (
        Bid.objects.filter(tender__state=State.CONCLUDED, papers_deleted_at=None)
        .filter(tender__award__contract__signed_on__lt=signed_before)
        .exclude(pk=F("tender__award__bid"))
        .exclude(Exists(challenged))
        .select_related("tender__partnership", "tender__award__contract")
    )


def bid_due_on(bid: Bid) -> date:
    """Return the day from which the papers of an unsuccessful bid are deleted."""
    return add_months(bid.tender.award.contract.signed_on, MONTHS_OF_UNSUCCESSFUL)


def tenders_due(at: datetime) -> QuerySet[Tender]:
    """Give the tenders whose contract ended five years ago, and those cancelled a year ago; ``cancelled_at`` says when."""
    today = london_date(at)
    ended = Q(state=State.CONCLUDED, award__contract__ends_on__lt=add_months(today, -MONTHS_AFTER_CONTRACT))
    cancelled = Q(state=State.CANCELLED, cancelled_at__date__lt=add_months(today, -MONTHS_OF_UNSUCCESSFUL))
    challenged = Hold.objects.filter(award__tender=OuterRef("pk"), lifted_at=None)
    return (
        with_cancellation(Tender.objects.filter(papers_deleted_at=None))
        .filter(ended | cancelled)
        .exclude(Exists(challenged))
        .select_related("partnership", "award__contract")
    )


def with_cancellation(tenders: QuerySet[Tender]) -> QuerySet[Tender]:
    """Annotate when each tender was cancelled, as the history says."""
    entries = Activity.objects.filter(
        target_type=ContentType.objects.get_for_model(Tender), target_id=OuterRef("pk"), verb="tender.cancelled"
    )
    return tenders.annotate(cancelled_at=Subquery(entries.order_by("-at").values("at")[:1]))


def tender_due_on(tender: Tender) -> date:
    """Return the day from which the papers of a tender are deleted; the tender comes from ``tenders_due``."""
    if tender.state == State.CANCELLED:
        return add_months(london_date(tender.cancelled_at), MONTHS_OF_UNSUCCESSFUL)  # type: ignore[attr-defined]
    return add_months(tender.award.contract.ends_on, MONTHS_AFTER_CONTRACT)
