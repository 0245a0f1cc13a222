"""Puts the history of a partnership in the order of its days: stories are told subject by subject."""

from django.db import transaction
from django.db.models import F

from partnerships.models import Activity, Chain, Partnership


@transaction.atomic
def put_in_order(partnership: Partnership) -> None:
    """Number a partnership's activities by their moments and chain them anew.

    Only for a partnership made in this very run, whose history nobody has seen yet.
    """
    chain = Chain.objects.select_for_update().get(name=f"partnership:{partnership.pk}")
    rows = list(Activity.objects.filter(chain=chain).with_changes().order_by("at", "number"))
    # Out of the way first: two activities may not bear one number even for a moment.
    Activity.objects.filter(chain=chain).update(number=F("number") + len(rows))
    previous = ""
    for number, row in enumerate(rows, start=1):
        row.number, row.previous_hash = number, previous
        row.hash = previous = row.computed_hash()
    Activity.objects.bulk_update(rows, ["number", "previous_hash", "hash"], batch_size=200)
    chain.last_hash = previous
    chain.save(update_fields=["last_hash"])
