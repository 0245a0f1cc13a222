"""The registry of report kinds: a title, the permission it needs, a template and how its context is built."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ReportKind:
    """One kind of report.

    ``subject`` returns the queryset a person may report on; ``context`` builds the template's context for one subject and
    the person asking; ``partnership`` finds the partnership a subject belongs to.
    """

    code: str
    title: Any
    description: Any
    permission: str
    template: str
    subject: Callable[[Any], Any]
    context: Callable[[Any, Any], dict[str, Any]]
    partnership: Callable[[Any], Any]


_kinds: dict[str, ReportKind] = {}


def register(kind: ReportKind) -> ReportKind:
    """Add a report kind; raises ValueError on a second one of the same code."""
    if kind.code in _kinds:
        raise ValueError(f"Two report kinds are called {kind.code}")
    _kinds[kind.code] = kind
    return kind


def find(code: str) -> ReportKind:
    """Return the kind called ``code``; raises KeyError where there is none."""
    return _kinds[code]


def kinds() -> list[ReportKind]:
    """List the kinds in the order they were registered."""
    return list(_kinds.values())
