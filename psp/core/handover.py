"""The registry of work that passes to somebody else when an account is closed: each slice hands over what it knows of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Handover:
    """Whose account is closed, who takes over, who closes it and when. Without ``at`` it only looks ahead.

    ``left_open`` collects in words what nobody takes on, for whoever closes the account to see to; ``confidential`` does so
    for what the history does not say. Whoever fills it asks whether ``by`` may know. ``kept`` holds the ids of
    roles in partnerships that stay with the closed account. What a successor has to accept is offered, never given.
    """

    leaver: Any
    successor: Any = None
    by: Any = None
    at: datetime | None = None
    left_open: list[str] = field(default_factory=list)
    confidential: list[str] = field(default_factory=list)
    kept: frozenset[int] = frozenset()


Hand = Callable[[Handover], int]
_hands: list[tuple[Any, Hand]] = []


def hand(label: Any) -> Callable[[Hand], Hand]:
    """Register a function that hands over what its slice knows of and returns how many things a successor is needed for."""

    def decorate(function: Hand) -> Hand:
        _hands.append((label, function))
        return function

    return decorate


def hand_over(handover: Handover) -> dict[str, int]:
    """Hand everything over, or only look ahead; return the counts by label."""
    return {str(label): function(handover) for label, function in _hands}
