"""Keeping what was typed and could not be saved, for who typed it, until it is saved or a day has passed."""

from collections.abc import Callable, Collection
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
    def keep(self, typed: Typed, *, person_id: int, browser: str, mark: str, at: datetime) -> str:
        """Keep a form and return its key, "" for an account that is closed or gone.

        ``mark`` is "" for what certainly comes from the person, else the hash of the form's mark. The oldest of more than
        ``MOST`` of the same give way.
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
        sent = {"person": person, "mark": mark}
        row = UnsavedForm.objects.create(browser=browser, sealed=seal(content), sent_at=at, **sent)
        too_many = UnsavedForm.objects.filter(**sent).values_list("pk", flat=True)[MOST:]
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
    def forget_all(self, is_done: Callable[[Typed], bool]) -> None:
        """Delete the forms of all people that say what is recorded by now. Opens every form that is kept."""
        typed = {row.pk: _opened(row) for row in UnsavedForm.objects.iterator()}
        done = [pk for pk, one in typed.items() if one is not None and is_done(one)]
        UnsavedForm.objects.filter(pk__in=done).delete()


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
