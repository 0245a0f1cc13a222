"""The registry of events a person can be told of as they happen, beside what is due (``psp.core.due``).

A slice registers its events by name; the preferences page lists them, and a notice of an unknown event is refused.
It registers its sights too: to whom a notice about its records is still shown and sent, long after it was written.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, NamedTuple


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


class Sight(NamedTuple):
    """What a person has to be allowed to open for a notice to be shown and sent to them: a registered code and a record's id."""

    code: str
    subject_id: int | None = None


# Whoever sees the partnership sees it; without a partnership the person it was written for.
EVERYONE = Sight("")

SightRule = Callable[[Any, Any], Any]
_sights: dict[str, SightRule] = {}


def sights(*codes: str) -> Callable[[SightRule], SightRule]:
    """Register a function ``(user, notices) -> condition`` on the notices with one of the codes that the user may still read.

    ``notices`` are a query set of the user's own. The condition names the code and, by ``subject_id``, the record. Raises
    ValueError on a second function for a code.
    """

    def decorate(rule: SightRule) -> SightRule:
        for code in codes:
            if code in _sights:
                raise ValueError(f"Two sights are called {code}")
            _sights[code] = rule
        return rule

    return decorate


def is_sight(code: str) -> bool:
    """Whether a code is registered; the empty one always is."""
    return not code or code in _sights


def sight_rules(codes: Collection[str] | None = None) -> list[SightRule]:
    """List the registered functions, each once: all of them, or those of these codes."""
    return list(dict.fromkeys(rule for code, rule in _sights.items() if codes is None or code in codes))
