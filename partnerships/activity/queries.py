"""Reads: how much was ever done. What was worked out before is good while that stands."""

from django.db.models import Sum

from partnerships.activity.models import SERVICE_CHAIN, Chain


def done_anywhere() -> int:
    """Count everything ever done, by the ends of all chains: an end is locked until what moved it is there to be read. One query.

    Whoever keeps something under it asks before reading what is kept, so that nothing old is kept under a newer count.
    """
    return Chain.objects.aggregate(done=Sum("length"))["done"] or 0


def done_in(partnership_id: int) -> int:
    """Count what was ever done in a partnership and to what is shared: people, organisations, settings. One query.

    Asked before what is kept under it is read, as ``done_anywhere``.
    """
    chains = Chain.objects.filter(name__in=[f"partnership:{partnership_id}", SERVICE_CHAIN])
    return chains.aggregate(done=Sum("length"))["done"] or 0
