"""What the register of prior involvement says of those who turned out to bid."""

from collections.abc import Mapping
from typing import Any

from procurement.involvement.models import Outcome
from procurement.tenders.models import Tender


def excluded_bids(tender: Tender, bidders: Mapping[int, Mapping[str, Any]]) -> set[int]:
    """Return ids of bids whose bidder was excluded for its prior involvement; ``bidders`` are opened identities. One query.

    A bidder typed by name counts where the name is that of an excluded organisation.
    """
    rows = tender.partnership.prior_involvements.filter(outcome=Outcome.EXCLUDED).values_list(
        "organisation", "organisation__name"
    )
    excluded = {pk: name.casefold() for pk, name in rows}
    return {
        bid
        for bid, told in bidders.items()
        if told["organisation"] in excluded
        or (told["organisation"] is None and told["name"].casefold() in excluded.values())
    }
