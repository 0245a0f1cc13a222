"""Reads about awards: whom to tell, who lost, and until when papers are kept."""

from datetime import date
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, TextField, When
from django.db.models.functions import TruncDate

from partnerships.models import Member, VehicleMember
from procurement.awards.models import Award
from procurement.bids.models import Bid
from procurement.tenders.engine.periods import KeepPapers, award_notice_due, keep_papers
from procurement.tenders.models import Tender
from procurement.thresholds.queries import figures_in_force
from psp.core.dates import LONDON, london_date
from psp.core.finding import Folded


def award_of(tender: Tender) -> Award | None:
    """Return the tender's award, or None."""
    return Award.objects.filter(tender=tender).select_related("supplier", "decided_by", "bid").first()


def bids_to_tell(award: Award) -> list[Bid]:
    """List the bids whose bidders are told of the decision: all that were opened, excluded ones too."""
    return list(award.tender.bids.on_time())


def papers_kept(award: Award) -> KeepPapers | None:
    """Return until when papers are kept (guide); None while nobody knows when the contract ends."""
    contract = getattr(award, "contract", None)
    ends_on = contract.ends_on if contract else award.tender.contract_ends_on
    return keep_papers(london_date(award.decided_at), ends_on, figures_in_force()) if ends_on else None


def notice_due_on(award: Award) -> date | None:
    """Return the last day to publish the award notice (guide); None while the contract cannot be awarded yet."""
    awarded_on = award.contract_awarded_on
    return award_notice_due(awarded_on, figures_in_force()) if awarded_on else None


def held_on(day: Any, through: str = "") -> Q:
    """Select the partners, or by ``through`` the owners, of a day: those that had joined and had not left before it."""
    joined = Q(**{f"{through}joined_on": None}) | Q(**{f"{through}joined_on__lte": day})
    return joined & (Q(**{f"{through}left_on": None}) | Q(**{f"{through}left_on__gte": day}))


def won_by_partners() -> QuerySet[Award]:
    """Select the awards that went to a partner of the day they were decided, or to a vehicle one of them owned on that day.

    Partners and owners that leave after winning have won for the partnership; those that left before, or came since, have not. A
    supplier typed by name, without a link to the directory, is the organisation of that name, as names are compared everywhere.
    """
    typed = Case(When(supplier=None, then=Folded("supplier_name")), output_field=TextField())
    awards = Award.objects.annotate(day=TruncDate("decided_at", tzinfo=LONDON), typed=typed)
    day, partnership = OuterRef("day"), OuterRef("tender__partnership")
    partners = Member.objects.filter(held_on(day), partnership=partnership)
    owners = VehicleMember.objects.filter(
        held_on(day),
        held_on(day, "member__partnership_members__"),
        member__partnership_members__partnership=partnership,
    )
    itself = Q(organisation=OuterRef("supplier")) | Q(organisation__sort_key=OuterRef("typed"))
    vehicle = Q(vehicle=OuterRef("supplier")) | Q(vehicle__sort_key=OuterRef("typed"))
    return awards.filter(Exists(partners.filter(itself)) | Exists(owners.filter(vehicle)))


def lost_partners(award: Award) -> list[str]:
    """Name the partners of the day of the decision that might have bid, where partners lost (``won_by_partners``); else none.

    Two queries.
    """
    if won_by_partners().filter(pk=award.pk).exists():
        return []
    members = award.partnership.members.filter(held_on(london_date(award.decided_at)), may_bid=True)
    return sorted(members.values_list("organisation__name", flat=True))
