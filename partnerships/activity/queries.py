"""Reads: how much was ever done. What was worked out before is good while that stands."""

from collections.abc import Collection
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.db.models import Case, CharField, Count, Exists, F, Model, OuterRef, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from partnerships.activity.models import SERVICE_CHAIN, Activity, Chain

# What is done to the service and changes neither what anybody owes nor what a gate finds. A verb that is not here counts.
WITHOUT_DUTIES = frozenset(
    {
        *("contact.added", "contact.edited", "contact.deleted", "notice_preferences.changed"),
        *("password.changed", "password.set", "password.reset"),
        *("second_factor.added", "second_factor.removed", "second_factor.reset", "recovery_codes.renewed"),
    }
)


# What is done to sealed bids. It changes what purchasers are shown and nobody else. A page that is made again takes longer,
# so for others it is not made again: they would learn that a bid came in.
SEALED = frozenset(
    {
        *("bid.recorded", "bid.recorded_belatedly", "bid.refused_as_late", "bid.replaced", "bid.withdrawn"),
        *("bid.confirmed", "bid.not_confirmed", "bid.typed_opened"),
    }
)

# The role as it is written in rows; the slice of people lies above this one.
HANDLES_BIDS = "purchaser"


def done_anywhere() -> int:
    """Count everything ever done, by the ends of all chains: an end is locked until what moved it is there to be read. One query.

    Whoever keeps something under it asks before reading what is kept, so that nothing old is kept under a newer count.
    """
    return Chain.objects.aggregate(done=Sum("length"))["done"] or 0


def done_in(partnership_id: int, *, by: Any) -> str:
    """Return a mark of what was ever done in a partnership and to what is shared: people, organisations, settings. One query.

    What is done to sealed bids changes it for purchasers alone. Asked before what is kept under it is read, as
    ``done_anywhere``.
    """
    return _mark([partnership_id], F("length"), by)


def done_among(partnership_ids: Collection[int], *, by: Any) -> str:
    """Return a mark of what was ever done in some partnerships and to what is shared; what is done elsewhere leaves it. One query.

    Of what is shared, that ``WITHOUT_DUTIES`` leaves it too; of what is done to sealed bids the same as ``done_in``.
    """
    shared = Activity.objects.filter(chain=SERVICE_CHAIN).exclude(verb__in=WITHOUT_DUTIES).order_by("-number")
    return _mark(partnership_ids, Subquery(shared.values("number")[:1]), by)


def _mark(partnership_ids: Collection[int], shared_end: Any, by: Any) -> str:
    names = [f"partnership:{number}" for number in partnership_ids]
    to_bids = Activity.objects.filter(chain=OuterRef("name"), verb__in=SEALED).order_by()
    name = Concat(Value("partnership:"), Cast("partnership_id", CharField()))
    handled = by.partnership_roles.filter(role=HANDLES_BIDS).annotate(name=name).filter(name=OuterRef("name"))
    # Bids are of partnerships; the chain of the service is long.
    sealed = Subquery(to_bids.values("chain").annotate(sealed=Count("pk")).values("sealed"))
    ends = Chain.objects.filter(name__in=[SERVICE_CHAIN, *names]).annotate(
        end=Case(When(name=SERVICE_CHAIN, then=shared_end), default=F("length")),
        sealed=Case(When(name=SERVICE_CHAIN, then=0), default=Coalesce(sealed, 0)),
        is_handled=Exists(handled),
    )
    rows = ends.exclude(end=None).order_by("name").values_list("name", "end", "sealed", "is_handled")
    told = [(name, end - sealed, sealed if is_handled else None) for name, end, sealed, is_handled in rows]
    return sha256(repr([sorted(partnership_ids), told]).encode()).hexdigest()[:16]


def is_service_history_missing() -> bool:
    """Tell whether the service's chain is empty though a person or an organisation was changed, which it records. Three queries at most."""
    if Activity.objects.filter(chain=SERVICE_CHAIN).exists():
        return False
    people, organisations = (apps.get_model("partnerships", name)._base_manager for name in ("User", "Organisation"))
    return people.filter(version__gt=1).exists() or organisations.exclude(edited_fields=[]).exists()


def without_history() -> list[Model]:
    """Return the partnerships that have no chain, though each has one from its first day. Two queries and one for each found."""
    partnerships = apps.get_model("partnerships", "Partnership")._base_manager
    keys = list(partnerships.order_by("pk").values_list("pk", flat=True))
    chains = set(Chain.objects.values_list("name", flat=True))
    return [partnerships.get(pk=key) for key in keys if f"partnership:{key}" not in chains]
