"""The registry of what follows a transition, or an operation of one slice: what others bring up to date in the same breath.

A sequel runs inside the transaction of the transition, after its activity was recorded: either all of it happens or none.
"""

from collections.abc import Callable
from typing import Any

Sequel = Callable[..., None]
_sequels: dict[str, list[Sequel]] = {}


def after(*transitions: str) -> Callable[[Sequel], Sequel]:
    """Register a function ``(record, *, by, at)`` that follows each of the transitions."""

    def decorate(function: Sequel) -> Sequel:
        for name in transitions:
            _sequels.setdefault(name, []).append(function)
        return function

    return decorate


def follow(transition: str, record: Any, *, by: Any, at: Any) -> None:
    """Run what follows a transition of a record, in the order it was registered."""
    for function in _sequels.get(transition, []):
        function(record, by=by, at=at)
