"""Giving documents as evidence for an answer, a figure or an agreement, and taking them back.

A model takes evidence when it names the permission to give it, ``evidence_permission``, and has a ``partnership``. Where it
has ``takes_evidence``, this says of a record whether its evidence may still change; ``evidence_url`` is the page that shows it,
where that is not the record's own.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from partnerships.activity.operations import lock_record, record
from partnerships.documents.models import Document, DocumentKind, DocumentVersion, Evidence
from partnerships.documents.operations import add_document
from partnerships.lifecycle.models import Partnership
from psp.core.access import refusal
from psp.core.problems import Invalid, NotPermitted, WrongState


def given_document(
    *,
    partnership: Partnership,
    document: Document | None,
    file: Any,
    by: Any,
    at: datetime,
    kind: str = DocumentKind.EVIDENCE,
    title: str = "",
    is_restricted: bool = False,
) -> Document | None:
    """Return the document chosen, or file what was sent as a new one; None where there is neither.

    For forms with ``DocumentFields``. Raises NotPermitted, and Invalid for a file that is not taken or a document of
    another partnership.
    """
    if file:
        return add_document(
            partnership=partnership, file=file, by=by, at=at, kind=kind, title=title, is_restricted=is_restricted
        )
    if document is not None and (document.partnership_id != partnership.pk or document.archived_at):
        raise Invalid({"document": _("Select a document of this partnership that is not archived")})
    return document


@transaction.atomic
def attach_evidence(*, document: Document, target: Any, by: Any, at: datetime, note: str = "") -> Evidence:
    """Give a document, as it is now, as evidence for a record of the same partnership. ``note`` says where in it to look.

    A later version does not change what was given. Raises NotPermitted, WrongState, and Invalid for a document the person does not see, of another partnership, archived, or given
    already.
    """
    lock_record(target)
    _require_may_give(target, by)
    theirs = Document.objects.visible_to(by).filter(pk=document.pk, archived_at=None)
    if document.partnership_id != target.partnership_id or not theirs.exists():
        raise Invalid({"document": _("Select a document of this partnership that is not archived")})
    try:
        with transaction.atomic():
            evidence = Evidence.objects.create(
                document=document,
                version=document.versions.order_by("-number").first(),
                target_type=ContentType.objects.get_for_model(target),
                target_id=target.pk,
                note=note,
                added_by=by,
                added_at=at,
            )
    except IntegrityError as problem:
        raise Invalid({"document": _("This document is given as evidence here already")}) from problem
    _record("evidence.added", evidence, target, by, at, [None, document.title])
    return evidence


@transaction.atomic
def detach_evidence(*, evidence: Evidence, by: Any, at: datetime) -> Any:
    """Take a document back as evidence; the document stays. Returns what it bore out. Raises NotPermitted, WrongState."""
    target: Any = evidence.target
    lock_record(target)
    _require_may_give(target, by)
    _record("evidence.removed", evidence, target, by, at, [evidence.document.title, None])
    evidence.delete()
    return target


def give_anew(evidence: QuerySet[Evidence]) -> None:
    """Let each piece of evidence be the newest version of its document, as when its record is handed over to be judged."""
    newest = DocumentVersion.objects.filter(document=OuterRef("document")).order_by("-number")
    evidence.update(version=Subquery(newest.values("pk")[:1]))


def copy_evidence(model: Any, copies: Mapping[int, int]) -> None:
    """Give copies of records of a model the evidence of their originals; ``copies`` maps the original's id to the copy's."""
    kind = ContentType.objects.get_for_model(model)
    Evidence.objects.bulk_create(
        Evidence(
            document_id=row.document_id,
            version_id=row.version_id,
            target_type=kind,
            target_id=copies[row.target_id],
            note=row.note,
            added_by_id=row.added_by_id,
            added_at=row.added_at,
        )
        for row in Evidence.objects.filter(target_type=kind, target_id__in=copies)
    )


def _require_may_give(target: Any, by: Any) -> None:
    if not by.has_perm(target.evidence_permission, target):
        raise NotPermitted(refusal(_("those who may change what it bears out")))
    if not getattr(target, "takes_evidence", True):
        raise WrongState(_("What it bears out is settled, and its evidence stays as it is."))


def _record(verb: str, evidence: Evidence, target: Any, by: Any, at: datetime, names: list[str | None]) -> None:
    is_private = evidence.document.is_restricted
    record(
        verb=verb,
        target=target,
        partnership=target.partnership,
        by=by,
        at=at,
        changes={"evidence": names},
        is_private=is_private,
    )
