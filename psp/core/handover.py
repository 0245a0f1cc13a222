"""The registry of work that passes to somebody else when an account is closed: each slice hands over what it knows of."""

from collections.abc import Callable
from typing import Any

Hand = Callable[[Any, Any], int]
_hands: list[tuple[Any, Hand]] = []


def hand(label: Any) -> Callable[[Hand], Hand]:
    """Register a function ``(leaver, successor) -> number of things handed over``; successor None only counts them."""

    def decorate(function: Hand) -> Hand:
        _hands.append((label, function))
        return function

    return decorate


def hand_over(leaver: Any, successor: Any) -> dict[str, int]:
    """Hand everything of ``leaver`` to ``successor``, or only count it where that is None; return counts by label."""
    return {str(label): function(leaver, successor) for label, function in _hands}
