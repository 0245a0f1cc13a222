"""What is done to a tender while it is prepared, and cancelling it at any time."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import Partnership, PartnershipRole
from partnerships.public import apply_changes, gate_findings, lock_record, notify, perform, record
from procurement.tenders.gates import PUBLISH
from procurement.tenders.models import Tender
from procurement.tenders.queries import people_who, people_with, scheduled_words, sight_of
from procurement.tenders.rules import can_prepare
from procurement.tenders.workflow import State
from psp.core import sequels
from psp.core.access import refusal
from psp.core.problems import GateNotMet, Invalid, NotPermitted, WrongState
from psp.core.sweeps import each

PURCHASERS = gettext_lazy("the partnership’s purchasers who do not speak for a possible bidder")
# Kinds of notices, as the hub registers them.
ASSIGNMENT, DECISION = "assignment", "decision"
# A tender is prepared while the contract is redesigned; it goes out only in the tender stage.
PREPARED_IN = ("evaluation", "tender")


def check_may(permission: str, target: Any, by: Any) -> None:
    """Raise NotPermitted unless the person holds the permission on the target."""
    if not by.has_perm(permission, target):
        raise NotPermitted(refusal(PURCHASERS))


def check_draft(tender: Tender, *, at: datetime) -> None:
    """Raise WrongState once the tender has been published, or is scheduled to be: what bidders read does not change under them."""
    if tender.is_waiting_at(at):
        raise WrongState(scheduled_words(tender))
    if not tender.is_draft:
        raise WrongState(_("The tender has been published. What was published can no longer be edited."))


def locked_tender(tender_id: int, *, at: datetime) -> Tender:
    """Lock a tender, and release it first where its scheduled publication has come and no worker has been there yet.

    So whatever bidders may do from that moment on can be done, and never before it. Call it inside a transaction.
    """
    locked = Tender.objects.select_for_update().get(pk=tender_id)
    if locked.state == State.SCHEDULED and locked.is_out_at(at):
        release(locked, at=at)
    return locked


def release(tender: Tender, *, at: datetime) -> None:
    """Release a scheduled tender whose moment has come, whatever is missing: from that moment on it could be read.

    1. performs the transition; 2. notifies those who prepare it of what is missing, for them to amend or cancel it openly. No
    fault of 2 undoes 1. For a tender locked by the caller.
    """
    perform(tender, "release_tender", by=None, at=at)
    each([tender], lambda released: _tell_of_gaps(released, at=at), event="released_tender_not_checked")


def _tell_of_gaps(tender: Tender, *, at: datetime) -> None:
    findings = gate_findings(tender, PUBLISH, at=tender.published_at or at)
    if any(finding.is_open for finding in findings):
        words = _("The tender is public, amend or cancel it where something is missing: {tender}")
        _tell_preparers(tender, words, page="amend_tender", key="released", at=at, detail=str(GateNotMet(findings)))


def hold_back(tender: Tender, *, at: datetime) -> None:
    """Make a scheduled tender a draft again, before its moment, where its gate is no longer met.

    What interested people can undo alone (``Criterion.only_warns``) holds nothing back: purchasers see it as due, and decide.
    1. asks the gate of publication, as of the moment; 2. withdraws the publication with what is missing as the reason;
    3. notifies those who prepare it. For a tender locked by the caller.
    """
    findings = gate_findings(tender, PUBLISH, at=tender.published_at or at)
    if not any(finding.holds_back for finding in findings):
        return
    reason = str(GateNotMet(findings))
    perform(tender, "withdraw_publication", by=None, at=at, note=reason)
    words, key = _("The publication was stopped, something is missing: {tender}"), f"held_back:{at.isoformat()}"
    _tell_preparers(tender, words, page=PUBLISH, key=key, at=at, detail=reason)


def _tell_preparers(tender: Tender, words: str, *, page: str, key: str, at: datetime, detail: str) -> None:
    people = people_who(can_prepare.test, tender, PartnershipRole.PURCHASER)
    tell(tender, people, words, page=page, key=key, by=None, at=at, kind=ASSIGNMENT, detail=detail)


def tell(
    tender: Tender,
    people: Iterable[int],
    title: str,
    *,
    page: str,
    key: str,
    by: Any,
    at: datetime,
    kind: str,
    detail: str = "",
    **words: str,
) -> None:
    """Tell people, but the one who did it, of a step of a tender.

    ``page`` names where they act; ``title`` takes ``{tender}`` and ``words``.
    """
    notify(
        people=[pk for pk in people if by is None or pk != by.pk],
        kind=kind,
        title=title.format(tender=tender.title, **words),
        url=tender.url(page),
        key=f"{key}:{tender.pk}",
        at=at,
        partnership=tender.partnership,
        detail=detail,
        sight=sight_of(tender, page),
    )


@transaction.atomic
def create_tender(*, partnership: Partnership, by: Any, at: datetime, **fields: Any) -> Tender:
    """Begin to prepare a tender; ``fields`` are the model's own.

    1. writes the tender as a draft; 2. records the activity. Raises NotPermitted, and Invalid when the partnership is at
    another stage or has an open tender already.
    """
    lock_record(partnership)
    check_may("procurement.add_tender", partnership, by)
    if partnership.state not in PREPARED_IN:
        raise Invalid(_("A tender is prepared from evaluation and redesign on. Finish the pilot first."))
    if partnership.tenders.open().exists():
        raise Invalid(_("This partnership has an open tender. Conclude or cancel it before you prepare another."))
    tender = Tender.objects.create(partnership=partnership, **fields)
    # About the partnership, for everyone in it: the tender's own entries are private until it is published.
    record(verb="tender.created", target=partnership, partnership=partnership, by=by, at=at)
    return tender


@transaction.atomic
def edit_tender(*, tender: Tender, changes: dict[str, Any], expected_version: int, by: Any, at: datetime) -> Tender:
    """Change what is bought and how, while the tender is a draft. Raises NotPermitted, WrongState, StaleVersion."""
    lock_record(tender)
    check_may("procurement.change_tender", tender, by)
    check_draft(tender, at=at)
    apply_changes(tender, changes, expected_version=expected_version, verb="tender.edited", by=by, at=at)
    return tender


@transaction.atomic
def cancel_tender(*, tender: Tender, note: str, by: Any, at: datetime) -> Tender:
    """Cancel a tender for a reason everyone can read, and tell everybody in the partnership.

    Of a tender that was out, purchasers are asked to notify every bidder (law). Raises NotPermitted, WrongState, Invalid."""
    lock_record(tender)
    locked = locked_tender(tender.pk, at=at)
    tender.state, tender.version = locked.state, locked.version
    was_out = locked.state not in (State.DRAFT, State.SCHEDULED)
    perform(tender, "cancel_tender", by=by, at=at, note=note)
    everybody = set(people_with(tender.partnership))
    purchasers = set(people_with(tender.partnership, PartnershipRole.PURCHASER))
    words, told = _("The tender is cancelled: {tender}"), {"page": "tender", "by": by, "at": at, "kind": DECISION}
    # Nobody may learn whether an organisation has bid: all partners get the same notice.
    tell(tender, everybody - purchasers, words, key="cancelled", detail=note, **told)
    letters = _("Tell every bidder, with the grounds: {reason}").format(reason=note) if was_out else note
    tell(tender, purchasers, words, key="cancelled", detail=letters, **told)
    return tender


@sequels.after("name_council")
def keep_the_council(partnership: Partnership, *, by: Any, at: datetime) -> None:
    """Refuse another council once there is a tender beyond its draft: its purchasers would read what bidders gave to this one.

    A cancelled tender without bids holds nothing back. Raises Invalid.
    """
    tenders = partnership.tenders.exclude(state=State.DRAFT)
    if tenders.exclude(state=State.CANCELLED, bids=None).exists():
        words = _("Keep the council: bids of a tender were entrusted to it, and another council may not read them")
        raise Invalid({"purchasing_council": words})
