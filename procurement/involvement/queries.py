"""Reads of the register: whoever ever had a part in the partnership, with its entry, and the facts the tender report states."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q
from django.utils.translation import gettext as _

from partnerships.models import Member, Organisation, Partnership, VehicleMember, Waiver
from procurement.involvement.models import PriorInvolvement
from psp.core.dates import in_words


@dataclass(frozen=True, slots=True)
class Entry:
    """An organisation that is asked about or in the register, with its entry where there is one.

    ``ties`` say in words what ties it to the partnership, none where somebody added it; ``may_bid`` of a partner of today or
    before.
    """

    organisation: Organisation
    may_bid: bool
    ties: tuple[str, ...]
    involvement: PriorInvolvement | None


def register_of(partnership: Any) -> list[Entry]:
    """List every organisation that ever was a partner, its vehicles and owners, and whoever is in the register, by name.

    Not the council that purchases. Three queries.
    """
    entries = {
        row.organisation_id: row
        for row in partnership.prior_involvements.select_related("organisation", "pack__partnership", "partnership")
    }
    ties, organisations, bidders = _ties_of(partnership)
    organisations |= {pk: row.organisation for pk, row in entries.items()}
    found = [
        Entry(organisation, pk in bidders, tuple(ties.get(pk, ())), entries.get(pk))
        for pk, organisation in organisations.items()
    ]
    return sorted(found, key=lambda entry: entry.organisation.name.casefold())


def _ties_of(partnership: Any) -> tuple[dict[int, list[str]], dict[int, Organisation], set[int]]:
    """Return what ties organisations to a partnership in words, the organisations, and who of them may bid, by their ids."""
    members = list(partnership.members.select_related("organisation").order_by("joined_on", "pk"))
    partners = {member.organisation_id: member.organisation for member in members}
    known = dict(partners)
    ties: dict[int, list[str]] = {}
    for member in members:
        ties.setdefault(member.organisation_id, []).append(_member_words(member))
    rows = VehicleMember.objects.select_related("vehicle", "member").order_by("pk")
    for row in rows.filter(Q(vehicle__in=partners) | Q(member__in=partners)):
        if row.member_id in partners:
            ties.setdefault(row.vehicle_id, []).append(_tie_words(_("Owned by {name}, a partner"), row, row.member))
        if row.vehicle_id in partners:
            ties.setdefault(row.member_id, []).append(_tie_words(_("Owner of {name}, a partner"), row, row.vehicle))
        known |= {row.vehicle_id: row.vehicle, row.member_id: row.member}
    ties.pop(partnership.purchasing_council_id, None)
    bidders = {member.organisation_id for member in members if member.may_bid}
    return ties, {pk: organisation for pk, organisation in known.items() if pk in ties}, bidders


def _member_words(member: Any) -> str:
    if member.left_on is None:
        return _("Partner since {day}").format(day=in_words(member.joined_on))
    words = _("Partner from {first} to {last}")
    return words.format(first=in_words(member.joined_on), last=in_words(member.left_on))


def _tie_words(words: str, row: Any, other: Organisation) -> str:
    said = words.format(name=other)
    return said if row.left_on is None else _("{tie}, until {day}").format(tie=said, day=in_words(row.left_on))


def all_are_recorded(partnership: str) -> Any:
    """Whether whoever ever had a part in a partnership is in its register: an expression for the name of its id's field."""
    # One query out from the partners, two from what is asked about each.
    once, twice = OuterRef(partnership), OuterRef(OuterRef(partnership))
    partners = Member.objects.filter(partnership=once).exclude(organisation=F("partnership__purchasing_council"))
    theirs = Member.objects.filter(partnership=twice).values("organisation")
    council = Partnership.objects.filter(pk=twice).values("purchasing_council")
    vehicles = VehicleMember.objects.filter(member__in=theirs).exclude(vehicle__in=council)
    owners = VehicleMember.objects.filter(vehicle__in=theirs).exclude(member__in=council)
    asked = [(partners, "organisation"), (vehicles, "vehicle"), (owners, "member")]
    met: Any = Q()
    for rows, organisation in asked:
        entry = PriorInvolvement.objects.filter(organisation=OuterRef(organisation), partnership=twice)
        met &= ~Exists(rows.exclude(Exists(entry)))
    return met


def unrecorded(partnership: Any) -> list[Organisation]:
    """List the organisations that had a part in a partnership and are not in its register, by name. Three queries."""
    return [entry.organisation for entry in register_of(partnership) if entry.involvement is None]


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
