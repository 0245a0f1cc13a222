"""Times are asked for in one control, and a deadline in the database is of one kind."""

from django import forms
from django.apps import apps
from django.db import models

from psp.core.forms import PspForm, PspModelForm
from psp.core.moment_fields import DeadlineField
from tests.factories.addresses import places

# When something happened or will be tried again: set by the product, never typed.
SET_BY_THE_PRODUCT = ("_at", "lease_until", "last_login", "date_joined")
OF_LIBRARIES = (forms.TimeField, forms.DateTimeField, forms.SplitDateTimeField)


def subclasses(base):
    for one in base.__subclasses__():
        yield one
        yield from subclasses(one)


def test_no_form_asks_for_a_time_in_another_way():
    # The URLconf loads every form there is.
    assert [*places()]
    asked = {
        f"{form.__module__}.{form.__name__}.{name}"
        for base in (PspForm, PspModelForm)
        for form in subclasses(base)
        for name, field in form.base_fields.items()
        if isinstance(field, OF_LIBRARIES)
    }
    assert asked == set()


def test_every_datetime_is_a_deadline_or_says_when_something_happened():
    ours = [
        model
        for model in apps.get_models()
        if model.__module__.split(".")[0] in {"partnerships", "procurement", "evaluation"}
    ]
    others = {
        f"{model._meta.label}.{field.name}"
        for model in ours
        for field in model._meta.fields
        if isinstance(field, models.DateTimeField)
        and not isinstance(field, DeadlineField)
        and not f"_{field.name}".endswith(SET_BY_THE_PRODUCT)
    }
    assert others == set()
    deadlines = {
        f"{model._meta.label}.{f.name}" for model in ours for f in model._meta.fields if isinstance(f, DeadlineField)
    }
    assert deadlines == {"procurement.Tender.submission_deadline", "partnerships.Notice.due_at"}
