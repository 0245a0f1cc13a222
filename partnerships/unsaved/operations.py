"""Keeping what was typed and could not be saved, for who typed it, until it is saved or a day has passed."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from partnerships.people.models import User
from partnerships.unsaved.models import UnsavedForm
from psp.core.sealing import SealBroken, seal, unseal
from psp.core.unsaved import MOST, Reason, Typed


class UnsavedForms:
    """Keeps unsaved forms sealed in the database. A person is who the signed mark of the form names."""

    @sensitive_variables()
    @transaction.atomic
    def keep(self, typed: Typed, *, person_id: int, browser: str, at: datetime) -> str:
        """Keep a form and return its key, "" for an account that is closed or gone.

        The oldest of more than ``MOST`` of a person give way.
        """
        person = User.objects.active().select_for_update().filter(pk=person_id).first()
        if person is None:
            return ""
        content = {
            "reason": typed.reason,
            "path": typed.path,
            "label": typed.label,
            "fields": typed.fields,
            "files": typed.files,
        }
        row = UnsavedForm.objects.create(person=person, browser=browser, sealed=seal(content), sent_at=at)
        too_many = UnsavedForm.objects.filter(person=person).values_list("pk", flat=True)[MOST:]
        UnsavedForm.objects.filter(pk__in=list(too_many)).delete()
        return str(row.pk)

    @sensitive_variables()
    def find(self, *, person_id: int, browser: str, since: datetime) -> list[Typed]:
        """Return what is kept for a person in a browser, the latest first. What no key opens any more is left out."""
        rows = UnsavedForm.objects.filter(person_id=person_id, browser=browser, sent_at__gte=since)
        return [typed for row in rows if (typed := _opened(row)) is not None]

    def forget(self, *, person_id: int, browser: str, keys: Collection[str]) -> None:
        """Delete forms of a person in a browser."""
        UnsavedForm.objects.filter(person_id=person_id, browser=browser, pk__in=keys).delete()


@sensitive_variables()
def _opened(row: UnsavedForm) -> Typed | None:
    try:
        content = unseal(row.sealed)
    except SealBroken:
        return None
    return Typed(
        Reason(content["reason"]),
        content["path"],
        content["label"],
        tuple((name, value) for name, value in content["fields"]),
        tuple((name, file) for name, file in content["files"]),
        str(row.pk),
        row.sent_at,
    )


def remove_unsaved_forms(*, before: datetime) -> int:
    """Delete the forms kept since before a moment. Return how many."""
    return UnsavedForm.objects.filter(sent_at__lt=before).delete()[0]
