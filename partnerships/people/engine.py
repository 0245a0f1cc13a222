"""Which passwords are guessed first. Lists of leaked passwords hold few as long as ours must be, so patterns are looked for."""

import re
from itertools import pairwise

# What people reach for when something long is asked of them.
WORDS = (
    *(
        "password",
        "passphrase",
        "passcode",
        "welcome",
        "letmein",
        "changeme",
        "secret",
        "login",
        "admin",
        "administrator",
    ),
    *("manage", "public", "social", "partnerships", "partnership", "psp", "council", "scotland", "scottish", "charity"),
    *("spring", "summer", "autumn", "winter"),
    *("january", "february", "march", "april", "june", "july", "august"),
    *("september", "october", "november", "december"),
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    *("iloveyou", "hello", "test", "user", "guest", "my", "the", "is", "and"),
)
ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
LOOKALIKES = str.maketrans("013457@$!", "oleastasi")
FEWEST_LETTERS = 4
FEWEST_SIGNS = 5
# A unit of at most eight signs, again and again, and a short end.
REPEATED = re.compile(r"(.{1,8}?)\1+.{0,4}", re.DOTALL)
_NEIGHBOURS = {pair for row in ROWS for one in (row, row[::-1]) for pair in pairwise(one)}
_COMMON = re.compile("|".join(sorted(WORDS, key=len, reverse=True)))


def is_guessable(password: str) -> bool:
    """Tell whether a password is little more than well-known words and years, a repetition, or a run of neighbours (ours)."""
    told = password.lower()
    return _repeats(told) or _runs(told) or _is_commonplace(told)


def _repeats(told: str) -> bool:
    return len(set(told)) < FEWEST_SIGNS or REPEATED.fullmatch(told) is not None


def _runs(told: str) -> bool:
    steps = list(pairwise(told))
    return sum(step in _NEIGHBOURS for step in steps) * 3 >= len(steps) * 2


def _is_commonplace(told: str) -> bool:
    """Whether fewer than four letters are left without the words, with digits read as the letters they look like too."""
    without_numbers = re.sub(r"\d{2,}", " ", told)
    return any(_letters_left(words) < FEWEST_LETTERS for words in (told, without_numbers.translate(LOOKALIKES)))


def _letters_left(words: str) -> int:
    joined = "".join(sign for sign in words if sign.isalpha())
    return len(_COMMON.sub("", joined))
