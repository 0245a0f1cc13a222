"""Reads: how much was ever done. What was worked out before is good while that stands."""

from collections.abc import Collection
from hashlib import sha256

from django.apps import apps
from django.db.models import Case, F, Model, Subquery, Sum, When

from partnerships.activity.models import SERVICE_CHAIN, Activity, Chain

# What is done to the service and changes neither what anybody owes nor what a gate finds. A verb that is not here counts.
WITHOUT_DUTIES = frozenset(
    {
        *("contact.added", "contact.edited", "contact.deleted", "notice_preferences.changed"),
        *("password.changed", "password.set", "password.reset"),
        *("second_factor.added", "second_factor.removed", "second_factor.reset", "recovery_codes.renewed"),
    }
)


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


def done_among(partnership_ids: Collection[int]) -> str:
    """Return a mark of what was ever done in some partnerships and to what is shared; what is done elsewhere leaves it. One query.

    Of what is shared, that ``WITHOUT_DUTIES`` leaves it too. Asked before what is kept under it is read, as ``done_anywhere``.
    """
    names = [SERVICE_CHAIN, *(f"partnership:{number}" for number in partnership_ids)]
    shared = Activity.objects.filter(chain=SERVICE_CHAIN).exclude(verb__in=WITHOUT_DUTIES).order_by("-number")
    end = Case(When(name=SERVICE_CHAIN, then=Subquery(shared.values("number")[:1])), default=F("length"))
    ends = Chain.objects.filter(name__in=names).annotate(end=end).exclude(end=None)
    return sha256(
        repr([sorted(partnership_ids), *ends.order_by("name").values_list("name", "end")]).encode()
    ).hexdigest()[:16]


def without_history() -> list[Model]:
    """Return the partnerships that have no chain, though each has one from its first day. Two queries and one for each found."""
    partnerships = apps.get_model("partnerships", "Partnership")._base_manager
    keys = list(partnerships.order_by("pk").values_list("pk", flat=True))
    chains = set(Chain.objects.values_list("name", flat=True))
    return [partnerships.get(pk=key) for key in keys if f"partnership:{key}" not in chains]
