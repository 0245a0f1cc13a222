"""What the funding plan contributes to what is due: the day the money ends."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.funding.models import FundingPlan
from partnerships.lifecycle.workflow import RUNNING
from partnerships.partners.queries import with_leader
from psp.core.due import DueItem, source


@source("money_ends", gettext_lazy("The day the money ends"), narrows=True)
def money_ends(
    first: date, last: date, person_id: int | None, *, partnership_id: int | None = None
) -> Iterable[DueItem]:
    """List the days secured money ends in running partnerships. The project leader owes them."""
    rows: Any = FundingPlan.objects.filter(money_ends_on__range=(first, last), partnership__state__in=RUNNING)
    rows = with_leader(rows).select_related("partnership").order_by("money_ends_on", "pk")
    if person_id is not None:
        rows = rows.filter(leader_id=person_id)
    if partnership_id is not None:
        rows = rows.filter(partnership_id=partnership_id)
    for row in rows:
        leaders = (row.leader_id,) if row.leader_id else ()
        yield DueItem(
            kind="money_ends",
            key=f"money:{row.partnership_id}",
            title=_("Money ends"),
            due_on=row.money_ends_on,
            url=reverse("funding", args=[row.partnership_id]),
            partnership_id=row.partnership_id,
            partnership=row.partnership.name,
            people=leaders,
            leaders=leaders,
        )
