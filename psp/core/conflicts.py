"""Two versions of one form side by side: what somebody typed, and what was saved since they opened it."""

from datetime import date
from typing import Any

from django.db import models

from psp.core.moments import Moment
from psp.core.records import text_of


def differences(form: Any, fresh: Any) -> list[tuple[Any, str, str]]:
    """List the fields whose cleaned value differs from that of a fresh form of the record: (label, typed, saved now)."""
    rows = [
        (
            bound.label,
            words_of(bound.field, form.cleaned_data.get(bound.name)),
            words_of(bound.field, fresh[bound.name].value()),
        )
        for bound in form.visible_fields()
    ]
    return [(label, typed, saved) for label, typed, saved in rows if typed != saved]


def words_of(field: Any, value: Any) -> str:
    """Say a form field's value in words, whether cleaned or initial, so that two versions can be compared."""
    if value is None or value == "":
        return ""
    if isinstance(value, models.QuerySet | list | tuple | set):
        return ", ".join(sorted(words_of(field, item) for item in value))
    if isinstance(value, Moment | date):
        return Moment.of(value).words
    if isinstance(value, bool | models.Model):
        return text_of(value) or ""
    for key, label in getattr(field, "choices", []):
        if str(getattr(key, "value", key)) == str(value):
            return str(label)
    return str(field.prepare_value(value)) if hasattr(field, "prepare_value") else str(value)
