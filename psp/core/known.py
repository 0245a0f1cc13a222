"""What a record keeps in memory was true when it was read; whoever has waited for a lock since then asks again."""

from contextvars import ContextVar

_locks: ContextVar[int] = ContextVar("locks", default=0)


def note_lock() -> None:
    """Say that a lock was waited for: what was read before it may be past."""
    _locks.set(_locks.get() + 1)


def locks_taken() -> int:
    """Return how many locks this thread or task has waited for; what was kept at another number is read again."""
    return _locks.get()
