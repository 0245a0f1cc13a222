"""Keeping documents and their versions: each file is checked by its content and kept under a random name."""

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partnerships.activity.operations import lock_record, record
from partnerships.documents.models import Document, DocumentKind, DocumentVersion
from partnerships.lifecycle.models import Partnership
from psp.core import handover
from psp.core.access import refusal
from psp.core.holds import hold_of
from psp.core.problems import Invalid, NotPermitted, WrongState
from psp.core.records import Changes, changes_between, save_version, values_of
from psp.core.stored_files import take_back
from psp.core.uploads import Checked, check_upload


@transaction.atomic
def add_document(
    *,
    partnership: Partnership,
    file: Any,
    by: Any,
    at: datetime,
    title: str = "",
    kind: str = DocumentKind.OTHER,
    description: str = "",
    is_restricted: bool = False,
) -> Document:
    """File a document with its first version; without a title it bears the file's name.

    A tender document is restricted whatever was asked: nobody outside the purchasing side reads one before its
    publication, which lifts the restriction (reg. 41 and 42).

    1. checks the file; 2. writes the document; 3. keeps the file; 4. records the activity. A file whose row could not be
    written is removed again. Raises NotPermitted, and Invalid for a file that is not taken.
    """
    lock_record(partnership)
    if not by.has_perm("partnerships.add_document", partnership):
        raise NotPermitted(refusal(_("people with a role in the partnership")))
    checked = check_upload(file)
    is_restricted = is_restricted or kind == DocumentKind.TENDER
    document = Document.objects.create(
        partnership=partnership,
        title=title.strip() or checked.name,
        kind=kind,
        description=description,
        is_restricted=is_restricted,
        owner=by,
    )
    _keep_version(document, file, checked, number=1, by=by, at=at)
    record(
        verb="document.added",
        target=document,
        partnership=partnership,
        by=by,
        at=at,
        changes={"file": [None, f"{checked.name}, SHA-256 {checked.sha256}"]},
        is_private=is_restricted,
    )
    return document


@transaction.atomic
def add_version(
    *, document: Document, file: Any, by: Any, at: datetime, note: str = "", is_amendment: bool = False
) -> DocumentVersion:
    """Add a newer version of a document; two added at once get consecutive numbers.

    ``is_amendment``: whoever holds the document, a published tender say, adds the version in its own way. Raises
    NotPermitted, WrongState for an archived or held document, and Invalid for a file that is not taken or is the same as
    the latest one.
    """
    lock_record(document)
    _require_may_change(document, by)
    checked = check_upload(file)
    document = _locked(document, may_be_held=is_amendment)
    if document.archived_at:
        raise WrongState(_("This document is archived. Restore it first."))
    latest = document.versions.order_by("-number").first()
    if latest is not None and latest.sha256 == checked.sha256:
        raise Invalid(
            {
                "file": _("This is the same file as version {number}. Choose the changed one").format(
                    number=latest.number
                )
            }
        )
    number = latest.number + 1 if latest else 1
    version = _keep_version(document, file, checked, number=number, by=by, at=at, note=note)
    record(
        verb="document.updated",
        target=document,
        partnership=document.partnership,
        by=by,
        at=at,
        changes={"version": [str(number - 1), f"{number}: {checked.name}, SHA-256 {checked.sha256}"]},
        note=note,
        is_private=document.is_restricted,
    )
    return version


def _keep_version(
    document: Document, file: Any, checked: Checked, *, number: int, by: Any, at: datetime, note: str = ""
) -> DocumentVersion:
    version = DocumentVersion(
        document=document,
        number=number,
        original_name=checked.name,
        content_type=checked.content_type,
        size=checked.size,
        sha256=checked.sha256,
        note=note,
        uploaded_by=by,
        uploaded_at=at,
    )
    version.file.save(checked.name, file, save=False)
    try:
        with transaction.atomic():
            version.save(force_insert=True)
    except Exception:
        take_back(str(version.file.name))
        raise
    return version


