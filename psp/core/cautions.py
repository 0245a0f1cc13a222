"""The registry of what somebody should know before they accept an invitation: each slice says what it would close or change.

Whoever accepts has read it, so what follows rests on their own act.
"""

from collections.abc import Callable
from typing import Any

Caution = Callable[[Any, Any], list[str]]
_cautions: list[Caution] = []


def caution(function: Caution) -> Caution:
    """Register a function ``(person, invitation) -> sentences`` for a person who is about to answer."""
    _cautions.append(function)
    return function


def cautions_for(person: Any, invitation: Any) -> list[str]:
    """List every caution for a person about an invitation, in the order of registration."""
    return [words for function in _cautions for words in function(person, invitation)]
