"""The registry of reference data: what a fresh database must hold, and a later start must not undo.

A loader adds the rows that are missing, found by their code, and leaves alone whatever an administrator has edited.
"""

from collections.abc import Callable
from typing import Any

from django.utils.text import slugify

Loader = Callable[[], int]
_loaders: dict[str, Loader] = {}


def loader(name: str) -> Callable[[Loader], Loader]:
    """Register a function that adds missing reference rows and returns how many it added."""

    def decorate(function: Loader) -> Loader:
        _loaders[name] = function
        return function

    return decorate


def load_all() -> dict[str, int]:
    """Run every loader; return the number of rows each added, by name."""
    return {name: function() for name, function in _loaders.items()}


def sources() -> set[str]:
    """Return the paths of the files that hold the loaders: what they load may change with them."""
    return {function.__code__.co_filename for function in _loaders.values()}


def free_code(model: Any, *words: Any) -> str:
    """Make a code out of what a row is called that no other row of its kind has."""
    size = model._meta.get_field("code").max_length - 4
    stem = slugify(" ".join(str(word) for word in words if word))[:size].strip("-") or model._meta.model_name
    taken = set(model._default_manager.filter(code__startswith=stem).values_list("code", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(code for code in (stem, *numbered) if code not in taken)
