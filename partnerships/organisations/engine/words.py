"""The words an organisation is found by: lower case, accents folded, numbers with and without their letters."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

LONGEST_WORD = 40
MOST_TYPED = 8
ALIKE = 0.8
# Words that tell no organisation from another.
COMMON = frozenset({"and", "at", "for", "in", "of", "on", "the", "to", "ltd", "limited", "company", "group", "trust"})
COMMON |= {"scotland", "scottish", "scio", "cic"}


def fold(text: str) -> str:
    """Fold a text for comparing: no accents, no capitals, no apostrophes."""
    plain = unicodedata.normalize("NFKD", text)
    without = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"['’`]", "", without).casefold()


def words_in(text: str) -> list[str]:
    """List the words of a text in their order, folded, each once."""
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in re.findall(r"[^\W_]+", fold(text))))


def search_words(names: Iterable[str], numbers: Iterable[str]) -> set[str]:
    """Return what an organisation is found by.

    A number is found as it is written, by its digits alone, and by its digits without leading noughts.
    """
    words = {word for name in names for word in words_in(name)}
    for number in filter(None, numbers):
        digits = re.sub(r"\D", "", number)
        words |= {number.casefold(), digits, digits.lstrip("0")}
    return words - {""}


def typed_words(text: str) -> list[str]:
    """List the words somebody typed to search by, eight at most, the most telling first: numbers, then the longest."""
    words = words_in(text[:200])
    return sorted(words, key=lambda word: (not any(map(str.isdigit, word)), -len(word), word))[:MOST_TYPED]


def telling_words(name: str) -> list[str]:
    """List the words of a name that tell it from others, the longest first; all of them where none does."""
    words = words_in(name)
    telling = [word for word in words if word not in COMMON and len(word) > 1]
    return sorted(telling or words, key=lambda word: (-len(word), word))


def are_alike(one: str, other: str) -> bool:
    """Tell whether two names may mean the same organisation, by the words that tell them apart, in any order."""
    first, second = (" ".join(sorted(telling_words(name))) for name in (one, other))
    return bool(first and second) and SequenceMatcher(None, first, second, autojunk=False).ratio() >= ALIKE
