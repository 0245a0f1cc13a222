"""Folding a text for comparing, searching and sorting: accents, capitals and apostrophes make no difference.

Pure. ``psp.core.finding`` folds the same way inside the database.
"""

import re
import unicodedata

# Every sign that people and keyboards use for an apostrophe.
APOSTROPHES = "'’‘‛`´ʼʻʹʽ′＇ꞌ"
# Accents and points that letters are written with or without: of Latin, Greek, Cyrillic, Hebrew and Arabic script.
# Signs of other scripts, such as Gurmukhi, are letters of their own.
MARKS = "[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
WORD = r"[^\W_]+"
LONGEST_WORD = 40
MOST_TYPED = 8
_APOSTROPHES = str.maketrans("", "", APOSTROPHES)


def fold(text: str) -> str:
    """Fold a text for comparing: no accents, no capitals, no apostrophes."""
    plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES))
    # As PostgreSQL's lower() does; casefold would differ for scripts nobody here writes.
    return re.sub(MARKS, "", plain).lower().replace("ß", "ss").replace("ς", "σ")


def words_in(text: str) -> list[str]:
    """List the words of a text in their order, folded, each once."""
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in re.findall(WORD, fold(text))))


def typed_words(text: str) -> list[str]:
    """List the words somebody typed to search by, eight at most, the most telling first: numbers, then the longest."""
    words = words_in(text[:200])
    return sorted(words, key=lambda word: (not any(map(str.isdigit, word)), -len(word), word))[:MOST_TYPED]
