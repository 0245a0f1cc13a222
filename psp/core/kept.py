"""What is dear to work out is kept in the cache for a while, under a key that changes with what it was made from.

Templates keep what is dear to draw in the same way, by Django's ``{% cache %}``. The keys of both differ from release to
release (``CACHES`` in the settings), and nobody decides by what is kept: operations ask anew.
"""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

Kept = TypeVar("Kept")


def kept(key: str, build: Callable[[], Kept], *, seconds: int) -> Kept:
    """Return what ``build`` made before under this key, for some seconds at most."""
    found: Kept | None = cache.get(key)
    if found is None:
        found = build()
        cache.set(key, found, timeout=seconds)
    return found
