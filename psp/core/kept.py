"""What is dear to work out is kept in the cache for a while, under a key that changes with what it was made from."""

import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache

Kept = TypeVar("Kept")
PACKAGES = ("psp", "partnerships", "procurement", "evaluation")


def kept(key: str, build: Callable[[], Kept], *, seconds: int) -> Kept:
    """Return what ``build`` made before under this key, for some seconds at most; another release makes its own."""
    key = f"{release()}:{key}"
    found: Kept | None = cache.get(key)
    if found is None:
        found = build()
        cache.set(key, found, timeout=seconds)
    return found


@lru_cache
def release() -> str:
    """Tell this code from that of another release, on any host: what that one kept may have another shape."""
    digest = hashlib.sha256()
    for file in sorted(file for package in PACKAGES for file in Path(settings.BASE_DIR, package).rglob("*.py")):
        digest.update(f"{file.relative_to(settings.BASE_DIR)} {file.stat().st_size}\n".encode())
    return digest.hexdigest()[:12]
