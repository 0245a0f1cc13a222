"""Two who write at once: telling by the database's error that it gave one transaction up in favour of the other.

PostgreSQL ends a deadlock (40P01) or a serialization failure (40001) by undoing one of the transactions; SQLite gives up
waiting for its lock. Nothing of it was written, so it can be carried out again.
"""

from typing import Any

from django.db import OperationalError

SQLSTATES = frozenset({"40P01", "40001"})
SQLITE_BUSY, SQLITE_LOCKED = 5, 6
# A moment, not the same for both, so that the other is done by then.
LONGEST_PAUSE = 0.25


def is_contention(error: BaseException) -> bool:
    """Say whether the database gave a transaction up in favour of another."""
    cause: Any = error.__cause__
    if not isinstance(error, OperationalError) or cause is None:
        return False
    if getattr(cause, "sqlstate", None) in SQLSTATES:
        return True
    code = getattr(cause, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in (SQLITE_BUSY, SQLITE_LOCKED)
