"""The registry of headline figures a spoke shows of partnerships, on an overview or in a row of a list each."""

from collections.abc import Callable, Collection, Iterable, Mapping
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
BulkSource = Callable[[Collection[int], Any], Mapping[int, Figure]]
_sources: list[Source] = []
_bulk_sources: list[BulkSource] = []


def source(function: Source) -> Source:
    """Register a function ``(partnership, user) -> figures``; it shows only what the user may see."""
    _sources.append(function)
    return function


def of(partnership: Any, user: Any) -> list[Figure]:
    """List every source's figures for a partnership, as far as the user may see them."""
    return [figure for function in _sources for figure in function(partnership, user)]


def bulk_source(function: BulkSource) -> BulkSource:
    """Register a function ``(keys of partnerships, user) -> figure by key``; it takes as many queries for one as for all."""
    _bulk_sources.append(function)
    return function


def of_each(partnership_ids: Collection[int], user: Any) -> dict[int, list[Figure]]:
    """List every bulk source's figures for each of several partnerships, as far as the user may see them."""
    found = [function(partnership_ids, user) for function in _bulk_sources]
    return {pk: [figures[pk] for figures in found if pk in figures] for pk in partnership_ids}
