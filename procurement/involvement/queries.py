"""Reads of the register: every partner that may bid with its entry, and the facts the tender report states."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

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


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Whether anybody's involvement has to be disclosed, the day of the last pack (None where one is missing), days added."""

    is_due: bool
    published_on: date | None
    extra_days: int


def disclosure_of(partnership: Any) -> Disclosure:
    """Return what other bidders are owed for prior involvement in a partnership. One query."""
    rows = partnership.prior_involvements.to_be_disclosed()
    found = rows.aggregate(
        all=Count("pk"), published=Count("disclosed_on"), last=Max("disclosed_on"), extra=Max("extra_days")
    )
    is_out = found["all"] == found["published"]
    return Disclosure(found["all"] > 0, found["last"] if is_out else None, found["extra"] or 0)
