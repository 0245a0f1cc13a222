"""Restoring a backup: everything is checked before anything is written, and the rows are written all or not at all."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.executor import MigrationExecutor

from partnerships.models import StoragePairing
from partnerships.storage.queries import Pairing, pairing_of
from psp.backup import unfinished
from psp.backup.archive import NoBackup, Reader
from psp.backup.checking import files_in, manifest_of, missing_keys, problems_of
from psp.backup.manifest import NAME, Manifest
from psp.backup.schema import (
    applied_migrations,
    known_migrations,
    models_at,
    set_last_key,
    targets_of,
)
from psp.backup.unfinished import Step
from psp.backup.values import Row
from psp.core.storage_marker import read_mark
from psp.core.stored_files import take_back

ROWS_AT_ONCE = 1000
# Whoever has these has begun to use the service; reference data alone is as good as empty.
IN_USE = ("partnerships_user", "partnerships_organisation", "partnerships_partnership")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What whoever restores has asked for beyond the plain case: each is refused unless it is said."""

    replace: bool = False
    lose_newer: bool = False
    without_keys: bool = False
    take_storage: bool = False


class Refused(Exception):
    """The restore was refused before anything was written; each sentence says why and what to do."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and how many migrations were applied afterwards."""

    manifest: Manifest
    migrated: int


def id_of(reader: Reader) -> str:
    """Return what tells this backup from any other: the hash of its manifest."""
    with reader.open(NAME) as file:
        return hashlib.sha256(file.read()).hexdigest()


def check(place: Path, wishes: Wishes) -> Manifest:
    """Check a backup and where it would go, and return its manifest; writes nothing. Raises Refused, NoBackup."""
    with Reader(place) as reader:
        return _checked(reader, wishes)


def restore(place: Path, wishes: Wishes, *, at: datetime) -> Restored:
    """Restore a backup into this database and storage.

    1. checks everything; 2. prepares an empty database at the backup's version; 3. puts the files into the storage;
    4. writes all rows and sets the sequences, in one transaction; 5. brings the database to this version; 6. empties the
    cache. Where 4 fails the files that 3 wrote are taken away again. Killed anywhere, the same call goes on where it stopped,
    until ``unfinished.end``. Raises Refused, NoBackup.
    """
    with Reader(place) as reader:
        manifest = _checked(reader, wishes)
        if unfinished.begun_of(id_of(reader)) is not Step.MIGRATE:
            _fill(reader, manifest)
    migrated = len(set(known_migrations()) - set(manifest.migrations))
    if migrated:
        call_command("migrate", interactive=False, verbosity=0, without_keys=wishes.without_keys)
    cache.clear()
    return Restored(manifest, migrated)


def _fill(reader: Reader, manifest: Manifest) -> None:
    backup = id_of(reader)
    if set(applied_migrations()) < set(manifest.migrations):
        unfinished.note(backup, Step.PREPARE)
        _prepare(manifest.migrations)
        unfinished.end()
    written = _write_files(reader, manifest)
    try:
        with transaction.atomic():
            _write_rows(reader, manifest)
            unfinished.note(backup, Step.MIGRATE)
    except BaseException as problem:
        for name in written:
            take_back(name)
        if isinstance(problem, DatabaseError):
            raise Refused(f"The database did not take the backup, and nothing was written: {problem}") from problem
        raise


def _checked(reader: Reader, wishes: Wishes) -> Manifest:
    manifest = manifest_of(reader)
    models_at(manifest.migrations)
    if reasons := list(_reasons_against(manifest, wishes, unfinished.begun_of(id_of(reader)))):
        raise Refused(*reasons)
    if problems := problems_of(reader, manifest):
        raise Refused(*problems)
    return manifest


