"""The words an organisation is found by: lower case, accents folded, numbers with and without their letters."""

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from psp.core.folding import WORD, fold, words_in

ALIKE = 0.8
# Words that tell no organisation from another.
COMMON = frozenset({"and", "at", "for", "in", "of", "on", "the", "to", "ltd", "limited", "company", "group", "trust"})
COMMON |= {"scotland", "scottish", "scio", "cic"}


def search_words(names: Iterable[str], numbers: Iterable[str]) -> set[str]:
    """Return what an organisation is found by.

    A number is found as it is written, by its digits alone, and by its digits without leading noughts.
    """
    words = {word for name in names for word in words_in(name)}
    for number in filter(None, numbers):
        digits = re.sub(r"\D", "", number)
        words |= {number.casefold(), digits, digits.lstrip("0")}
    return words - {""}


def telling_words(name: str) -> list[str]:
    """List the words of a name that tell it from others, the longest first; all of them where none does."""
    words = words_in(name)
    telling = [word for word in words if word not in COMMON and len(word) > 1]
    return sorted(telling or words, key=lambda word: (-len(word), word))


def phrase_of(text: str) -> str:
    """Fold a text to its words with single spaces around each, so that a phrase can be looked for in another."""
    return f" {' '.join(re.findall(WORD, fold(text)))} "


def phrases_named(phrases: Mapping[int, str], texts: Iterable[str]) -> list[int]:
    """List the keys of the phrases (``phrase_of``) that stand in one of the texts."""
    said = "|".join(phrase_of(text) for text in texts)
    return [key for key, phrase in phrases.items() if phrase.strip() and phrase in said]


def are_alike(one: str, other: str) -> bool:
    """Tell whether two names may mean the same organisation, by the words that tell them apart, in any order."""
    first, second = (" ".join(sorted(telling_words(name))) for name in (one, other))
    return bool(first and second) and SequenceMatcher(None, first, second, autojunk=False).ratio() >= ALIKE
