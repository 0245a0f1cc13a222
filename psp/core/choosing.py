"""Choosing one record among thousands: type a few words, find, choose. Works without a script; htmx finds while typing."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

SHOWN = 8
LONGEST = 100


class SearchChoiceWidget(forms.Widget):
    """A text box ``<name>_words``, the button that finds, and the matches as radios called ``<name>``."""

    template_name = "psp_forms/search_choice.html"

    def __init__(
        self,
        *,
        rows: Callable[[], QuerySet[Any]],
        find: Callable[[QuerySet[Any], str], QuerySet[Any]],
        describe: Callable[[Any], str],
        attrs: dict[str, Any] | None = None,
    ) -> None:
        super().__init__({"autocomplete": "off"} | (attrs or {}))
        self.rows, self.find, self.describe = rows, find, describe

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        """Read the words typed, those the matches shown were found for, and the match chosen."""
        words, found_for = (
            " ".join(data.get(f"{name}_{part}", "").replace("\x00", " ").split())[:LONGEST]
            for part in ("words", "found_for")
        )
        return {"words": words, "found_for": found_for, "chosen": data.get(name, "") if words == found_for else ""}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}_words" not in data

    def matches(self, words: str) -> list[Any]:
        """Return the rows that match the words, one more than are shown where there are more; none without words."""
        return list(self.find(self.rows(), words)[: SHOWN + 1]) if words else []

    def chosen(self, key: Any) -> Any | None:
        """Return the row of a key as the page sent it, or None."""
        key = str(key.pk if isinstance(key, Model) else key or "")
        return self.rows().filter(pk=int(key)).first() if key.isdecimal() and len(key) < 19 else None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        value = value if isinstance(value, dict) else {"words": "", "found_for": "", "chosen": value}
        chosen, found = self.chosen(value["chosen"]), self.matches(value["words"])
        rows = ([chosen] if chosen and chosen not in found else []) + found[:SHOWN]
        options = [
            {"value": row.pk, "label": str(row), "hint": self.describe(row), "checked": row == chosen or len(rows) == 1}
            for row in rows
        ]
        return super().get_context(name, value["words"], attrs) | {
            "words": value["words"],
            "options": options,
            "more": len(found) > SHOWN,
        }


class SearchChoiceField(forms.Field):
    """One record chosen by search. ``rows()`` gives what may be chosen, ``find(rows, words)`` narrows it."""

    widget: Any
    default_error_messages = {
        "required": _("Fill in “%(label)s”: enter a name, press “Find” and select one"),
        "none": _("Nothing matches “%(words)s”. Enter another name or number"),
        "several": _("Select one of those found for “%(label)s”"),
    }

    def __init__(
        self,
        *,
        rows: Callable[[], QuerySet[Any]],
        find: Callable[[QuerySet[Any], str], QuerySet[Any]],
        describe: Callable[[Any], str] = lambda row: "",
        **kwargs: Any,
    ) -> None:
        super().__init__(widget=SearchChoiceWidget(rows=rows, find=find, describe=describe), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.pk if isinstance(value, Model) else value

    def clean(self, value: dict[str, str] | None) -> Any:
        """Return the row chosen, or the only one that matches what was typed; None where nothing was typed."""
        value = value or {"words": "", "chosen": ""}
        if (row := self.widget.chosen(value["chosen"])) is not None:
            return row
        if not value["words"]:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required", params={"label": self.label})
            return None
        found = self.widget.matches(value["words"])
        if len(found) == 1:
            return found[0]
        code = "several" if found else "none"
        raise ValidationError(
            self.error_messages[code], code=code, params={"words": value["words"], "label": self.label}
        )


class FindsChoices:
    """A view of a form with search choices: its "Find" buttons show the page again, with all that was typed and what was found."""

    request: HttpRequest

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()  # type: ignore[attr-defined]
        searched = request.POST.get("find", "")
        if not isinstance(form.fields.get(searched), SearchChoiceField):
            response: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
            return response
        # Nothing is checked yet: the person is still filling in.
        form._errors, form.cleaned_data = ErrorDict(), {}
        form.fields[searched].widget.attrs["autofocus"] = True
        context = self.get_context_data(form=form)  # type: ignore[attr-defined]
        shown: HttpResponse = self.render_to_response(context)  # type: ignore[attr-defined]
        return shown
