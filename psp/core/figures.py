"""The registry of headline figures a spoke shows on a partnership's overview, such as the social return forecast."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure worth a glance: what it is, its value, a few words beside it, and where it comes from."""

    label: str
    value: str
    detail: str = ""
    url: str = ""


Source = Callable[[Any, Any], Iterable[Figure]]
_sources: list[Source] = []


def source(function: Source) -> Source:
    """Register a function ``(partnership, user) -> figures``; it shows only what the user may see."""
    _sources.append(function)
    return function


def of(partnership: Any, user: Any) -> list[Figure]:
    """List every source's figures for a partnership, as far as the user may see them."""
    return [figure for function in _sources for figure in function(partnership, user)]
