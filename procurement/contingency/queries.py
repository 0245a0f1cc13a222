"""Reads about contingency plans that tell no more than that there is one, and since when it is agreed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from partnerships.models import Member, Organisation, User
from partnerships.public import own_people
from procurement.contingency.models import ContingencyPlan
from psp.core.finding import Folded


@dataclass(frozen=True, slots=True)
class PlanStatus:
    """An organisation that may bid, whether it has a plan, and the day it agreed it.

    ``plan_id`` only for its readers; ``readers`` names them for the organisation's own people. ``may_write``: there is no plan,
    or none of its readers is there any more.
    """

    organisation: Organisation
    exists: bool
    agreed_on: date | None
    is_own: bool
    plan_id: int | None
    may_write: bool
    readers: tuple[str, ...]


def plans_of(partnership: Any, user: Any) -> list[PlanStatus]:
    """List the partners that may bid with the standing of their plans, by name. Two queries, one more where one is the person's own."""
    plans = {plan.organisation_id: plan for plan in partnership.contingency_plans.defer("sealed")}
    members = partnership.members.current().filter(may_bid=True).select_related("organisation")
    found = []
    for member in members.order_by(Folded("organisation__name")):
        plan = plans.get(member.organisation_id)
        is_own = user.belongs_to(member.organisation_id) and not user.is_administrator
        readers = list(readers_of(plan)) if plan and is_own else []
        found.append(
            PlanStatus(
                member.organisation,
                exists=plan is not None,
                agreed_on=plan.agreed_on if plan else None,
                is_own=is_own,
                plan_id=plan.pk if plan and any(reader.pk == user.pk for reader in readers) else None,
                may_write=is_own and not readers,
                readers=tuple(reader.name for reader in readers),
            )
        )
    return found


def readers_of(plan: ContingencyPlan) -> QuerySet[User]:
    """Select who may read a plan today: named, still of the organisation, and nobody who administers the service."""
    return own_people(plan.organisation_id).filter(pk__in=plan.readers.values("pk"))


def bidders_without_plan() -> QuerySet[Member]:
    """Select the partners that may bid and have no agreed plan in their partnership."""
    agreed = ContingencyPlan.objects.agreed().filter(
        partnership=OuterRef("partnership"), organisation=OuterRef("organisation")
    )
    return Member.objects.current().filter(may_bid=True).exclude(Exists(agreed))
