"""Starting a partnership: the partnership itself, its two leads, its leader and its recommended plan, all at once."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.operations import start_partnership
from partnerships.organisations.models import Kind
from partnerships.partners.models import MemberRole, PartnershipRole
from partnerships.partners.operations import join
from partnerships.people.models import Role
from partnerships.roles.operations import ask_purchasers, offer_role, take_role
from partnerships.timeline.operations import lay_plan, recommended_plan
from psp.core.dates import london_date
from psp.core.problems import Invalid


@transaction.atomic
def start(
    *,
    name: str,
    need: str,
    service: Any,
    area: Any,
    lead_public: Any,
    lead_third_sector: Any,
    leader: Any,
    planned_from: str,
    on: date,
    by: Any,
    at: datetime,
    purchasing_council: Any = None,
    purchasing_department: Any = None,
    funding_ends_on: date | None = None,
) -> Partnership:
    """Start a partnership and plan it.

    1. works out when design starts by the recommended plan; 2. writes the partnership in the design state; 3. lets both leads
    join, the third-sector one as a partner that may bid; 4. lets whoever starts it take the lead, and where somebody else is
    to lead, offers it: until they accept, the starter leads, or purchases for the council; 5. lays the plan down; 6. asks the council's purchasers to take it on.
    The lead public partner purchases where it is a council and no other is named. Raises NotPermitted, Invalid.
    """
    council = _purchaser(purchasing_council, lead_public)
    wished: dict[str, Any] = {"planned_from": planned_from, "on": on, "funding_ends_on": funding_ends_on}
    design_starts_on = recommended_plan(today=london_date(at), **wished).starts_on
    own = {"name": name, "need": need, "service": service, "area": area, "purchasing_department": purchasing_department}
    partnership = start_partnership(by=by, at=at, began_on=design_starts_on, purchasing_council=council, **own)
    _bring_leads_in(partnership, lead_public, lead_third_sector, by=by, at=at)
    _give_roles(partnership, leader, by=by, at=at)
    lay_plan(partnership=partnership, by=by, at=at, **wished)
    ask_purchasers(partnership=partnership, by=by, at=at)
    return partnership


def _purchaser(named: Any, lead_public: Any) -> Any:
    if named is None and lead_public.kind != Kind.COUNCIL:
        raise Invalid({"purchasing_council": _("Select the council that will purchase the service")})
    return named or lead_public


def _bring_leads_in(
    partnership: Partnership, lead_public: Any, lead_third_sector: Any, *, by: Any, at: datetime
) -> None:
    for organisation, role, may_bid in (
        (lead_public, MemberRole.LEAD_PUBLIC, False),
        # Until the partners say otherwise: a bidder nobody thought of would have no contingency plan.
        (lead_third_sector, MemberRole.LEAD_THIRD_SECTOR, not lead_third_sector.is_public_body),
    ):
        joined = {"organisation": organisation, "role": role, "may_bid": may_bid, "joined_on": london_date(at)}
        join(partnership=partnership, by=by, at=at, **joined)


def _give_roles(partnership: Partnership, leader: Any, *, by: Any, at: datetime) -> None:
    own_role = PartnershipRole.LEADER if by.pk == leader.pk else _role_of_starter(by, partnership.purchasing_council)
    if own_role:
        take_role(partnership=partnership, role=own_role, by=by, at=at)
    if by.pk != leader.pk:
        if not leader.is_active:
            raise Invalid({"leader": _("Select somebody whose account is open")})
        offer_role(partnership=partnership, person=leader, role=PartnershipRole.LEADER, is_sequel=True, by=by, at=at)


def _role_of_starter(person: Any, council: Any) -> str:
    """Keep whoever starts a partnership in it: a purchaser of the council purchases, others lead until somebody else does."""
    if person.is_administrator:
        return ""
    if person.role == Role.COUNCIL_PURCHASER and person.belongs_to(council.pk):
        return str(PartnershipRole.PURCHASER)
    return str(PartnershipRole.LEADER)
