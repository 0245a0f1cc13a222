"""A form sent twice is carried out once: every form that makes something carries a token, and a token counts once.

The table behind it belongs to an app, which hands its store over when it starts.
"""

from typing import Protocol


class Store(Protocol):
    def claim(self, token: str) -> str | None:
        """Take the token inside the running transaction; None for the first taker, else the address of what the first one made."""

    def note(self, token: str, url: str) -> None:
        """Remember the address of what was made under the token."""


_store: Store | None = None


def keep_with(store: Store) -> None:
    """Set the store every form's token is kept with."""
    global _store  # noqa: PLW0603
    _store = store


def store() -> Store:
    """Return the store; raises RuntimeError when no app has handed one over."""
    if _store is None:
        raise RuntimeError("No app keeps the tokens of forms: call psp.core.once.keep_with() in its ready()")
    return _store
