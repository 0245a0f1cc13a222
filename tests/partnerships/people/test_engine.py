import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from partnerships.people.engine import is_guessable

GUESSED_FIRST = [
    "Password2026!",
    "P4ssw0rd2026!!",
    "MyPassword1234",
    "Summer2026Winter",
    "Welcome to Scotland 26",
    "Manage public social partnerships",
    "ManagePSP-2026",
    "aaaaaaaaaaaaaa",
    "abcabcabcabcabc",
    "12345678901234",
    "qwertyuiop123",
    "Abcdefghijklm1",
    "zxcvbnmasdfghjkl",
    "20262026202620",
]
GOOD = [
    "correct horse battery",
    "kirkton stands in for everywhere",
    "Monday rain on Rannoch",
    "xK9#mQ2vLp!w",
    "my aunt hums in winter",
    "d8f2-77ac-19b0-44ee",
]


@pytest.mark.parametrize("password", GUESSED_FIRST)
def test_what_people_reach_for_is_refused(password):
    assert is_guessable(password)


@pytest.mark.parametrize("password", GOOD)
def test_unrelated_words_and_random_signs_are_taken(password):
    assert not is_guessable(password)


@given(st.text(max_size=128))
def test_every_text_is_told(password):
    assert is_guessable(password) in {True, False}


def test_the_site_refuses_them():
    with pytest.raises(ValidationError, match="Choose unrelated words"):
        validate_password("Summer2026Winter")
    validate_password("correct horse battery")
