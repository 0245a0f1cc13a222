"""Reads about contingency plans that tell no more than that there is one, and since when it is agreed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from partnerships.models import Member, Organisation
from procurement.contingency.models import ContingencyPlan
from psp.core.finding import Folded


@dataclass(frozen=True, slots=True)
class PlanStatus:
    """An organisation that may bid, whether it has a plan, and the day it agreed it. ``plan_id`` only for its own people."""

    organisation: Organisation
    exists: bool
    agreed_on: date | None
    is_own: bool
    plan_id: int | None


def plans_of(partnership: Any, user: Any) -> list[PlanStatus]:
    """List the partners that may bid with the standing of their plans, by name. Two queries."""
    plans = {plan.organisation_id: plan for plan in partnership.contingency_plans.defer("sealed")}
    members = partnership.members.current().filter(may_bid=True).select_related("organisation")
    found = []
    for member in members.order_by(Folded("organisation__name")):
        plan, is_own = plans.get(member.organisation_id), user.belongs_to(member.organisation_id)
        found.append(
            PlanStatus(
                member.organisation,
                exists=plan is not None,
                agreed_on=plan.agreed_on if plan else None,
                is_own=is_own,
                plan_id=plan.pk if plan and is_own else None,
            )
        )
    return found


def bidders_without_plan() -> QuerySet[Member]:
    """Select the partners that may bid and have no agreed plan in their partnership."""
    agreed = ContingencyPlan.objects.agreed().filter(
        partnership=OuterRef("partnership"), organisation=OuterRef("organisation")
    )
    return Member.objects.current().filter(may_bid=True).exclude(Exists(agreed))
