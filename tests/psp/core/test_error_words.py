"""Errors say how to mend them; words somebody chose are kept."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, RegexValidator
from django.utils.translation import gettext_lazy as _

from psp.core.error_words import sentence


def refusal_of(field, value):
    with pytest.raises(ValidationError) as caught:
        field.clean(value)
    return caught.value.error_list[0]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("input", "Fill in “Name”"),
        ("select", "Choose an answer to “Name”"),
        ("radios", "Choose an answer to “Name”"),
        ("checkboxes", "Choose at least one under “Name”"),
        ("checkbox", "Tick “Name”"),
        ("file", "Choose a file for “Name”"),
    ],
)
def test_what_is_left_out_is_asked_for_by_its_label(kind, words):
    assert sentence(refusal_of(forms.CharField(), ""), label="Name", kind=kind) == words


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (forms.CharField(max_length=3), "four", "Shorten this to 3 characters. It has 4"),
        (forms.CharField(min_length=3), "no", "Use at least 3 characters. This has 2"),
        (forms.IntegerField(max_value=9), "10", "Enter 9 or less"),
        (forms.IntegerField(min_value=1), "0", "Enter 1 or more"),
        (forms.IntegerField(), "x", "Enter a whole number, for example 12"),
        (forms.DecimalField(), "x", "Enter a number, for example 12.5"),
        (forms.DecimalField(decimal_places=2), "1.234", "Use at most 2 digits after the point"),
        (forms.DecimalField(max_digits=3), "1234", "Use at most 3 digits"),
        (forms.DecimalField(max_digits=4, decimal_places=2), "123", "Use at most 2 digits before the point"),
        (forms.EmailField(), "x", "Enter an e-mail address like name@example.org"),
        (forms.URLField(assume_scheme="https"), "x y", "Enter a web address like https://example.org"),
        (forms.ChoiceField(choices=[("a", "A")]), "b", "Choose one of the answers offered"),
        (forms.MultipleChoiceField(choices=[("a", "A")]), ["b"], "Choose among the answers offered"),
    ],
)
def test_what_is_wrong_is_said_with_what_would_be_right(field, value, words):
    assert sentence(refusal_of(field, value), label="Name", kind="input") == words


def test_words_of_a_form_are_kept():
    own = forms.CharField(error_messages={"required": _("Enter the name on the constitution")})
    assert sentence(refusal_of(own, ""), label="Name", kind="input") == "Enter the name on the constitution"


def test_words_of_a_validator_are_kept():
    own = forms.CharField(validators=[RegexValidator(r"^SC", "Begin with SC"), MaxLengthValidator(3, "At most 3")])
    assert sentence(refusal_of(own, "12"), label="Number", kind="input") == "Begin with SC"
    assert sentence(refusal_of(own, "SC12"), label="Number", kind="input") == "At most 3"
