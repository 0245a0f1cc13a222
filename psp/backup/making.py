"""Making a backup: all rows as one moment saw them, every file they refer to, and a manifest of both."""

import contextlib
import json
from collections.abc import Iterator, Set
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import connection, models, transaction

from psp.backup import archive
from psp.backup.archive import NoBackup, Writer
from psp.backup.manifest import NAME, Files, Manifest, Table
from psp.backup.schema import LEFT_OUT, applied_migrations, file_fields_of, last_key_of, models_at
from psp.backup.values import Row
from psp.core.keys import fingerprints
from psp.core.release import release, version

ROWS_AT_ONCE = 1000
HISTORY = "partnerships.activity"


@contextlib.contextmanager
def one_moment() -> Iterator[None]:
    """Read everything as it was at one moment, without holding up those who write."""
    # A database of PostgreSQL sees one moment by this level; SQLite does in any transaction that does not claim to write.
    mode: Any = getattr(connection, "transaction_mode", None)
    if connection.vendor == "sqlite":
        connection.transaction_mode = None  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        if connection.vendor == "sqlite":
            connection.transaction_mode = mode  # type: ignore[attr-defined]


def make_backup(place: Path, *, at: datetime, left_out: Set[str] = LEFT_OUT) -> Manifest:
    """Write a backup to a folder or a ``.tar`` file and return its manifest.

    1. writes every table as one moment saw it; 2. copies every file its rows refer to, noting those the storage lacks;
    3. writes the manifest; 4. puts the whole under its name. Rows are streamed. ``left_out`` are labels of tables. Raises NoBackup where the place is taken
    or the database is of a newer version.
    """
    migrations = applied_migrations()
    if not migrations:
        raise NoBackup("This database is empty: there is nothing to back up.")
    found = models_at(migrations)
    with archive.writer(place) as writer:
        names: set[str] = set()
        with one_moment():
            tables = [_write_table(writer, model, names) for model in found if model._meta.label_lower not in left_out]
            newest = _newest(found)
        files = _write_files(writer, sorted(names))
        manifest = Manifest(
            version=version(),
            release=release(),
            made_at=at,
            newest_at=newest,
            database=connection.vendor,
            migrations=migrations,
            tables=tables,
            files=files,
            keys=fingerprints(),
        )
        with writer.member(NAME) as member:
            member.write(manifest.as_json())
    return manifest


def _write_table(writer: Writer, model: type[models.Model], names: set[str]) -> Table:
    """Write the rows of a model in the order of their keys, and collect the names of the files they refer to."""
    row, file_name, count = Row(model), f"data/{model._meta.label_lower}.jsonl.gz", 0
    holds_file = [row.columns.index(name) for name in file_fields_of(model)]
    found = model._base_manager.order_by("pk").values_list(*row.columns)
    with writer.member(file_name) as member:
        with archive.packed(member) as lines:
            for values in found.iterator(chunk_size=ROWS_AT_ONCE):
                lines.write(json.dumps(row.written(values), ensure_ascii=False, separators=(",", ":")).encode())
                lines.write(b"\n")
                names.update(str(values[place]) for place in holds_file if values[place])
                count += 1
        written = member.done()
    return Table(model._meta.label_lower, row.columns, count, last_key_of(model), file_name, written.sha256)


def _newest(found: list[type[models.Model]]) -> datetime | None:
    """Return when the newest entry of history was made."""
    history = next((model for model in found if model._meta.label_lower == HISTORY), None)
    return history._base_manager.aggregate(newest=models.Max("at"))["newest"] if history else None


def _write_files(writer: Writer, names: list[str]) -> Files:
    """Copy the files, and write the list of them."""
    missing: list[str] = []
    count = size = 0
    list_name = "files.jsonl.gz"
    entries: list[bytes] = []
    for name in names:
        try:
            with default_storage.open(name, "rb") as stored, writer.member(f"files/{name}") as copy:
                for chunk in iter(lambda stored=stored: stored.read(archive.CHUNK), b""):  # type: ignore[misc]
                    copy.write(chunk)
                written = copy.done()
        except FileNotFoundError:
            missing.append(name)
            continue
        entry = {"name": name, "size": written.size, "sha256": written.sha256}
        entries.append(json.dumps(entry, ensure_ascii=False).encode() + b"\n")
        count, size = count + 1, size + written.size
    with writer.member(list_name) as member:
        with archive.packed(member) as lines:
            lines.writelines(entries)
        written_list = member.done()
    return Files(list_name, written_list.sha256, count, size, missing)
