"""The registry of what spokes say beside a partnership's plan, such as days of a tender that differ from it."""

from collections.abc import Callable, Iterable
from typing import Any

Source = Callable[[Any, Any], Iterable[str]]
_sources: list[Source] = []


def source(function: Source) -> Source:
    """Register a function ``(partnership, user) -> sentences``; it says only what the user may read."""
    _sources.append(function)
    return function


def of(partnership: Any, user: Any) -> list[str]:
    """List every source's sentences about a partnership's plan."""
    return [sentence for function in _sources for sentence in function(partnership, user)]
