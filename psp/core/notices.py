"""The registry of events a person can be told of as they happen, beside what is due (``psp.core.due``).

A slice registers its events by name; the preferences page lists them, and a notice of an unknown event is refused.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class EventKind:
    """A kind of event a person can choose how to hear about."""

    code: str
    label: Any


_kinds: dict[str, EventKind] = {}


def event(code: str, label: Any) -> str:
    """Register a kind of event and return its code. Raises ValueError on a second one of the same code."""
    if code in _kinds:
        raise ValueError(f"Two kinds of events are called {code}")
    _kinds[code] = EventKind(code, label)
    return code


def kinds() -> list[EventKind]:
    """List the kinds in the order they were registered."""
    return list(_kinds.values())
