"""What roles contribute to what is due: a partnership that nobody purchases for, owed by the council's purchasers."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.workflow import RUNNING
from partnerships.partners.models import PartnershipRole, PersonRole
from psp.core.due import DueItem, source

# Ours: a design stage lasts half a year at least, so two weeks to find a purchaser hold nobody up.
TO_TAKE_ON = timedelta(days=14)


@source("purchaser_needed", gettext_lazy("Partnerships of your council that nobody purchases for"), narrows=True)
def purchasers_needed(
    first: date, last: date, person_id: int | None, *, partnership_id: int | None = None
) -> Iterable[DueItem]:
    """List running partnerships without a purchaser, owed by everybody who purchases for their council. One query."""
    purchasers = PersonRole.objects.filter(
        partnership=OuterRef("pk"), role=PartnershipRole.PURCHASER, person__is_active=True
    )
    rows = Partnership.objects.filter(
        ~Exists(purchasers),
        state__in=RUNNING,
        purchasers_asked_on__range=(first - TO_TAKE_ON, last - TO_TAKE_ON),
    )
    if partnership_id is not None:
        rows = rows.filter(pk=partnership_id)
    asked = {"role": "council_purchaser", "is_active": True}
    people = Q(**{f"purchasing_council__memberships__person__{name}": value for name, value in asked.items()})
    joined = rows.filter(people).annotate(asked_id=F("purchasing_council__memberships__person"))
    if person_id is not None:
        joined = joined.filter(asked_id=person_id)
    found: dict[int, tuple[Any, list[int]]] = {}
    for row in joined.order_by("pk", "asked_id"):
        found.setdefault(row.pk, (row, []))[1].append(row.asked_id)
    return [_item(row, people) for row, people in found.values()]


def _item(row: Any, people: list[int]) -> DueItem:
    return DueItem(
        kind="purchaser_needed",
        key=f"purchaser_needed:{row.pk}",
        title=_("Take on {partnership}: nobody purchases for it yet").format(partnership=row),
        due_on=row.purchasers_asked_on + TO_TAKE_ON,
        url=row.url("take_on"),
        partnership_id=row.pk,
        partnership=row.name,
        people=tuple(people),
    )