@transaction.atomic
def edit_document(
    *, document: Document, changes: dict[str, Any], expected_version: int, by: Any, at: datetime
) -> Document:
    """Change what is said about a document, not its files. Raises NotPermitted, StaleVersion, WrongState for a held one.

    A tender document is restricted, as in ``add_document``, and so is one that becomes one. One that is open already stays
    open: it came out with a tender, or was open before its kind restricted it. The history of a document that is or was
    restricted is not for everyone in the partnership.
    """
    lock_record(document)
    _require_may_change(document, by)
    _locked(document)
    if changes.get("kind", document.kind) == DocumentKind.TENDER and not _is_open_for_a_tender(document):
        changes = changes | {"is_restricted": True}
    is_private = document.is_restricted or bool(changes.get("is_restricted"))
    before = values_of(document, list(changes))
    for name, value in changes.items():
        setattr(document, name, value)
    save_version(document, changes, expected=expected_version)
    if changed := changes_between(before, values_of(document, list(changes))):
        record(
            verb="document.edited",
            target=document,
            partnership=document.partnership,
            by=by,
            at=at,
            changes=changed,
            is_private=is_private,
        )
    return document


def _is_open_for_a_tender(document: Document) -> bool:
    return document.kind == DocumentKind.TENDER and not document.is_restricted


@transaction.atomic
def lift_restriction(*, document: Document, by: Any, at: datetime) -> Document:
    """Let everyone in the partnership read a restricted document, because a spoke has published it. Asks no permission.

    ``by`` is None for what the service does by itself. Doing it twice does nothing.
    """
    lock_record(document)
    lifted = Document.objects.filter(pk=document.pk, is_restricted=True)
    if lifted.update(is_restricted=False, version=models.F("version") + 1):
        document.refresh_from_db()
        changes: Changes = {"is_restricted": [True, False]}
        record(
            verb="document.edited",
            target=document,
            partnership=document.partnership,
            by=by,
            at=at,
            changes=changes,
            is_private=True,
        )
    return document


@transaction.atomic
def archive_document(*, document: Document, by: Any, at: datetime) -> Document:
    """Put a document away: it is not offered any more, and what refers to it still finds it.

    Raises NotPermitted, and WrongState for an archived or held one.
    """
    lock_record(document)
    return _set_archived(document, at, verb="document.archived", by=by, at=at)


@transaction.atomic
def restore_document(*, document: Document, by: Any, at: datetime) -> Document:
    """Bring an archived document back. Raises NotPermitted, WrongState."""
    lock_record(document)
    return _set_archived(document, None, verb="document.restored", by=by, at=at)


def _set_archived(document: Document, archived_at: datetime | None, *, verb: str, by: Any, at: datetime) -> Document:
    if not by.has_perm("partnerships.archive_document", document):
        raise NotPermitted(refusal(_("the owner, the partners’ contacts and purchasers")))
    _locked(document, may_be_held=archived_at is None)
    waiting = Document.objects.filter(pk=document.pk, archived_at__isnull=archived_at is not None)
    if not waiting.update(archived_at=archived_at, version=models.F("version") + 1):
        raise WrongState(_("Somebody else was quicker: this has already changed."))
    document.refresh_from_db()
    record(
        verb=verb, target=document, partnership=document.partnership, by=by, at=at, is_private=document.is_restricted
    )
    return document


def _require_may_change(document: Document, by: Any) -> None:
    if not by.has_perm("partnerships.change_document", document):
        raise NotPermitted(refusal(_("the owner, the partners’ contacts and purchasers")))


def _locked(document: Document, *, may_be_held: bool = False) -> Document:
    """Lock the document's row, and refuse to change what others were given to rely on. Raises WrongState."""
    locked = Document.objects.select_for_update().get(pk=document.pk)
    if not may_be_held and (words := hold_of(locked)):
        raise WrongState(words)
    return locked


@handover.hand(gettext_lazy("documents"))
def hand_over_documents(leaving: handover.Handover) -> int:
    """Make whoever takes over the owner of the documents they may see: nobody comes to see a restricted one this way."""
    rows = Document.objects.filter(owner=leaving.leaver).select_related("partnership")
    if leaving.successor is None or leaving.at is None:
        return len(rows)
    seen = set(rows.visible_to(leaving.successor).values_list("pk", flat=True))
    for document in rows:
        if document.pk in seen:
            _give(document, leaving)
    if left := len(rows) - len(seen):
        words = ngettext("{left} document {successor} may not see", "{left} documents {successor} may not see", left)
        leaving.left_open.append(words.format(left=left, successor=leaving.successor))
    return len(rows)


def _give(document: Document, leaving: handover.Handover) -> None:
    assert leaving.at is not None  # noqa: S101  the caller looked
    document.owner = leaving.successor
    save_version(document, ["owner"], expected=document.version)
    record(
        verb="document.edited",
        target=document,
        partnership=document.partnership,
        by=leaving.by,
        at=leaving.at,
        changes={"owner": [str(leaving.leaver), str(leaving.successor)]},
        is_private=document.is_restricted,
    )
