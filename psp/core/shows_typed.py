"""Pages that show a form as it was typed, without carrying it out: after a sign-in, or when the database was too busy."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from psp.core import unsaved
from psp.core.unsaved import Reason, Typed

WORDS = {
    Reason.SIGNED_OUT: gettext_lazy(
        "You were signed out while you were typing. Nothing has been saved yet. Check it and save."
    ),
    Reason.OLD_PAGE: gettext_lazy(
        "This page was out of date when you sent it. Nothing has been saved yet. Check it and save."
    ),
    Reason.SECOND_FACTOR: gettext_lazy(
        "You were asked for a second factor while you were typing. Nothing has been saved yet. Check it and save."
    ),
    Reason.REFUSED: gettext_lazy(
        "This could not be saved when you sent it. Nothing has been saved yet. Check it and save."
    ),
    Reason.BUSY: gettext_lazy("Someone else was saving at the same moment. Nothing has been saved. Save again."),
}


class ShowsTyped(View):
    """A page with a form. ``show_typed()`` answers with the form as the request has it, bound and unchecked."""

    shows_typed = True

    def show_typed(self) -> HttpResponse:
        """Answer with the form as it was typed. Nothing is carried out."""
        raise NotImplementedError(f"{type(self).__name__}.show_typed")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if (typed := to_show(request)) is not None:
            with as_if_sent(request, typed):
                return self.show_typed()
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[assignment]
        if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
            unsaved.forget(request)
        return response


def to_show(request: HttpRequest) -> Typed | None:
    """Return what the page of a request should show in place of an empty form, None for nothing."""
    if request.method == "GET":
        request.unsaved_form = unsaved.found_here(request)  # type: ignore[attr-defined]
    typed: Typed | None = getattr(request, "unsaved_form", None)
    return typed


def words_for(typed: Typed) -> str:
    """Say what happened to a form that is shown as it was typed."""
    return str(WORDS[typed.reason])


@contextmanager
def as_if_sent(request: HttpRequest, typed: Typed) -> Iterator[None]:
    """Let forms read what was typed as if it had just been sent."""
    method, request.method = request.method, "POST"
    request.POST = typed.data()  # type: ignore[assignment]
    request._files = MultiValueDict()  # type: ignore[attr-defined]
    try:
        yield
    finally:
        request.method = method


def unchecked(form: Any, typed: Typed) -> Any:
    """Leave a bound form unchecked: the person is still filling it in. Files must be chosen again; their fields say which."""
    form._errors, form.cleaned_data = ErrorDict(), {}
    for name, file_name in typed.files:
        field = form.fields.get(name.removeprefix(f"{form.prefix}-") if form.prefix else name)
        if isinstance(field, forms.FileField):
            field.help_text = _("You had chosen “{file}”. Choose it again.").format(file=file_name)
    return form
