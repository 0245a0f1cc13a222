"""Reads: the evidence for a record, or for many at once, as far as a person sees the documents."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.http import Http404

from partnerships.documents.models import Document, Evidence


def evidence_of(target: Any, user: Any) -> list[Evidence]:
    """List the evidence for a record whose document the person sees, oldest first. One query."""
    return evidence_for([target], user)[target.pk]


def evidence_for(targets: Iterable[Any], user: Any) -> dict[int, list[Evidence]]:
    """List the evidence for each of several records of one model, by the record's id. One query."""
    targets = list(targets)
    found: dict[int, list[Evidence]] = {target.pk: [] for target in targets}
    if targets:
        rows = Evidence.objects.filter(
            target_type=ContentType.objects.get_for_model(targets[0]),
            target_id__in=found,
            document__in=Document.objects.visible_to(user),
        )
        for row in rows.select_related("document__partnership", "version", "added_by").order_by("pk"):
            found[row.target_id].append(row)
    return found


def model_of(label: str) -> Any:
    """Return the model called ``app.model`` that takes evidence on the hub's pages; raises Http404 for any other.

    A spoke's model does where it says of a record when its evidence may change; others have pages of their own for it.
    """
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError) as problem:
        raise Http404 from problem
    is_shared = model._meta.app_label == "partnerships" or hasattr(model, "takes_evidence")
    if not is_shared or not getattr(model, "evidence_permission", ""):
        raise Http404
    return model
