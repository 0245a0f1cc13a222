"""Reads about awards: whom to tell, who lost, and until when papers are kept."""

from datetime import date

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


def lost_partners(award: Award) -> list[str]:
    """Name the partners that might have bid, where none of them, nor a vehicle of theirs, is the supplier; else none.

    Partners of the day of the decision: who left since lost or won with the others.
    """
    stayed = Q(left_on=None) | Q(left_on__gte=london_date(award.decided_at))
    members = award.partnership.members.filter(stayed, may_bid=True).select_related("organisation")
    partners = {member.organisation for member in members}
    owned = Q(owned__left_on=None) | Q(owned__left_on__gte=london_date(award.decided_at))
    owners = set(Organisation.objects.filter(owned, owned__vehicle=award.supplier)) if award.supplier else set()
    names = {partner.name.casefold() for partner in partners}
    won = award.supplier in partners or owners & partners or award.supplier_name.casefold() in names
    return [] if won else sorted(partner.name for partner in partners)
