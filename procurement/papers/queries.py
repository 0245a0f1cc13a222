"""Which papers of tenders are past their time: the days ``tenders.engine.periods.keep_papers`` gives, by the figures in force."""

from datetime import date, datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from partnerships.models import Activity
from procurement.awards.models import Hold
from procurement.awards.queries import papers_kept
from procurement.bids.models import Bid
from procurement.tenders.models import Tender
from procurement.tenders.workflow import State
from procurement.thresholds.queries import figures_in_force
from psp.core.dates import add_months, london_date


def months_kept() -> tuple[int, int]:
    """Return for how many months unsuccessful bids, and papers after a contract's end, are kept. One query."""
    figures = figures_in_force()
    return 12 * figures.keep_unsuccessful_years.figure, 12 * figures.keep_contract_years.figure


def unsuccessful_bids_due(at: datetime) -> QuerySet[Bid]:
    """Give the bids that did not win, of concluded tenders decided a year ago and that no challenge holds up."""
    unsuccessful, _contract = months_kept()
    decided_before = add_months(london_date(at), -unsuccessful)
    challenged = Hold.objects.filter(award__tender=OuterRef("tender"), lifted_at=None)
    return (
        Bid.objects.filter(tender__state=State.CONCLUDED, papers_deleted_at=None)
        .filter(tender__award__decided_at__date__lt=decided_before)
        .exclude(pk=F("tender__award__bid"))
        .exclude(Exists(challenged))
        .select_related("tender__partnership", "tender__award__contract")
    )


def bid_due_on(bid: Bid) -> date:
    """Return the last day the papers of an unsuccessful bid are kept."""
    kept = papers_kept(bid.tender.award)
    assert kept is not None  # noqa: S101  a concluded tender has its contract
    return kept.unsuccessful_until


def tenders_due(at: datetime) -> QuerySet[Tender]:
    """Give the tenders whose contract ended five years ago, and those cancelled a year ago; ``cancelled_at`` says when."""
    today = london_date(at)
    unsuccessful, contract = months_kept()
    ended = Q(state=State.CONCLUDED, award__contract__ends_on__lt=add_months(today, -contract))
    cancelled = Q(state=State.CANCELLED, cancelled_at__date__lt=add_months(today, -unsuccessful))
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
    """Return the last day the papers of a tender are kept; the tender comes from ``tenders_due``."""
    if tender.state == State.CANCELLED:
        return add_months(london_date(tender.cancelled_at), months_kept()[0])  # type: ignore[attr-defined]
    kept = papers_kept(tender.award)
    assert kept is not None  # noqa: S101  a concluded tender has its contract
    return kept.contract_until
