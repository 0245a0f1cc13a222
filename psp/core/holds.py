"""The registry of what spokes make of the hub's documents: why one may not change any more, and from whom one is kept."""

from collections.abc import Callable
from typing import Any

Words = Callable[[Any], str]
Kept = Callable[[Any], Any]
_holds: list[Words] = []
_kept: list[Kept] = []


def hold(function: Words) -> Words:
    """Register a function ``(document) -> why it does not change``, "" where nothing of its own holds the document."""
    _holds.append(function)
    return function


def keep_back(function: Kept) -> Kept:
    """Register a function ``(user) -> condition`` on documents the user may not read while they are restricted."""
    _kept.append(function)
    return function


def hold_of(document: Any) -> str:
    """Say why a document may not change; "" where it may. A query for each that holds documents."""
    return next((words for function in _holds if (words := function(document))), "")


def kept_from(user: Any) -> list[Any]:
    """List the conditions on restricted documents that are kept from a user, whatever role they have."""
    return [function(user) for function in _kept]
