"""What the gates need of the partnership itself: both leads and a project leader, then who may bid."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.partners.models import Member, MemberRole, PartnershipRole, PersonRole
from psp.core.gates import Gap, criterion


def _lead(role: str) -> Any:
    return Exists(Member.objects.current().filter(partnership=OuterRef("pk"), role=role))


@criterion(
    "lead_public_named",
    before="start_pilot",
    title=gettext_lazy("A lead public partner"),
    is_met=lambda at: _lead(MemberRole.LEAD_PUBLIC),
    why=gettext_lazy("A public partner that leads is what turns a pilot into a contract."),
    position=10,
)
def lead_public_named(partnership: Any, at: datetime) -> Gap:
    """Say that the lead public partner is missing."""
    return Gap(_("Name the lead public partner"), partnership.url("partners"), _leader_words(partnership))


@criterion(
    "lead_third_sector_named",
    before="start_pilot",
    title=gettext_lazy("A lead third-sector partner"),
    is_met=lambda at: _lead(MemberRole.LEAD_THIRD_SECTOR),
    why=gettext_lazy("Without one there is no partnership: the public body would design the service alone."),
    position=20,
)
def lead_third_sector_named(partnership: Any, at: datetime) -> Gap:
    """Say that the lead third-sector partner is missing."""
    return Gap(_("Name the lead third-sector partner"), partnership.url("partners"), _leader_words(partnership))


@criterion(
    "leader_named",
    before="start_pilot",
    title=gettext_lazy("A named project leader"),
    is_met=lambda at: Exists(
        PersonRole.objects.filter(partnership=OuterRef("pk"), role=PartnershipRole.LEADER, person__is_active=True)
    ),
    why=gettext_lazy(
        "Somebody who understands consortia and working across sectors, and knows the service and its client group."
    ),
    position=30,
)
def leader_named(partnership: Any, at: datetime) -> Gap:
    """Say that the project leader is missing."""
    owner = partnership.lead_public or partnership.lead_third_sector
    return Gap(_("Name the project leader"), partnership.url("partners"), str(owner or ""))


@criterion(
    "bidders_named",
    before="start_tender",
    title=gettext_lazy("Partners that may bid are recorded"),
    is_met=lambda at: Exists(Member.objects.current().filter(partnership=OuterRef("pk"), may_bid=True)),
    why=gettext_lazy(
        "Each partner that may bid needs a contingency plan, and what it knows of the design goes to all bidders. Where no partner will bid, waive this and say so."
    ),
    waivable=True,
    position=45,
)
def bidders_named(partnership: Any, at: datetime) -> Gap:
    """Say that no partner is marked as one that may bid."""
    return Gap(_("Say which partners may bid"), partnership.url("partners"), _leader_words(partnership))


def _leader_words(partnership: Any) -> str:
    return str(partnership.leader or _("Nobody is named"))
