"""The registry of people a partnership lacks: each slice says who is missing, which gates will need them, and the way on.

A gate says what is missing before it; this says it earlier, while there is time to find somebody.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Missing:
    """Somebody who is missing: a sentence, what will need them, and what the reader can do about it.

    ``url`` with ``action`` for who can mend it; ``advice`` in words for who cannot. ``position`` orders the list.
    """

    sentence: str
    needed_for: str
    url: str = ""
    action: str = ""
    advice: str = ""
    position: int = 50


Source = Callable[[Any, Any], Iterable[Missing]]
_sources: list[Source] = []


def source(function: Source) -> Source:
    """Register a function ``(partnership, user) -> people who are missing``, with the links this user may follow."""
    _sources.append(function)
    return function


def people_missing(partnership: Any, user: Any) -> list[Missing]:
    """List who is missing in a partnership, the most basic first."""
    found = [missing for function in _sources for missing in function(partnership, user)]
    return sorted(found, key=lambda missing: (missing.position, missing.sentence))
