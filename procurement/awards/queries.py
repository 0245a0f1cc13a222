"""Reads about awards: whom to tell, who lost, and until when papers are kept."""

from datetime import date
from typing import Any

from django.db.models import Q

from partnerships.models import Organisation
from procurement.awards.models import Award
from procurement.bids.models import Bid
from procurement.tenders.engine.periods import KeepPapers, award_notice_due, keep_papers
from procurement.tenders.models import Tender
from procurement.thresholds.queries import figures_in_force
from psp.core.dates import london_date


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


def lost_partners(award: Award) -> list[str]:
    """Name the partners that might have bid, where none of them, nor a vehicle of theirs, is the supplier; else none.

    Partners and owners of the day of the decision: those that left since lost or won with the others.
    """
    day = london_date(award.decided_at)
    members = list(award.partnership.members.filter(held_on(day)).select_related("organisation"))
    partners = {member.organisation for member in members}
    owners = Organisation.objects.filter(held_on(day, "owned__"), owned__vehicle=award.supplier)
    owned = award.supplier is not None and bool(partners & set(owners))
    names = {partner.name.casefold() for partner in partners}
    won = award.supplier in partners or owned or award.supplier_name.casefold() in names
    return [] if won else sorted(member.organisation.name for member in members if member.may_bid)
