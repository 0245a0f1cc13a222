"""The registry of reference data: what a fresh database must hold, and a later start must not undo.

A loader adds the rows that are missing, found by their code, and leaves alone whatever an administrator has edited.
"""

from collections.abc import Callable

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
