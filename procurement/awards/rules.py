"""Who decides the award, and who reads it: everybody in the partnership, once every bidder has been told."""

from rules import add_perm, predicate

from partnerships.public import is_signed_in
from procurement.bids.rules import can_handle_bids, tender_of
from procurement.results.rules import can_see_result

__all__ = ["can_decide", "can_handle_bids", "can_see_award", "is_signed_in"]


@predicate
def every_bidder_was_told(user, record):
    award = getattr(tender_of(record), "award", None)
    return award is not None and award.standstill_ends_on is not None


@predicate
def was_awarded(user, record):
    return getattr(tender_of(record), "award", None) is not None


can_decide = can_handle_bids & can_see_result
can_see_award = every_bidder_was_told | (was_awarded & can_handle_bids) | can_decide

add_perm("procurement.see_award", can_see_award)
