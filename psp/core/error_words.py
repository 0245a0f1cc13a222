"""Errors that say how to mend them, in place of Django's own words."""

from typing import Any

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

REQUIRED = forms.Field.default_error_messages["required"]
REQUIRED_BY_KIND = {
    "checkbox": _("Tick “%(label)s”"),
    "radios": _("Choose an answer to “%(label)s”"),
    "checkboxes": _("Choose at least one under “%(label)s”"),
    "select": _("Choose an answer to “%(label)s”"),
    "file": _("Choose a file for “%(label)s”"),
}
FILL_IN = _("Fill in “%(label)s”")

# Each pair: the very words a form has unless somebody chose others for it, and ours. Both may name the same parameters.
REPLACED: list[tuple[Any, Any]] = [
    (validators.MaxLengthValidator.message, _("Shorten this to %(limit_value)s characters. It has %(show_value)s")),
    (validators.MinLengthValidator.message, _("Use at least %(limit_value)s characters. This has %(show_value)s")),
    (validators.MaxValueValidator.message, _("Enter %(limit_value)s or less")),
    (validators.MinValueValidator.message, _("Enter %(limit_value)s or more")),
    (validators.EmailValidator.message, _("Enter an e-mail address like name@example.org")),
    (forms.URLField.default_error_messages["invalid"], _("Enter a web address like https://example.org")),
    (validators.DecimalValidator.messages["max_decimal_places"], _("Use at most %(max)s digits after the point")),
    (validators.DecimalValidator.messages["max_digits"], _("Use at most %(max)s digits")),
    (validators.DecimalValidator.messages["max_whole_digits"], _("Use at most %(max)s digits before the point")),
    (forms.IntegerField.default_error_messages["invalid"], _("Enter a whole number, for example 12")),
    (forms.DecimalField.default_error_messages["invalid"], _("Enter a number, for example 12.5")),
    (forms.ChoiceField.default_error_messages["invalid_choice"], _("Choose one of the answers offered")),
    (forms.MultipleChoiceField.default_error_messages["invalid_choice"], _("Choose among the answers offered")),
    (forms.ModelChoiceField.default_error_messages["invalid_choice"], _("Choose one of the answers offered")),
    (forms.ModelMultipleChoiceField.default_error_messages["invalid_choice"], _("Choose among the answers offered")),
    (forms.FileField.default_error_messages["empty"], _("This file is empty. Choose another")),
    (forms.FileField.default_error_messages["missing"], _("Choose the file again")),
]


def sentence(error: ValidationError, *, label: Any, kind: str) -> str:
    """Say what to do about one error of a field.

    ``kind`` is that of the field's control. Words that a form, field or operation chose itself are kept as they are.
    """
    if error.message is REQUIRED:
        return str(REQUIRED_BY_KIND.get(kind, FILL_IN)) % {"label": label}
    ours = next((words for theirs, words in REPLACED if error.message is theirs), None)
    if ours is None:
        return str(error.messages[0])
    return str(ours) % (error.params or {})
