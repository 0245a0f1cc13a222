"""The base of every form: the project's crispy template pack, dates in three parts, a version and a token."""

import uuid
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from psp.core.date_parts import DatePartsField
from psp.core.money import parse_pounds


class MoneyField(forms.DecimalField):
    """Pounds and pence, typed with or without £ signs, commas and spaces."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 14, "decimal_places": 2} | kwargs)
        self.widget = forms.TextInput(attrs={"inputmode": "decimal", "prefix": "£", "size": 12})

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            return parse_pounds(str(value))
        except ValueError as problem:
            raise ValidationError(str(problem), code="invalid") from problem

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,.2f}".removesuffix(".00") if isinstance(value, Decimal) else value


class Styled:
    """Crispy layout by the project's template pack; the page's template writes the form tag and the button."""

    fields: dict[str, forms.Field]

    def _style(self) -> None:
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.include_media = False
        for name, field in self.fields.items():
            if type(field) is forms.DateField:
                self.fields[name] = DatePartsField(
                    required=field.required, label=field.label, help_text=field.help_text, initial=field.initial
                )
            elif isinstance(field.widget, forms.Textarea):
                field.widget.attrs.setdefault("rows", 5)

    def refuse(self, errors: dict[str, str]) -> None:
        """Show an operation's refusal beside the fields it names; anything else at the top."""
        for name, words in errors.items():
            self.add_error(name if name in self.fields else None, words)  # type: ignore[attr-defined]


class PspForm(Styled, forms.Form):
    """A form of an operation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._style()


class PspModelForm(Styled, forms.ModelForm):
    """A form of a record. It only parses and validates; an operation saves."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._style()

    def save(self, commit: bool = True) -> Any:
        raise TypeError("Forms do not save. Call the slice's operation with form.cleaned_data.")


class NothingToFill(PspForm):
    """A confirmation: only the button."""


class ReasonForm(PspForm):
    """A confirmation that needs a reason."""

    note = forms.CharField(
        label=_("Reason"),
        help_text=_("It is kept in the history, where everyone in the partnership can read it."),
        widget=forms.Textarea,
        max_length=2000,
    )


def new_token() -> str:
    """Make the token that a form carries so that sending it twice counts once."""
    return uuid.uuid4().hex
