"""Who handles bids: the council's purchasers who have no part in any bid. Asked of the person, never of the permission alone:
superusers hold every permission, and even they read no bid.
"""

from rules import add_perm, predicate

from partnerships.models import Organisation
from partnerships.public import is_purchaser_of, partnership_id_of
from procurement.tenders.rules import may_bid_in, organisations_of
from psp.core.sealing import unseal

__all__ = ["can_handle_bids", "is_barred", "is_shut_out", "organisations_behind"]


def tender_of(record):
    """Return the tender a record belongs to, or is."""
    return record if record._meta.model_name == "tender" else record.tender


def organisations_behind(user):
    """Return ids of the organisations a person has a stake in (``tenders.rules.organisations_of``)."""
    if not user.organisation_ids:
        return frozenset()
    return user.organisation_ids | frozenset(organisations_of(user).values_list("pk", flat=True))


def has_may_bid(organisations, tender):
    """Whether one that may bid, a partner of today or before, or helped to design the service, is among the organisations."""
    return may_bid_in(organisations).filter(pk=tender.partnership_id).exists()


def has_bid(organisations, tender):
    """Whether one of the organisations is behind a bid of the tender, as the sealed bids say; nothing of them is shown."""
    sealed = list(tender.bids.filter(withdrawn_at=None).values_list("sealed_identity", flat=True))
    return bool(sealed) and is_behind(organisations, names_of(organisations), sealed)


def names_of(organisations):
    """Return the organisations' names as they are compared with those typed for bidders. One query."""
    names = Organisation.objects.filter(pk__in=organisations).values_list("name", flat=True)
    return frozenset(name.casefold() for name in names)


def is_behind(organisations, names, sealed):
    """Whether one of the organisations, or of their names, is behind one of the sealed identities."""
    bidders = [unseal(one) for one in sealed]
    return any(
        bidder["organisation"] in organisations
        or (bidder["organisation"] is None and bidder["name"].casefold() in names)
        for bidder in bidders
    )


def has_part_in_bids(user, tender):
    """Whether the person has a stake in somebody who bids or may bid."""
    organisations = organisations_behind(user)
    return bool(organisations) and (has_may_bid(organisations, tender) or has_bid(organisations, tender))


@predicate
def is_shut_out(user, record):
    """The person has no open account, or is barred from the bids."""
    return not user.is_authenticated or not user.is_active or record is None or is_barred.test(user, record)


@predicate
def is_barred(user, record):
    """The person leads, speaks for a partner, administers, or has a stake in somebody who bids or may bid (law).

    It holds of a closed account as of an open one.
    """
    if user.is_administrator:
        return True
    if user.has_role_in(partnership_id_of(record), "leader", "contact"):
        return True
    tender = tender_of(record)
    # A page asks a dozen times; operations fetch the tender afresh and so ask afresh.
    known = tender.__dict__.setdefault("_parts_in_bids", {})
    if user.pk not in known:
        known[user.pk] = has_part_in_bids(user, tender)
    return known[user.pk]


can_handle_bids = is_purchaser_of & ~is_shut_out

add_perm("procurement.handle_bids", can_handle_bids)
