"""Tells one release of the product from another, on any host."""

import hashlib
import tomllib
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = (("psp", "*.py"), ("partnerships", "*.py"), ("procurement", "*.py"), ("evaluation", "*.py"), ("templates", "*"))


@lru_cache
def version() -> str:
    """Return the version of the product as people name it, from the one place that holds it: ``pyproject.toml``."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


@lru_cache
def release() -> str:
    """Return a hash of all code and templates: what another release kept in the cache may have another shape."""
    digest = hashlib.sha256()
    for file in sorted(file for folder, pattern in CODE for file in (ROOT / folder).rglob(pattern) if file.is_file()):
        digest.update(str(file.relative_to(ROOT)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
