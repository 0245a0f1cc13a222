"""What the register of prior involvement says of those who turned out to bid."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from partnerships.models import Organisation
from procurement.involvement.models import Outcome
from procurement.tenders.models import Tender


def excluded_bids(tender: Tender, bidders: Mapping[int, Mapping[str, Any]]) -> set[int]:
    """Return ids of bids whose bidder was excluded for its prior involvement; ``bidders`` are opened identities.

    So is a vehicle or an owner of an excluded organisation, of today or before, that has no entry of its own. A bidder typed by
    name counts where the name is that of one of them. Two queries.
    """
    register = tender.partnership.prior_involvements
    ids = register.filter(outcome=Outcome.EXCLUDED).values("organisation")
    theirs = Organisation.objects.filter(Q(members__in=ids) | Q(vehicles__in=ids)).exclude(
        pk__in=register.values("organisation")
    )
    rows = Organisation.objects.filter(Q(pk__in=ids) | Q(pk__in=theirs.values("pk"))).values_list("pk", "name")
    excluded = {pk: name.casefold() for pk, name in rows}
    return {
        bid
        for bid, told in bidders.items()
        if told["organisation"] in excluded
        or (told["organisation"] is None and told["name"].casefold() in excluded.values())
    }
