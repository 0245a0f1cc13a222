"""What the timeline contributes to what is due: milestones still ahead or late."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    When,
    prefetch_related_objects,
)
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnerships.lifecycle.workflow import RUNNING, State
from partnerships.partners.models import PartnershipRole, PersonRole
from partnerships.timeline.models import Dependency, Milestone, Period
from psp.core.due import DueItem, source

AWARD = "award_decided"
# What the purchasers do: decide the award, and publish the notice once the partnership is in its tender stage.
OWED_BY_PURCHASERS = Q(key=AWARD) | Q(key="notice_published", partnership__state=State.TENDER)


@source("milestone", _("Milestones of the timeline"), narrows=True)
def milestones_due(
    first: date, last: date, person_id: int | None, *, partnership_id: int | None = None
) -> Iterable[DueItem]:
    """List milestones not done yet. A gate is owed by the project leader, as is a milestone nobody was named for.

    The notice of a tender and the award are the purchasers', the award confidential to them: partners may bid. One query, one
    more where something of theirs is among them.
    Left out are those of periods that are over and never marked, unless something open waits for them, and the start of
    design, which comes by itself. One of a
    period that has not begun waits for it, and a gate for the period before it.
    """
    rows = _open_milestones(first, last)
    if person_id is not None:
        nobody_named = Q(is_gate=True) | Q(owner=None)
        purchases = PersonRole.objects.filter(person=person_id, role=PartnershipRole.PURCHASER)
        by_role = Q(is_purchasers=False, leader_id=person_id) | Q(
            is_purchasers=True, partnership__in=purchases.values("partnership")
        )
        rows = rows.filter(Q(owner_id=person_id, is_gate=False) | by_role & nobody_named)
    if partnership_id is not None:
        rows = rows.filter(partnership_id=partnership_id)
    found: list[Any] = list(rows)
    purchasers = PersonRole.objects.filter(role=PartnershipRole.PURCHASER, person__is_active=True).order_by("person")
    purchased = [row.partnership for row in found if row.is_purchasers]
    prefetch_related_objects(purchased, Prefetch("roles", purchasers, to_attr="purchasers"))
    return map(_due, found)


def _open_milestones(first: date, last: date) -> QuerySet[Milestone]:
    """List the open milestones with their leader and the start of the period each waits for."""
    place = F("period__position") - Case(When(opens__isnull=False, then=1), default=0)
    waited_for = Period.objects.filter(
        partnership=OuterRef("partnership"), position=OuterRef("place"), position__gt=1, began_on=None
    )
    waited_on = Dependency.objects.filter(predecessor=OuterRef("pk"), successor__done_on=None)
    return (
        Milestone.objects.filter(
            Q(period__over_on=None) | Exists(waited_on),
            done_on=None,
            planned_on__range=(first, last),
            partnership__state__in=(*RUNNING, State.CONTRACT),
        )
        .exclude(key="design_starts")
        .annotate(leader_role=FilteredRelation("partnership__roles", condition=Q(partnership__roles__role="leader")))
        .annotate(leader_id=Case(When(leader_role__person__is_active=True, then=F("leader_role__person_id"))))
        .annotate(place=place)
        .annotate(is_purchasers=Case(When(OWED_BY_PURCHASERS, then=True), default=False))
        .annotate(after=Subquery(waited_for.values("starts_on")[:1]))
        .select_related("partnership")
        .order_by("planned_on", "pk")
    )


def _due(row: Any) -> DueItem:
    leaders = (row.leader_id,) if row.leader_id else ()
    if row.is_purchasers:
        leaders = tuple(role.person_id for role in row.partnership.purchasers)
    return DueItem(
        kind="milestone",
        key=f"milestone:{row.pk}",
        title=row.title,
        due_on=row.planned_on,
        url=f"{reverse('timeline', args=[row.partnership_id])}#milestone-{row.pk}",
        partnership_id=row.partnership_id,
        partnership=row.partnership.name,
        people=(row.owner_id,) if row.owner_id and not row.is_gate else leaders,
        leaders=leaders,
        after=row.after,
        is_confidential=row.key == AWARD,
    )