def _reasons_against(manifest: Manifest, wishes: Wishes, begun: Step) -> Iterator[str]:
    """Say why this backup does not go into this database and storage as they stand; ``begun`` is an earlier try's step."""
    had = applied_migrations()
    is_partly_prepared = begun is Step.PREPARE and set(had) < set(manifest.migrations)
    if begun is Step.MIGRATE or is_partly_prepared:
        pass  # What is there was written by the earlier try.
    elif had and had != manifest.migrations:
        yield (
            f"This database is prepared for another version than {manifest.version}, which made the backup. "
            "Give a new, empty database: the restore prepares it."
        )
    elif had and _is_in_use():
        if not wishes.replace:
            yield "This database is in use. Give an empty one, or add --replace to put the backup in its place."
        elif newer := _newer_than(manifest):
            count, last = newer
            if not wishes.lose_newer:
                yield (
                    f"This database is newer than the backup: it has {count} entries of history from after it, the last of "
                    f"{last:%d %B %Y %H:%M}. Back it up first, and add --lose-newer to lose them."
                )
    if begun is not Step.MIGRATE and not wishes.take_storage and _is_anothers_storage():
        yield (
            "The file storage belongs to another database, or to another copy of this one. Give the restored service a "
            "storage of its own. If the other service is gone for good, add --take-storage."
        )
    if (lacking := missing_keys(manifest)) and not wishes.without_keys:
        yield (
            f"The backup was made with another key in {', '.join(lacking)}: sealed bids and plans could not be opened. "
            "Configure that key too, or add --without-keys to restore what is not sealed."
        )


def _is_in_use() -> bool:
    with connection.cursor() as cursor:
        for table in IN_USE:
            cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608  a name written here
            if cursor.fetchone():
                return True
    return False


def _is_anothers_storage() -> bool:
    """Tell whether the mark in the storage is another database's, or another turn of this one's."""
    if StoragePairing._meta.db_table in connection.introspection.table_names():
        return pairing_of() in {Pairing.OTHER, Pairing.OTHER_TURN}
    return read_mark() is not None


def _newer_than(manifest: Manifest) -> tuple[int, datetime] | None:
    """Count the history made after the backup, and say when the last of it was; None for none."""
    history = next(m for m in models_at(manifest.migrations) if m._meta.label_lower == "partnerships.activity")
    rows = history._base_manager.filter(at__gt=manifest.made_at)
    last = rows.aggregate(last=models.Max("at"))["last"]
    return (rows.count(), last) if last else None


def _prepare(migrations: list[tuple[str, str]]) -> None:
    """Make the tables of an empty database as they were where the backup was made."""
    MigrationExecutor(connection).migrate(targets_of(migrations))
    left = set(migrations) - set(applied_migrations())
    if left:
        raise NoBackup(f"The database could not be brought to the version of the backup: {min(left)} is not reached.")


def _write_files(reader: Reader, manifest: Manifest) -> list[str]:
    """Put the files into the storage under their own names; return the names of those that were not there."""
    written: list[str] = []
    try:
        for entry in files_in(reader, manifest):
            name = entry["name"]
            # One that is there is the very same: that was checked.
            if default_storage.exists(name):
                continue
            with reader.open(f"files/{name}") as member:
                kept = default_storage.save(name, File(member))
            written.append(kept)
            if kept != name:
                raise Refused(f"The storage did not keep the name {name}. Nothing was restored.")
    except BaseException:
        for name in written:
            take_back(name)
        raise
    return written


def _write_rows(reader: Reader, manifest: Manifest) -> None:
    """Empty every table and write the rows of the backup. Foreign keys are checked at the end.

    The pairing stays as it is, so that a restore that is killed finds its storage again.
    """
    found = {model._meta.label_lower: model for model in models_at(manifest.migrations)}
    with connection.cursor() as cursor:
        for model in found.values():
            if model._meta.label_lower == StoragePairing._meta.label_lower:
                continue
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
    for table in manifest.tables:
        model = found[table.model]
        _write_table(model, Row(model, columns=table.columns), reader.lines(table.file))
        if table.last_key is not None:
            set_last_key(model, table.last_key)
    for label in found.keys() - {table.model for table in manifest.tables}:
        if isinstance(found[label]._meta.pk, models.AutoField):
            set_last_key(found[label], 0)
    connection.check_constraints()


def _write_table(model: type[models.Model], row: Row, lines: Iterable[bytes]) -> None:
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(str(field.column)) for field in row.fields)
    places = ", ".join(["%s"] * len(row.fields))
    statement = f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608
    waiting = iter(lines)
    with connection.cursor() as cursor:
        while batch := [row.read(json.loads(line)) for line in islice(waiting, ROWS_AT_ONCE)]:
            cursor.executemany(statement, [_prepared(row, values) for values in batch])


def _prepared(row: Row, values: list[Any]) -> list[Any]:
    """Turn values into what the driver takes. Nothing is filled in: no default, no "last changed"."""
    return [
        connection.ops.adapt_json_value(None, None)
        if value is None and not field.null
        else field.get_db_prep_save(value, connection)
        for field, value in zip(row.fields, values, strict=True)
    ]
