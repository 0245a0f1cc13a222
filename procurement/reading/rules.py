"""Who reads what of an opened bid. Everybody, purchasers too, declares interests before; nobody reads a bid they are kept from."""

from rules import add_perm, predicate

from procurement.bids.models import Part
from procurement.bids.queries import is_unsealed
from procurement.bids.rules import can_handle_bids, tender_of
from procurement.evaluators.rules import can_handle_or_evaluate, must_declare

__all__ = ["can_handle_bids", "can_read_bids", "can_read_bidders", "can_read_prices"]


@predicate
def can_read_bidders(user, record):
    """Purchasers and evaluators learn who bid once the bids are open: they declare their interests on it."""
    return is_unsealed(tender_of(record), Part.IDENTITY) and can_handle_or_evaluate.test(user, record)


@predicate
def has_declared(user, record):
    """The person declared their interests, and is not shut out of all bids."""
    tender = tender_of(record)
    if tender.evaluators.filter(person=user, recused_from_all=True).exists():
        return False
    return not must_declare(user, tender)


@predicate
def prices_are_open(user, record):
    return is_unsealed(tender_of(record), Part.PRICE)


can_read_bids = can_read_bidders & has_declared
can_read_prices = can_read_bids & prices_are_open

add_perm("procurement.read_bids", can_read_bids)
