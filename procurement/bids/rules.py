"""Who handles bids: the council's purchasers who have no part in any bid."""

from rules import add_perm, predicate

from partnerships.models import Organisation
from partnerships.public import is_purchaser_of, partnership_id_of
from procurement.conflicts.queries import links_of, organisations_left_open
from procurement.tenders.rules import speaks_for_possible_bidder
from psp.core.known import locks_taken
from psp.core.sealing import unseal

__all__ = ["can_handle_bids", "is_barred", "is_shut_out", "organisations_behind"]


def tender_of(record):
    """Return the tender a record belongs to, or is."""
    return record if record._meta.model_name == "tender" else record.tender


def organisations_behind(user, partnership, *, links=None):
    """Return ids of the organisations a person has a stake in: their own, vehicles these own, and owners of these.

    The council that purchases is left out: its purchasers work for it, and it does not bid. ``links`` are those of the
    person's organisations where they were asked for already.
    """
    council = {partnership.purchasing_council_id}
    links = links_of(user.organisation_ids - council) if links is None else links
    return frozenset().union(*(linked for own, linked in links.items() if own not in council)) - council


def has_bid(organisations, tender):
    """Whether one of the organisations is behind a bid of the tender, as the sealed bids say; nothing of them is shown."""
    sealed = list(tender.bids.filter(withdrawn_at=None).values_list("sealed_identity", flat=True))
    return bool(sealed) and is_behind(organisations, names_of(organisations), sealed)


def names_of(organisations):
    """Return the organisations' names as they are compared with those typed for bidders. One query."""
    return frozenset(names_by_organisation(organisations).values())


def names_by_organisation(organisations):
    """Map organisations' ids to their names as they are compared with those typed for bidders. One query."""
    names = Organisation.objects.filter(pk__in=organisations).values_list("pk", "name")
    return {pk: name.casefold() for pk, name in names}


def is_behind(organisations, names, sealed):
    """Whether one of the organisations, or of their names, is behind one of the sealed identities."""
    bidders = [unseal(one) for one in sealed]
    return any(
        bidder["organisation"] in organisations
        or (bidder["organisation"] is None and bidder["name"].casefold() in names)
        for bidder in bidders
    )


def has_part_in_bids(user, tender):
    """Whether the person has a stake in somebody who bids or may bid, but for what a conflict leaves open (``conflicts``)."""
    partnership = tender.partnership
    organisations = organisations_behind(user, partnership)
    if not organisations:
        return False
    left_open, decided = organisations_left_open(user, [partnership.pk])[partnership.pk]
    bids = stakes_in_bids(user, organisations, left_open, decided)
    return speaks_for_possible_bidder.test(user, tender) or has_bid(bids, tender)


def stakes_in_bids(user, organisations, left_open, decided):
    """Return the organisations whose bid closes a tender to a person.

    A bid of an organisation they belong to counts until it is decided that it does not; a bid of one linked with theirs,
    which others recorded, counts unless a conflict leaves it open.
    """
    return organisations - decided - (left_open - user.organisation_ids)


@predicate
def is_shut_out(user, record):
    """The person has no open account, or is barred from the bids."""
    return not user.is_authenticated or not user.is_active or record is None or is_barred.test(user, record)


@predicate
def is_barred(user, record):
    """The person leads, speaks for a partner, administers, or has a stake in somebody who bids or may bid (law).

    It rests on what the person accepted or the purchasing side recorded or decided, never on what somebody else recorded
    alone. It holds of a closed account as of an open one.
    """
    if user.is_administrator:
        return True
    if user.has_role_in(partnership_id_of(record), "leader", "contact"):
        return True
    tender = tender_of(record)
    # A page asks a dozen times; whoever has waited for a lock since asks again.
    known = tender.__dict__.setdefault("_parts_in_bids", {})
    key = user.pk, locks_taken()
    if key not in known:
        known[key] = has_part_in_bids(user, tender)
    return known[key]


can_handle_bids = is_purchaser_of & ~is_shut_out

add_perm("procurement.handle_bids", can_handle_bids)
