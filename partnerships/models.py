"""The hub's tables, re-exported: other apps import them from here."""

from partnerships.activity.models import Activity, Chain, SentForm
from partnerships.documents.models import Document, DocumentVersion, Evidence
from partnerships.lifecycle.models import GateCriterion, Partnership, Spell, StopReason, Waiver
from partnerships.organisations.models import (
    Area,
    ClientGroup,
    Contact,
    Department,
    IncomeYear,
    Membership,
    Organisation,
    Service,
)
from partnerships.partners.models import Member, MemberRole, PartnershipRole, PersonRole
from partnerships.people.models import Invitation, Role, User
from partnerships.timeline.models import Dependency, Milestone, Period, PlannedFrom, Timeline

__all__ = [
    "Activity",
    "Area",
    "Chain",
    "ClientGroup",
    "Contact",
    "Department",
    "Dependency",
    "Document",
    "DocumentVersion",
    "Evidence",
    "GateCriterion",
    "IncomeYear",
    "Invitation",
    "Member",
    "MemberRole",
    "Membership",
    "Milestone",
    "Organisation",
    "Partnership",
    "PartnershipRole",
    "Period",
    "PersonRole",
    "PlannedFrom",
    "Role",
    "SentForm",
    "Service",
    "Spell",
    "StopReason",
    "Timeline",
    "User",
    "Waiver",
]
