"""Which documents of the partnership are part of a tender."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partnerships.models import Document, DocumentKind
from partnerships.public import add_document, lift_restriction, lock_record, record
from procurement.tenders.models import Tender, TenderDocument, TenderDocumentKind
from procurement.tenders.operations import check_draft, check_may, locked_tender
from procurement.tenders.queries import scheduled_words
from procurement.tenders.workflow import AFTER_OPENING, State
from psp.core.problems import Invalid, WrongState


@transaction.atomic
def upload_document(
    *, tender: Tender, file: Any, kind: str, by: Any, at: datetime, title: str = "", description: str = ""
) -> TenderDocument:
    """File a new document in the partnership and use it in the tender, in one step.

    It is restricted from its first moment and part of the tender in the same transaction, so that of a draft nobody outside
    the purchasing side ever reads it (reg. 41 and 42). Raises what ``add_documents`` raises, and Invalid for a file that is
    not taken.
    """
    lock_record(tender)
    # Before the file is stored: a refusal leaves none behind.
    _addable(tender, kind, by, at)
    document = add_document(
        partnership=tender.partnership,
        file=file,
        title=title,
        kind=DocumentKind.TENDER,
        description=description,
        is_restricted=True,
        by=by,
        at=at,
    )
    [added] = add_documents(tender=tender, documents=[document], kind=kind, by=by, at=at)
    return added


@transaction.atomic
def add_documents(
    *, tender: Tender, documents: Sequence[Any], kind: str, by: Any, at: datetime
) -> list[TenderDocument]:
    """Use documents of the partnership in the tender; after publication they are published at once.

    Locks the tender, then the documents, so that neither moves on meanwhile. Raises NotPermitted, WrongState once bids are
    due, and Invalid for a document of another partnership, an archived one or one the tender has already.
    """
    lock_record(tender)
    tender = _addable(tender, kind, by, at)
    if not documents:
        raise Invalid({"documents": _("Select a document")})
    used = set(tender.documents.values_list("document_id", flat=True))
    chosen = Document.objects.select_for_update().filter(pk__in=[document.pk for document in documents])
    found = {document.pk: document for document in chosen.order_by("pk")}
    documents = [found[document.pk] for document in documents]
    if any(d.partnership_id != tender.partnership_id or d.archived_at or d.pk in used for d in documents):
        raise Invalid({"documents": _("Select documents of this partnership that the tender does not have yet")})
    return [_add_document(tender, document, kind, by, at) for document in documents]


def _addable(tender: Tender, kind: str, by: Any, at: datetime) -> Tender:
    """Return the tender, locked, to add a document of this kind to. Raises NotPermitted, WrongState, Invalid."""
    tender = locked_tender(tender.pk, at=at)
    check_may("procurement.change_tender", tender, by)
    if tender.state == State.SCHEDULED:
        raise WrongState(scheduled_words(tender))
    if tender.state in {*AFTER_OPENING, State.CANCELLED}:
        raise WrongState(_("Bids are open or the tender is over: no document can be added."))
    if not tender.is_draft and tender.deadline_has_passed(at):
        raise WrongState(_("The deadline has passed: bidders could no longer take the document into account."))
    if kind not in TenderDocumentKind.values:
        raise Invalid({"kind": _("Select what kind of document it is")})
    return tender


def _add_document(tender: Tender, document: Any, kind: str, by: Any, at: datetime) -> TenderDocument:
    is_published = not tender.is_draft
    if is_published:
        open_document(document, by=by, at=at)
    added = TenderDocument.objects.create(
        tender=tender,
        document=document,
        kind=kind,
        is_published=is_published,
        published_at=at if is_published else None,
        version_given=document.latest if is_published else None,
    )
    words = f"{added.get_kind_display()}: {document}"
    record(
        verb="tender_document.added",
        target=added,
        partnership=tender.partnership,
        by=by,
        at=at,
        changes={"document": [None, words]},
    )
    return added


def open_document(document: Any, *, by: Any, at: datetime) -> None:
    """Let everyone in the partnership read a document that was restricted: bidders among them do. Raises NotPermitted."""
    if document.is_restricted:
        check_may("partnerships.change_document", document, by)
        lift_restriction(document=document, by=by, at=at)


def give_documents(tender: Tender, *, from_moment: datetime) -> None:
    """Publish every document of a tender as it stands, from a moment on: keep which version bidders are given.

    From here on it no longer changes (``queries.hold_of_tender``); before the moment nobody but the purchasing side reads it.
    """
    used = tender.documents.values("document")
    # Locked, so that nobody adds a version between the look at the latest one and publication.
    documents = {row.pk: row for row in Document.objects.select_for_update().filter(pk__in=used).order_by("pk")}
    for row in tender.documents.all():
        row.is_published, row.published_at = True, from_moment
        row.version_given = documents[row.document_id].latest
        row.save(update_fields=["is_published", "published_at", "version_given"])


def open_given_documents(tender: Tender, *, by: Any, at: datetime) -> None:
    """Lift the restriction of the documents that bidders were given: what the moment allows, their pages then say too."""
    for document in Document.objects.filter(in_tenders__tender=tender, in_tenders__is_published=True).order_by("pk"):
        lift_restriction(document=document, by=by, at=at)


@transaction.atomic
def remove_document(*, tender_document: TenderDocument, by: Any, at: datetime) -> Tender:
    """Take a document out of a tender that is being prepared; the document itself stays. Raises NotPermitted, WrongState."""
    lock_record(tender_document)
    tender = Tender.objects.select_for_update().get(pk=tender_document.tender_id)
    check_may("procurement.delete_tenderdocument", tender_document, by)
    check_draft(tender, at=at)
    words = f"{tender_document.get_kind_display()}: {tender_document}"
    tender_document.delete()
    record(
        verb="tender_document.removed",
        target=tender,
        partnership=tender.partnership,
        by=by,
        at=at,
        changes={"document": [words, None]},
    )
    return tender
