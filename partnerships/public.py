"""What other apps may call of the hub, beside its models."""

from partnerships.activity.models import tells_who_evaluates
from partnerships.activity.operations import lock_every_history, lock_history, lock_record, record
from partnerships.documents.forms import DocumentFields, UploadField
from partnerships.documents.operations import add_document, add_version, edit_document, lift_restriction
from partnerships.evidence.operations import attach_evidence, copy_evidence, detach_evidence, give_anew, given_document
from partnerships.evidence.queries import evidence_for, evidence_of
from partnerships.lifecycle.operations import apply_changes, perform
from partnerships.lifecycle.queries import findings_of, gate_findings
from partnerships.lifecycle.views import (
    InPartnership,
    PartnershipEdit,
    PartnershipForm,
    PartnershipList,
    PartnershipPage,
)
from partnerships.mail.operations import queue_mail
from partnerships.moves.operations import plan_days
from partnerships.notifications.operations import notify
from partnerships.offers.queries import own_people
from partnerships.organisations.operations import keep_words
from partnerships.organisations.queries import matching, organisations_matching
from partnerships.overview.queries import gate_of
from partnerships.partners.forms import organisation_field
from partnerships.partners.queries import speakers_of
from partnerships.people.queries import with_places
from partnerships.people.rules import (
    belongs_to_organisation,
    can_name_purchasers,
    can_run_partnership,
    can_work_in_partnership,
    has_role,
    is_administrator,
    is_evaluator_of,
    is_leader_of,
    is_of_purchasing_council,
    is_partner_of,
    is_purchaser_of,
    is_signed_in,
    partnership_id_of,
)
from partnerships.reached.operations import record_milestone, reopen_unmet
from partnerships.storage.operations import delete_files

__all__ = [
    "DocumentFields",
    "InPartnership",
    "PartnershipEdit",
    "PartnershipForm",
    "PartnershipList",
    "PartnershipPage",
    "UploadField",
    "add_document",
    "add_version",
    "apply_changes",
    "attach_evidence",
    "belongs_to_organisation",
    "can_name_purchasers",
    "can_run_partnership",
    "can_work_in_partnership",
    "copy_evidence",
    "delete_files",
    "detach_evidence",
    "edit_document",
    "evidence_for",
    "evidence_of",
    "findings_of",
    "gate_findings",
    "gate_of",
    "give_anew",
    "given_document",
    "has_role",
    "is_administrator",
    "is_evaluator_of",
    "is_leader_of",
    "is_of_purchasing_council",
    "is_partner_of",
    "is_purchaser_of",
    "is_signed_in",
    "keep_words",
    "lift_restriction",
    "lock_every_history",
    "lock_history",
    "lock_record",
    "matching",
    "notify",
    "organisation_field",
    "organisations_matching",
    "own_people",
    "partnership_id_of",
    "perform",
    "plan_days",
    "queue_mail",
    "record",
    "record_milestone",
    "reopen_unmet",
    "speakers_of",
    "tells_who_evaluates",
    "with_places",
]
