"""The registry of days a partnership cannot move by planning, such as the end of a grant, contributed by who knows them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

FUNDING = "funding"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day that stands: what kind it is, its words ("Money ends"), the day, and where it comes from."""

    kind: str
    label: str
    on: date
    url: str = ""


Source = Callable[[Any], Iterable[Deadline]]
_sources: list[Source] = []


def source(function: Source) -> Source:
    """Register a function ``partnership -> deadlines``."""
    _sources.append(function)
    return function


def of(partnership: Any) -> list[Deadline]:
    """List every source's deadlines of a partnership, earliest first."""
    found = [deadline for function in _sources for deadline in function(partnership)]
    return sorted(found, key=lambda deadline: (deadline.on, deadline.label))
