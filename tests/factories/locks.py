"""Another connection that holds SQLite's only lock while a request wants it."""

import sqlite3

import pytest
from django.db import connection

from psp.core import contention


@pytest.fixture
def locked(transactional_db, monkeypatch):
    """Take SQLite's only lock, and give it back in the pause before the second attempt, or never."""
    if connection.vendor != "sqlite":
        pytest.skip("Only on SQLite")
    other = sqlite3.connect(str(connection.settings_dict["NAME"]), uri=True, isolation_level=None)

    def take(*, for_good=False):
        connection.ensure_connection()
        connection.connection.execute("PRAGMA busy_timeout = 100")
        other.execute("BEGIN IMMEDIATE")
        if not for_good:
            monkeypatch.setattr(contention.time, "sleep", lambda _seconds: other.execute("ROLLBACK"))

    yield take
    other.close()
    connection.close()
