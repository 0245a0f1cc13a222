"""The registry of what spokes make of the hub's documents and history: why one may not change, from whom one is kept."""

from collections.abc import Callable, Iterable
from typing import Any

Words = Callable[[Any], str]
Kept = Callable[[Any], Any]
Opened = Callable[[], Any]
KeptRoles = Callable[[Any, str], Any]
KeptMessages = Callable[[Any], Iterable[int]]
_holds: list[Words] = []
_kept: list[Kept] = []
_opened: list[Opened] = []
_kept_entries: list[Kept] = []
_kept_roles: list[KeptRoles] = []
_kept_messages: list[KeptMessages] = []


def hold(function: Words) -> Words:
    """Register a function ``(document) -> why it does not change``, "" where nothing of its own holds the document."""
    _holds.append(function)
    return function


def keep_back(function: Kept) -> Kept:
    """Register a function ``(user) -> condition`` on documents the user may not read."""
    _kept.append(function)
    return function


def open_to_all(function: Opened) -> Opened:
    """Register a function ``() -> condition`` on restricted documents that everyone in their partnership reads by now."""
    _opened.append(function)
    return function


def keep_back_entries(function: Kept) -> Kept:
    """Register a function ``(user) -> condition`` on entries of the history the user may not read, administrators included."""
    _kept_entries.append(function)
    return function


def entries_kept_from(user: Any) -> list[Any]:
    """List the conditions on entries of the history that are kept from a user, whatever role they have."""
    return [function(user) for function in _kept_entries]


def keep_back_roles(function: KeptRoles) -> KeptRoles:
    """Register a function ``(user, field) -> condition`` on roles in partnerships of which the user may not learn whose they are.

    The condition is on anything with a ``partnership`` and a role in it, held or only offered: ``field`` holds the role.
    """
    _kept_roles.append(function)
    return function


def roles_kept_from(user: Any, field: str = "role") -> list[Any]:
    """List the conditions on other people's roles, in ``field``, that are kept from a user, whatever role they have."""
    return [function(user, field) for function in _kept_roles]


def keep_back_messages(function: KeptMessages) -> KeptMessages:
    """Register a function ``(user) -> ids of partnerships`` of which the user may not read what other people are told."""
    _kept_messages.append(function)
    return function


def messages_kept_from(user: Any) -> set[int]:
    """Return the ids of the partnerships of which a user, whatever role they have, may not read what others are told."""
    return {pk for function in _kept_messages for pk in function(user)}


def hold_of(document: Any) -> str:
    """Say why a document may not change; "" where it may. A query for each that holds documents."""
    return next((words for function in _holds if (words := function(document))), "")


def kept_from(user: Any) -> list[Any]:
    """List the conditions on documents that are kept from a user, whatever role they have."""
    return [function(user) for function in _kept]


def opened_to_all() -> list[Any]:
    """List the conditions on restricted documents that are open to everyone in their partnership by now."""
    return [function() for function in _opened]
