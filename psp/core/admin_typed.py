"""The admin's forms as they were typed, after a sign-in: shown and not carried out, as on the product's own pages."""

from http import HTTPStatus
from typing import Any

from django.contrib import admin, messages
from django.forms.utils import ErrorDict

from psp.core import unsaved
from psp.core.shows_typed import as_if_sent, to_show, words_for


class ShowsTypedAdmin(admin.ModelAdmin):
    """Shows what was typed when a session ended, on the pages to add and to change a record."""

    shows_typed = True

    def changeform_view(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().changeform_view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
            unsaved.forget(request)
        return response

    def _changeform_view(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        typed = to_show(request)
        if typed is None:
            return super()._changeform_view(request, *args, **kwargs)  # type: ignore[misc]
        messages.warning(request, words_for(typed))
        with as_if_sent(request, typed):
            return super()._changeform_view(request, *args, **kwargs)  # type: ignore[misc]

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form_class = super().get_form(request, obj, change, **kwargs)
        return _never_valid(form_class) if getattr(request, "unsaved_form", None) else form_class


def _never_valid(form_class: type[Any]) -> type[Any]:
    """Make a form class that shows what was typed, without errors, and is never valid: nothing can be carried out."""

    class Unchecked(form_class):
        def full_clean(self) -> None:
            self._errors = ErrorDict()
            self.cleaned_data: dict[str, Any] = {}

        def is_valid(self) -> bool:
            return False

    return Unchecked
