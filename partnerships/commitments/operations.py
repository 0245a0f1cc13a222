"""Recording, signing and withdrawing commitments to underwrite the service."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partnerships.activity.operations import lock_record, record
from partnerships.commitments.models import Commitment
from partnerships.commitments.workflow import State
from partnerships.documents.models import Document, DocumentKind
from partnerships.evidence.operations import given_document
from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.operations import apply_changes, perform
from partnerships.notifications.operations import notify
from partnerships.partners.queries import speakers_of
from partnerships.reached.operations import record_milestone, reopen_unmet
from psp.core.access import refusal
from psp.core.dates import london_date
from psp.core.problems import Invalid, NotPermitted, WrongState


@transaction.atomic
def offer_commitment(
    *,
    partnership: Partnership,
    organisation: Any,
    monthly: Decimal,
    starts_on: date,
    ends_on: date,
    by: Any,
    at: datetime,
    conditions: str = "",
    sign_by: date | None = None,
) -> Commitment:
    """Write down what an organisation offers to pay, in pounds a month from a day to a day, both included.

    1. writes the offer; 2. records the activity; 3. tells everybody who can sign for the organisation. Raises NotPermitted, Invalid.
    """
    lock_record(partnership)
    if not by.has_perm("partnerships.add_commitment", partnership):
        raise NotPermitted(refusal(_("the project leader, the purchaser and the lead public partner")))
    _require_sense(starts_on, ends_on, monthly)
    commitment = Commitment.objects.create(
        partnership=partnership,
        organisation=organisation,
        monthly=monthly,
        starts_on=starts_on,
        until=ends_on + timedelta(days=1),
        conditions=conditions,
        sign_by=sign_by,
    )
    changes: dict[str, list[str | None]] = {"monthly": [None, str(monthly)], "until": [None, str(ends_on)]}
    record(verb="commitment.offered", target=commitment, partnership=partnership, by=by, at=at, changes=changes)
    notify(
        people=set(speakers_of([commitment])[commitment.pk]) - {by.pk},
        kind="assignment",
        title=_("Sign the commitment of {organisation}").format(organisation=organisation),
        url=commitment.get_absolute_url(),
        key=f"commitment:{commitment.pk}:offered",
        at=at,
        partnership=partnership,
        detail=str(commitment),
    )
    return commitment


@transaction.atomic
def edit_commitment(
    *, commitment: Commitment, changes: dict[str, Any], expected_version: int, by: Any, at: datetime
) -> Commitment:
    """Change a commitment that is not signed yet; ``changes`` may hold ``ends_on``, its last day.

    Raises NotPermitted, StaleVersion, Invalid, and WrongState once it is signed or withdrawn.
    """
    lock_record(commitment)
    if not by.has_perm("partnerships.change_commitment", commitment):
        raise NotPermitted(refusal(_("the project leader, the purchaser and the lead public partner")))
    if not Commitment.objects.filter(pk=commitment.pk, state=State.OFFERED).exists():
        raise WrongState(_("Only an offered commitment can be changed. Withdraw this one and offer another."))
    changes = dict(changes)
    ends_on = changes.pop("ends_on", commitment.ends_on)
    _require_sense(changes.get("starts_on", commitment.starts_on), ends_on, changes.get("monthly", commitment.monthly))
    changes["until"] = ends_on + timedelta(days=1)
    apply_changes(commitment, changes, expected_version=expected_version, verb="commitment.edited", by=by, at=at)
    return commitment


def _require_sense(starts_on: date, ends_on: date, monthly: Decimal) -> None:
    if ends_on <= starts_on:
        raise Invalid({"ends_on": _("Enter a last day after the first one")})
    if monthly <= 0:
        raise Invalid({"monthly": _("Enter an amount above £0")})


@transaction.atomic
def sign_commitment(
    *, commitment: Commitment, by: Any, at: datetime, document: Document | None = None, file: Any = None
) -> Commitment:
    """Sign a commitment for the organisation that makes it.

    1. checks permission and state (``perform``); 2. files the signed document as evidence; 3. reaches the plan's milestone;
    4. tells the project leader. Raises NotPermitted, WrongState, and Invalid without the signed document.
    """
    lock_record(commitment)
    perform(commitment, "sign_commitment", by=by, at=at)
    partnership = commitment.partnership
    signed = given_document(
        partnership=partnership, document=document, file=file, by=by, at=at, kind=DocumentKind.AGREEMENT
    )
    if signed is None:
        raise Invalid({"document": _("Choose the signed commitment or send it")})
    commitment.evidence.get_or_create(document=signed, defaults={"added_by": by, "added_at": at})
    commitment.signed_on = london_date(at)
    commitment.save(update_fields=["signed_on"])
    record_milestone(partnership=partnership, key="underwriting_committed", on=commitment.signed_on, by=by, at=at)
    _tell_leader(commitment, _("{organisation} has signed its commitment"), by=by, at=at)
    return commitment


@transaction.atomic
def withdraw_commitment(*, commitment: Commitment, by: Any, at: datetime, note: str = "") -> Commitment:
    """Withdraw a commitment; a signed one only with a reason.

    1. ``perform``; 2. opens the plan's milestone again where a signed one was needed; 3. tells the project leader.
    Raises NotPermitted, WrongState, Invalid.
    """
    lock_record(commitment)
    perform(commitment, "withdraw_commitment", by=by, at=at, note=note)
    if commitment.signed_on:
        reopen_unmet(partnership=commitment.partnership, keys=["underwriting_committed"], by=by, at=at)
    _tell_leader(commitment, _("{organisation} has withdrawn its commitment"), by=by, at=at)
    return commitment


def _tell_leader(commitment: Commitment, words: str, *, by: Any, at: datetime) -> None:
    partnership = commitment.partnership
    notify(
        people=[person for person in [partnership.leader] if person is not None and person != by],
        kind="decision",
        title=words.format(organisation=commitment.organisation),
        url=commitment.get_absolute_url(),
        key=f"commitment:{commitment.pk}:{commitment.state}",
        at=at,
        partnership=partnership,
        detail=str(commitment),
    )
