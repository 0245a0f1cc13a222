"""Reads of the register: every partner that may bid with its entry, and the facts the tender report states."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from partnerships.models import Member, Organisation, Waiver
from procurement.involvement.models import PriorInvolvement


@dataclass(frozen=True, slots=True)
class Entry:
    """An organisation that may bid or is in the register, with its entry where there is one."""

    organisation: Organisation
    may_bid: bool
    involvement: PriorInvolvement | None


def register_of(partnership: Any) -> list[Entry]:
    """List the partners that may bid and whoever is in the register, by name. Two queries."""
    entries = {
        row.organisation_id: row
        for row in partnership.prior_involvements.select_related("organisation", "pack__partnership", "partnership")
    }
    members = partnership.members.current().filter(may_bid=True).select_related("organisation")
    found = [Entry(member.organisation, True, entries.pop(member.organisation_id, None)) for member in members]
    found += [Entry(row.organisation, False, row) for row in entries.values()]
    return sorted(found, key=lambda entry: entry.organisation.name.lower())


def unrecorded_bidders() -> QuerySet[Member]:
    """Select the partners that may bid and have no entry in their partnership's register."""
    entry = PriorInvolvement.objects.filter(partnership=OuterRef("partnership"), organisation=OuterRef("organisation"))
    return Member.objects.current().filter(may_bid=True).exclude(Exists(entry))


def bidders_are_named(partnership: Any) -> Any:
    """Whether the partners said who of them may bid, or that nobody does: an expression for a reference to a partnership."""
    bidders = Member.objects.current().filter(partnership=partnership, may_bid=True)
    nobody = Waiver.objects.in_force().filter(partnership=partnership, code="bidders_named")
    return Q(Exists(bidders)) | Q(Exists(nobody))


def disclosure_of(partnership: Any) -> tuple[bool, date | None]:
    """Return whether anybody's involvement has to be disclosed, and the day the last pack is published; None where one is not."""
    rows = partnership.prior_involvements.to_be_disclosed()
    if not rows.exists():
        return False, None
    if rows.filter(disclosed_on=None).exists():
        return True, None
    return True, rows.aggregate(last=Max("disclosed_on"))["last"]
