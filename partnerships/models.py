"""The hub's tables, re-exported: other apps import them from here."""

from partnerships.activity.models import Activity, Chain, ChangedField, SentForm
from partnerships.commitments.models import Commitment
from partnerships.contacts.models import Contact, Membership
from partnerships.design.models import DesignText, Party, TextKind
from partnerships.documents.models import Document, DocumentKind, DocumentVersion, Evidence
from partnerships.funding.models import FundingDip, FundingLine, FundingPlan, MonthlyCost, Payment, Spending
from partnerships.income.models import IncomeYear
from partnerships.involvement.models import Involvement, Level
from partnerships.learning.models import LearningPoint
from partnerships.lifecycle.models import GateCriterion, Partnership, Spell, StopReason, Waiver
from partnerships.mail.models import OutgoingMail
from partnerships.notifications.models import Notice, Preference
from partnerships.organisations.models import Department, Organisation, OrganisationWord, VehicleMember
from partnerships.partners.models import Member, MemberRole, PartnershipRole, PersonRole
from partnerships.people.models import Invitation, Role, User
from partnerships.pilot.models import Amendment, CriteriaFreeze, CriterionResult, SuccessCriterion
from partnerships.proposals.models import Proposal
from partnerships.register.models import ImportRow, RegisterImport
from partnerships.reminders.models import SweepRun
from partnerships.reports.models import Report
from partnerships.retention.models import RetentionHold, RetentionRun
from partnerships.seals.models import SealKey
from partnerships.storage.models import QuarantinedFile, StorageLook, StoragePairing
from partnerships.taxonomies.models import Area, ClientGroup, Service
from partnerships.timeline.models import Dependency, Milestone, Period, PlannedFrom, Timeline
from partnerships.unsaved.models import UnsavedForm
from partnerships.verification.models import Verification

__all__ = [
    "Activity",
    "Amendment",
    "Area",
    "Chain",
    "ChangedField",
    "ClientGroup",
    "Commitment",
    "Contact",
    "CriteriaFreeze",
    "CriterionResult",
    "Department",
    "Dependency",
    "DesignText",
    "Document",
    "DocumentKind",
    "DocumentVersion",
    "Evidence",
    "FundingLine",
    "FundingDip",
    "FundingPlan",
    "GateCriterion",
    "ImportRow",
    "IncomeYear",
    "Invitation",
    "Involvement",
    "LearningPoint",
    "Level",
    "Member",
    "MemberRole",
    "Membership",
    "Milestone",
    "MonthlyCost",
    "Notice",
    "Organisation",
    "OrganisationWord",
    "OutgoingMail",
    "Partnership",
    "PartnershipRole",
    "Party",
    "Payment",
    "Period",
    "PersonRole",
    "PlannedFrom",
    "Preference",
    "Proposal",
    "QuarantinedFile",
    "RegisterImport",
    "Report",
    "RetentionHold",
    "RetentionRun",
    "Role",
    "SentForm",
    "SealKey",
    "Service",
    "Spell",
    "Spending",
    "StopReason",
    "StorageLook",
    "StoragePairing",
    "SuccessCriterion",
    "SweepRun",
    "TextKind",
    "Timeline",
    "UnsavedForm",
    "User",
    "Verification",
    "VehicleMember",
    "Waiver",
]
