"""Who sees the ranked result: those who read prices and are kept from no bid, for the result speaks of all of them."""

from rules import add_perm, predicate

from procurement.bids.rules import tender_of
from procurement.reading.rules import can_read_prices

__all__ = ["can_see_result"]


@predicate
def is_kept_from_none(user, record):
    return not tender_of(record).evaluators.filter(person=user, recusals__isnull=False).exists()


can_see_result = can_read_prices & is_kept_from_none

add_perm("procurement.see_result", can_see_result)
