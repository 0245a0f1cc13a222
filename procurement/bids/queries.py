"""What may be said of sealed bids, and the only place where an envelope is opened."""

from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.views.decorators.debug import sensitive_variables

from partnerships.models import Activity, PartnershipRole, PersonRole, User
from procurement.bids.models import Bid, BidFile, Part
from procurement.bids.rules import (
    can_handle_bids,
    is_behind,
    names_by_organisation,
    organisations_behind,
    stakes_in_bids,
)
from procurement.conflicts.queries import links_of, may_bid_for, organisations_left_open
from procurement.tenders.models import Tender
from procurement.tenders.workflow import AFTER_OPENING, State
from psp.core.sealing import SealBroken, unseal, unseal_bytes

# Quality is locked: from here on prices are known.
PRICED = (State.RANKED, State.STANDSTILL, State.CONCLUDED)
# What the history says of somebody who opens a bid again that they typed and could not save.
REOPENED = "bid.typed_opened"


class StillSealed(Exception):
    """The envelope may not be opened yet, by anybody."""


def receipts_of(tender: Tender) -> QuerySet[Bid]:
    """List what came in for a tender, late and withdrawn bids too, without what they hold, in the order received."""
    return tender.bids.select_related("recorded_by", "confirmed_by", "replaced_by").defer(
        "sealed_identity", "sealed_quality", "sealed_price", "sealed_exclusion"
    )


def typed_again(tender: Tender) -> QuerySet[Activity]:
    """Select the entries of the history that somebody opened a bid again that they had typed and not saved."""
    kind = ContentType.objects.get_for_model(Tender)
    return Activity.objects.filter(verb=REOPENED, target_type=kind, target_id=tender.pk)


def saw_prices(tender: Tender) -> set[int]:
    """Return the ids of those who saw a price of a bid that counts before the opening: they typed it in. Two queries."""
    recorded = tender.bids.filter(is_late=False).values_list("recorded_by", flat=True)
    return {*recorded, *typed_again(tender).values_list("actor", flat=True)}


def handlers_of(tender: Tender) -> list[int]:
    """List the ids of those who handle the tender's bids today. Some queries for each purchaser."""
    named = PersonRole.objects.filter(partnership=tender.partnership_id, role=PartnershipRole.PURCHASER)
    people = User.objects.active().filter(pk__in=named.values("person")).order_by("pk")
    return [person.pk for person in people if can_handle_bids.test(person, tender)]


def tenders_with_part(user: Any, tenders: Sequence[Tender]) -> frozenset[int]:
    """Return ids of those tenders somebody with whom the person has a stake bids for, or may: ``rules.has_part_in_bids``.

    As many queries for many tenders as for one; nothing of the bids is shown. A tender with a bid that cannot be opened counts.
    """
    if not tenders or not user.organisation_ids:
        return frozenset()
    links = links_of(user.organisation_ids)
    behind = {tender.pk: organisations_behind(user, tender.partnership, links=links) for tender in tenders}
    every: frozenset[int] = frozenset().union(*behind.values())
    partnerships = {tender.partnership_id for tender in tenders}
    left_open = organisations_left_open(user, partnerships)
    touched = set(may_bid_for(user).filter(pk__in=partnerships).values_list("pk", flat=True))
    sealed: dict[int, list[str]] = {tender.pk: [] for tender in tenders}
    rows = Bid.objects.filter(tender__in=sealed, withdrawn_at=None)
    for tender_id, identity in rows.values_list("tender", "sealed_identity"):
        sealed[tender_id].append(identity)
    names = names_by_organisation(every)

    def has_part(tender: Tender) -> bool:
        open_ones, decided = left_open[tender.partnership_id]
        stakes = behind[tender.pk]
        if tender.partnership_id in touched:
            return True
        bidding = stakes_in_bids(user, stakes, open_ones, decided)
        try:
            return bool(is_behind(bidding, {names[pk] for pk in bidding}, sealed[tender.pk]))
        except SealBroken:
            # Whose bid it is cannot be read, so nobody with a stake is let in; every other page goes on.
            return True

    return frozenset(tender.pk for tender in tenders if has_part(tender))


def partnerships_known_to_bid_in(user: Any) -> frozenset[int]:
    """Return ids of the partnerships in which somebody with whom the person has a stake bid, once the bids are open.

    Before the opening nobody learns who has bid, not even from what is kept from them.
    """
    if not user.organisation_ids:
        return frozenset()
    cancelled_later = Q(state=State.CANCELLED, opening_confirmations__position=2)
    rows = Tender.objects.filter(Q(state__in=AFTER_OPENING) | cancelled_later).select_related("partnership")
    tenders = list(rows.distinct())
    with_part = tenders_with_part(user, tenders)
    return frozenset(tender.partnership_id for tender in tenders if tender.pk in with_part)


def is_unsealed(tender: Tender, part: Part) -> bool:
    """Whether a kind of envelope may be open by now: bidder and quality from the opening on, prices once quality is locked.

    Of a cancelled tender, what was open before stays open.
    """
    if tender.state == State.CANCELLED:
        if part == Part.PRICE:
            return tender.results.exists()
        return tender.opening_confirmations.count() > 1
    return tender.state in (PRICED if part == Part.PRICE else AFTER_OPENING)


@sensitive_variables()
def envelope_of(bid: Bid, part: Part) -> dict[str, Any]:
    """Open one envelope of a bid. Whoever calls it has checked who asks, and keeps that it was read.

    Raises StillSealed before its time, for late, unconfirmed and withdrawn bids; SealBroken where it was altered or belongs to
    another bid.
    """
    if bid.is_never_opened or not is_unsealed(bid.tender, part):
        raise StillSealed(bid.receipt)
    content = unseal({Part.IDENTITY: bid.sealed_identity, Part.QUALITY: bid.sealed_quality}.get(part, bid.sealed_price))
    if (content.get("receipt"), content.get("part")) != (bid.receipt, str(part)):
        raise SealBroken(bid.receipt)
    return content


@sensitive_variables()
def late_identity_of(bid: Bid) -> dict[str, Any]:
    """Open who sent a late bid, once the others are open, so that the bidder can be told. Nothing else of it was kept.

    Whoever calls it has checked who asks, and keeps that it was read. Raises StillSealed, SealBroken.
    """
    if not bid.is_late or not is_unsealed(bid.tender, Part.IDENTITY):
        raise StillSealed(bid.receipt)
    content = unseal(bid.sealed_identity)
    if (content.get("receipt"), content.get("part")) != (bid.receipt, str(Part.IDENTITY)):
        raise SealBroken(bid.receipt)
    return content


@sensitive_variables()
def file_of(file: BidFile) -> bytes:
    """Open a sealed file of a bid. Raises StillSealed, SealBroken as ``envelope_of``."""
    if file.bid.is_never_opened or not is_unsealed(file.bid.tender, Part(file.part)):
        raise StillSealed(file.bid.receipt)
    with file.sealed.open("rb") as stored:
        return unseal_bytes(stored.read())
