"""Publishing a tender, and what may change afterwards: dates and documents, openly and never to bidders' cost."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from partnerships.models import Document, Partnership
from partnerships.public import add_version, apply_changes, gate_findings, lock_record, notify, perform, record
from procurement.documents.operations import add_documents, give_documents, open_given_documents
from procurement.planning.operations import plan_tender, reach_notice
from procurement.publication.queries import snapshot_of
from procurement.tenders.models import Amendment, Tender, TenderDocument, TenderDocumentKind, is_out, tie_rule_in_words
from procurement.tenders.operations import check_may, hold_back, locked_tender, release
from procurement.tenders.queries import people_with
from procurement.tenders.workflow import HELD_BACK_AHEAD, State
from procurement.timetable.operations import check_names_a_time, count_date_errors
from procurement.timetable.queries import said_of
from psp.core import sequels
from psp.core.dates import london_date, start_of_day
from psp.core.problems import GateNotMet, Invalid, WrongState
from psp.core.records import changes_between, values_of
from psp.core.sweeps import each

AMENDABLE = (
    "submission_deadline",
    "questions_close_on",
    "decision_on",
    "standstill_ends_on",
    "contract_starts_on",
)


@transaction.atomic
def publish_tender(*, tender: Tender, by: Any, at: datetime) -> Tender:
    """Open a tender for bids on the day of its notice; before that day, schedule the publication for its first moment.

    1. counts again what is wrong with its dates; 2. performs the transition: permission, state, gate; 3. makes each
    disclosure pack one of the documents and keeps which version of each bidders are given; 4. freezes everything bidders
    are told; 5. plans the partnership's milestones for the tender's dates; 6. on the day opens the documents to the
    partnership, marks the notice as published in its plan and tells its people. Of a scheduled publication ``make_public``
    does 3, 4 and 6 at the moment.

    Until the moment nobody outside the purchasing side sees anything of it. Raises NotPermitted, WrongState, GateNotMet.
    """
    lock_record(tender)
    check_may("procurement.publish_tender", tender, by)
    if tender.is_draft:
        count_date_errors(tender)
    is_ahead = tender.notice_on is not None and tender.notice_on > london_date(at)
    if is_ahead and tender.is_draft:
        _check_gate(tender, at)
    perform(tender, "schedule_tender" if is_ahead else "publish_tender", by=by, at=at)
    # Figures are frozen as the database holds them, not as somebody typed them.
    tender.refresh_from_db()
    moment = start_of_day(tender.notice_on) if is_ahead and tender.notice_on else at
    _freeze(tender, moment)
    plan_tender(tender=tender, by=by, at=at)
    if not is_ahead:
        _make_known(tender, by=by, at=at)
    return tender


def _freeze(tender: Tender, moment: datetime) -> None:
    """Keep what bidders are given and told from a moment on."""
    _add_packs(tender)
    give_documents(tender, from_moment=moment)
    tender.published_at, tender.tie_rule = moment, tie_rule_in_words()
    tender.published = snapshot_of(tender, on=london_date(moment))
    if settings.OCID_PREFIX:
        tender.ocid = f"{settings.OCID_PREFIX}-{tender.pk}"
    tender.save(update_fields=["published_at", "tie_rule", "published", "ocid", "updated_at"])


def _check_gate(tender: Tender, at: datetime) -> None:
    findings = gate_findings(tender, "publish_tender", at=at)
    if any(finding.is_open for finding in findings):
        raise GateNotMet(findings)


def _make_known(tender: Tender, *, by: Any, at: datetime) -> None:
    open_given_documents(tender, by=by, at=at)
    reach_notice(tender=tender, by=by, at=at)
    title = _("Published: {tender}").format(tender=tender.title)
    _tell(tender, title, key=f"tender_published:{tender.pk}", by=by, at=at)


@sequels.after("release_tender")
def make_public(tender: Tender, *, by: Any, at: datetime) -> None:
    """Freeze what bidders are told of a tender whose moment has come, open its documents and tell its people."""
    _freeze(tender, tender.published_at or at)
    _make_known(tender, by=by, at=at)


def release_due_tenders(*, at: datetime) -> int:
    """Release every tender whose scheduled moment has come; return how many. Each by itself, so that none holds up another.

    One whose gate is no longer met is held back in the last minutes before its moment, never after it.
    """
    due = Tender.objects.filter(state=State.SCHEDULED, published_at__lte=at + HELD_BACK_AHEAD)
    released = []

    def release_or_hold_back(tender: Tender) -> None:
        lock_record(tender)
        if tender.state != State.SCHEDULED:
            return
        if tender.is_out_at(at):
            release(tender, at=at)
            released.append(tender.pk)
        else:
            hold_back(tender, at=at)

    each(due.select_related("partnership").order_by("pk"), release_or_hold_back, event="tender_not_released")
    return len(released)


@transaction.atomic
def withdraw_publication(*, tender: Tender, by: Any, at: datetime) -> Tender:
    """Take a scheduled publication back before its moment: the tender is a draft again, and nobody has read it.

    Raises NotPermitted, and WrongState once the moment has come.
    """
    lock_record(tender)
    check_may("procurement.withdraw_publication", tender, by)
    locked = locked_tender(tender.pk, at=at)
    perform(locked, "withdraw_publication", by=by, at=at)
    tender.refresh_from_db()
    return tender


@sequels.after("withdraw_publication")
def clear_publication(tender: Tender, *, by: Any, at: datetime) -> None:
    """Take back what was given and frozen for a publication that was scheduled. Raises WrongState once its moment has come."""
    if tender.is_out_at(at):
        raise WrongState(_("The tender is public. What was published is amended or cancelled."))
    _clear(tender)


@sequels.after("cancel_tender")
def clear_cancelled_publication(tender: Tender, *, by: Any, at: datetime) -> None:
    """Take back what was given and frozen for a publication that was still ahead when its tender was cancelled."""
    if tender.published_at is not None and tender.published_at > at:
        _clear(tender)


def _clear(tender: Tender) -> None:
    tender.documents.update(is_published=False, published_at=None, version_given=None)
    tender.published_at, tender.published, tender.ocid = None, {}, ""
    tender.save(update_fields=["published_at", "published", "ocid", "updated_at"])


@sequels.after("stop_partnership")
def withdraw_when_stopped(partnership: Partnership, *, by: Any, at: datetime) -> None:
    """Take a scheduled publication back when its partnership stops. A tender that is out is cancelled before (``gates``)."""
    for tender in partnership.tenders.filter(state=State.SCHEDULED):
        perform(tender, "withdraw_publication", by=None, at=at, note=_("The partnership has stopped"))


def _tell(tender: Tender, title: str, *, key: str, by: Any, at: datetime) -> None:
    notify(
        people=[pk for pk in people_with(tender.partnership) if by is None or pk != by.pk],
        kind="progress",
        title=title,
        url=tender.get_absolute_url(),
        key=key,
        at=at,
        partnership=tender.partnership,
    )


@sequels.after("record_prior_involvement")
def publish_late_packs(partnership: Partnership, *, by: Any, at: datetime) -> None:
    """Make the packs recorded as published part of a tender that is open for bids, and tell its people (reg. 42).

    Before it is out, its publication does so. Of packs that no bidder could read any more the register refuses the day.
    """
    tender = partnership.tenders.open().filter(is_out(at)).first()
    if tender is None:
        return
    # Released first where its moment has come, and with it the packs there are.
    tender = locked_tender(tender.pk, at=at)
    if tender.state != State.PUBLISHED or tender.deadline_has_passed(at):
        return
    published = partnership.prior_involvements.to_be_disclosed().filter(disclosed_on__lte=london_date(at))
    packs = Document.objects.filter(discloses__in=published, archived_at=None).exclude(in_tenders__tender=tender)
    if documents := list(packs.distinct().order_by("pk")):
        added = add_documents(tender=tender, documents=documents, kind=TenderDocumentKind.DISCLOSURE, by=by, at=at)
        title = _("A disclosure pack was published: {tender}").format(tender=tender.title)
        _tell(tender, title, key=f"pack_published:{added[-1].pk}", by=by, at=at)


def _add_packs(tender: Tender) -> None:
    used = set(tender.documents.values_list("document_id", flat=True))
    involvements = tender.partnership.prior_involvements.to_be_disclosed()
    packs = involvements.exclude(pack=None).values_list("pack_id", flat=True)
    TenderDocument.objects.bulk_create(
        TenderDocument(tender=tender, document_id=pk, kind=TenderDocumentKind.DISCLOSURE)
        for pk in sorted(set(packs) - used)
    )


@transaction.atomic
def amend_tender(
    *, tender: Tender, changes: Mapping[str, Any], reason: str, expected_version: int, by: Any, at: datetime
) -> Tender:
    """Move dates of a published tender before its deadline, with a reason everyone can read.

    ``changes`` maps names of ``AMENDABLE`` to new dates. Bidders never lose time: the deadline and the close of questions
    only move later. 1. writes the dates and records the activity; 2. refuses them where they break a rule; 3. keeps the
    amendment; 4. moves the plan and tells the people of the partnership. What was frozen at publication stays as it was.

    Raises NotPermitted, WrongState, StaleVersion, Invalid.
    """
    lock_record(tender)
    check_may("procurement.amend_tender", tender, by)
    expected_version += _released_first(tender, at)
    if tender.state != State.PUBLISHED or tender.deadline_has_passed(at):
        raise WrongState(_("Dates can be amended only while the tender is open for bids."))
    check_names_a_time(changes.get("submission_deadline"))
    before = values_of(tender, list(AMENDABLE))
    after = before | {name: changes[name] for name in AMENDABLE if name in changes}
    changed = changes_between(before, after)
    _check_amendment(before, after, changed, reason)
    apply_changes(
        tender,
        {name: after[name] for name in changed},
        expected_version=expected_version,
        verb="tender.amended",
        by=by,
        at=at,
    )
    if errors := [said.sentence for said in said_of(tender) if said.is_error]:
        raise Invalid("; ".join(errors))
    count_date_errors(tender)
    amendment = Amendment.objects.create(tender=tender, changes=changed, reason=reason, made_by=by, made_at=at)
    plan_tender(tender=tender, by=by, at=at)
    title = _("Dates moved: {tender}").format(tender=tender.title)
    _tell(tender, title, key=f"tender_amended:{amendment.pk}", by=by, at=at)
    return tender


@transaction.atomic
def amend_document(*, tender_document: TenderDocument, file: Any, reason: str, by: Any, at: datetime) -> TenderDocument:
    """Give bidders a newer version of a published document before the deadline, with a reason everyone can read.

    1. adds the version; 2. keeps it as the one bidders are given; 3. keeps the amendment and records the activity;
    4. tells the people of the partnership. Earlier versions stay. Raises NotPermitted, WrongState, Invalid.
    """
    lock_record(tender_document)
    tender = locked_tender(tender_document.tender_id, at=at)
    check_may("procurement.amend_tender", tender, by)
    if tender.state != State.PUBLISHED or tender.deadline_has_passed(at) or not tender_document.is_published:
        raise WrongState(_("Documents can be amended only while the tender is open for bids."))
    if not reason.strip():
        raise Invalid({"reason": _("Enter the reason: all bidders can read it")})
    document, earlier = tender_document.document, tender_document.version_given
    version = add_version(document=document, file=file, by=by, at=at, note=reason.strip()[:200], is_amendment=True)
    TenderDocument.objects.filter(pk=tender_document.pk).update(version_given=version)
    tender_document.version_given = version
    changes: dict[str, list[str | None]] = {"document": [str(earlier or document), str(version)]}
    amendment = Amendment.objects.create(tender=tender, changes=changes, reason=reason, made_by=by, made_at=at)
    record(
        verb="tender_document.amended",
        target=tender_document,
        partnership=tender.partnership,
        by=by,
        at=at,
        changes=changes,
        note=reason,
    )
    title = _("A document changed: {tender}").format(tender=tender.title)
    _tell(tender, title, key=f"tender_amended:{amendment.pk}", by=by, at=at)
    return tender_document


def _released_first(tender: Tender, at: datetime) -> int:
    """Release a tender whose moment has come before its dates are amended; return by how much that raised its version."""
    before = Tender.objects.values_list("version", flat=True).get(pk=tender.pk)
    locked = locked_tender(tender.pk, at=at)
    raised = locked.version - before if tender.is_out_at(at) and locked.state == State.PUBLISHED else 0
    tender.state = locked.state
    return raised


def _check_amendment(
    before: Mapping[str, Any], after: Mapping[str, Any], changed: Mapping[str, Any], reason: str
) -> None:
    if not changed:
        raise Invalid(_("Change a date: nothing has moved yet"))
    errors = {}
    if not reason.strip():
        errors["reason"] = _("Enter the reason: all bidders can read it")
    for name in ("submission_deadline", "questions_close_on"):
        if before[name] and (after[name] is None or after[name] < before[name]):
            errors[name] = _("Enter a later date: bidders never lose time once the tender is published")
    if errors:
        raise Invalid(errors)
