"""The mark of a restore that has begun and not ended: a table of its own, for the database may be at any version or none."""

from enum import StrEnum

from django.db import connection

TABLE = "unfinished_restore"


class Step(StrEnum):
    """What a restore that was killed was about to do."""

    NONE = ""
    PREPARE = "prepare"
    MIGRATE = "migrate"


def begun_of(backup: str) -> Step:
    """Return the step at which a restore of this backup stopped; NONE where none did. ``backup`` is its manifest's hash."""
    if not is_unfinished():
        return Step.NONE
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT step FROM {TABLE} WHERE backup = %s", [backup])  # noqa: S608  a name written here
        row = cursor.fetchone()
    return Step(row[0]) if row else Step.NONE


def is_unfinished() -> bool:
    """Tell whether the restore of any backup has begun and not ended. One query."""
    return TABLE in connection.introspection.table_names()


def note(backup: str, step: Step) -> None:
    """Note how far the restore of a backup is."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {TABLE} (backup varchar(64) NOT NULL, step varchar(10) NOT NULL)")
        cursor.execute(f"DELETE FROM {TABLE}")  # noqa: S608
        cursor.execute(f"INSERT INTO {TABLE} (backup, step) VALUES (%s, %s)", [backup, step.value])  # noqa: S608


def end() -> None:
    """Take the mark away: the restore has ended."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
