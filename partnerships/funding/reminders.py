"""What the funding plan contributes to what is due: the day the money ends, and the days on which it is short for a while."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.funding.models import FundingDip
from partnerships.funding.queries import dip_words, with_money_end
from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.workflow import RUNNING
from partnerships.partners.models import PartnershipRole, PersonRole
from psp.core.due import DueItem, source


@source("money_ends", gettext_lazy("The day the money ends or runs short"), narrows=True)
def money_ends(
    first: date, last: date, person_id: int | None, *, partnership_id: int | None = None
) -> Iterable[DueItem]:
    """List the days the money of running partnerships ends or begins to be short. The project leader owes them. Two queries."""
    rows: Any = with_money_end(Partnership.objects.running(), today=first)
    rows = rows.filter(money_ends__range=(first, last))
    dips: Any = FundingDip.objects.filter(starts_on__range=(first, last), plan__partnership__state__in=RUNNING)
    # A service that has started by then no longer waits for the money.
    dips = dips.exclude(plan__partnership__timeline__service_starts_on__lte=F("starts_on"))
    rows, dips = rows.annotate(leader_id=_leader("pk")), dips.annotate(leader_id=_leader("plan__partnership"))
    if person_id is not None:
        rows, dips = rows.filter(leader_id=person_id), dips.filter(leader_id=person_id)
    if partnership_id is not None:
        rows, dips = rows.filter(pk=partnership_id), dips.filter(plan__partnership=partnership_id)
    for row in rows.order_by("money_ends", "pk"):
        yield _due(row, f"money:{row.pk}", row.money_ends, _("Money ends"), row.leader_id)
    for dip in dips.select_related("plan__partnership").order_by("starts_on", "pk"):
        partnership = dip.plan.partnership
        title = _("Money is short by {dip}").format(dip=dip_words(dip))
        key = f"money_short:{partnership.pk}:{dip.starts_on}"
        yield replace(_due(partnership, key, dip.starts_on, title, dip.leader_id), over_on=dip.until)


def _leader(partnership: str) -> Subquery:
    rows = PersonRole.objects.filter(
        partnership=OuterRef(partnership), role=PartnershipRole.LEADER, person__is_active=True
    )
    return Subquery(rows.values("person")[:1])


def _due(partnership: Partnership, key: str, day: date, title: str, leader_id: int | None) -> DueItem:
    people = (leader_id,) if leader_id else ()
    return DueItem(
        kind="money_ends",
        key=key,
        title=title,
        due_on=day,
        url=reverse("funding", args=[partnership.pk]),
        partnership_id=partnership.pk,
        partnership=partnership.name,
        people=people,
        leaders=people,
    )
