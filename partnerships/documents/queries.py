"""Reads: documents with their versions, and those a person may choose from."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from partnerships.documents.models import Document, DocumentVersion
from partnerships.lifecycle.models import Partnership
from psp.core.finding import Folded


def with_versions(documents: "QuerySet[Document]") -> "QuerySet[Document]":
    """Fetch each document's owner and versions, the newest first. Two queries more."""
    versions = DocumentVersion.objects.select_related("uploaded_by").order_by("-number")
    return documents.select_related("owner", "partnership").prefetch_related(Prefetch("versions", versions))


def documents_to_choose(partnership: Partnership, user: Any) -> "QuerySet[Document]":
    """Select the partnership's documents the person sees that are not archived, by title."""
    rows = Document.objects.visible_to(user).filter(partnership=partnership, archived_at=None)
    return rows.order_by(Folded("title"), "pk")
