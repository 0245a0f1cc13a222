"""What other apps may call of the hub, beside its models."""

from partnerships.activity.operations import record
from partnerships.lifecycle.operations import apply_changes, perform
from partnerships.lifecycle.queries import gate_findings
from partnerships.lifecycle.views import InPartnership, PartnershipEdit, PartnershipForm, PartnershipList, PartnershipPage
from partnerships.mail.operations import queue_mail
from partnerships.notifications.operations import notify
from partnerships.people.rules import (
    belongs_to_organisation,
    can_run_partnership,
    can_work_in_partnership,
    has_role,
    is_administrator,
    is_evaluator_of,
    is_leader_of,
    is_partner_of,
    is_purchaser_of,
    is_signed_in,
    partnership_id_of,
)

__all__ = [
    "InPartnership",
    "PartnershipEdit",
    "PartnershipForm",
    "PartnershipList",
    "PartnershipPage",
    "apply_changes",
    "belongs_to_organisation",
    "can_run_partnership",
    "can_work_in_partnership",
    "gate_findings",
    "has_role",
    "is_administrator",
    "is_evaluator_of",
    "is_leader_of",
    "is_partner_of",
    "is_purchaser_of",
    "is_signed_in",
    "notify",
    "partnership_id_of",
    "perform",
    "queue_mail",
    "record",
]
