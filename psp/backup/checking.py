"""Reading a backup through before anything is written: is it whole, does it fit this database, storage and keys."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.core.files.storage import default_storage
from django.db import connection

from psp.backup.archive import CHUNK, NoBackup, Reader
from psp.backup.manifest import NAME, Manifest, read_manifest
from psp.backup.schema import models_at
from psp.backup.values import NotTaken, Row
from psp.core.keys import fingerprints

# More problems than these say no more than the first of them.
MOST_PROBLEMS = 20


def manifest_of(reader: Reader) -> Manifest:
    """Read the manifest of a backup. Raises NoBackup."""
    with reader.open(NAME) as file:
        return read_manifest(file.read())


def files_in(reader: Reader, manifest: Manifest) -> Iterator[dict[str, Any]]:
    """Give the list of stored files: name, size and hash of each."""
    for line in reader.lines(manifest.files.file):
        yield json.loads(line)


def missing_keys(manifest: Manifest) -> list[str]:
    """Name the settings that lack a key the backup was made with: what it sealed could not be opened."""
    configured = fingerprints()
    return [name for name, made_with in manifest.keys.items() if set(made_with) - set(configured.get(name, []))]


def problems_of(reader: Reader, manifest: Manifest) -> list[str]:
    """Read everything in a backup and list what is wrong with it, the first problems only; [] for a whole one.

    Looks at every hash, every row as this database would take it, and every file that the storage has already.
    """
    problems: list[str] = []
    for problem in _all_problems(reader, manifest):
        problems.append(problem)
        if len(problems) == MOST_PROBLEMS:
            break
    return problems


def _all_problems(reader: Reader, manifest: Manifest) -> Iterator[str]:
    try:
        yield from _problems_of_tables(reader, manifest)
        yield from _problems_of_files(reader, manifest)
    except (NoBackup, NotTaken) as problem:
        yield str(problem)


def _problems_of_tables(reader: Reader, manifest: Manifest) -> Iterator[str]:
    by_label = {model._meta.label_lower: model for model in models_at(manifest.migrations)}
    for table in manifest.tables:
        if reader.written(table.file).sha256 != table.sha256:
            yield f"{table.file} was changed after the backup was made."
            continue
        if table.model not in by_label:
            yield f"{table.model} is a table this version does not know."
            continue
        row = Row(by_label[table.model], columns=table.columns, strict=connection.vendor == "postgresql")
        count = 0
        for line in reader.lines(table.file):
            count += 1
            try:
                row.read(json.loads(line))
            except ValueError as problem:
                yield f"{table.model}, row {count}: {problem}"
        if count != table.rows:
            yield f"{table.model} has {count} rows, and the manifest says {table.rows}."


def _problems_of_files(reader: Reader, manifest: Manifest) -> Iterator[str]:
    if reader.written(manifest.files.file).sha256 != manifest.files.sha256:
        yield f"{manifest.files.file} was changed after the backup was made."
        return
    count = 0
    for entry in files_in(reader, manifest):
        count += 1
        if reader.written(f"files/{entry['name']}").sha256 != entry["sha256"]:
            yield f"The file {entry['name']} was changed after the backup was made."
        elif not is_free(entry):
            yield f"The storage holds another file called {entry['name']}. Give the restored service an empty storage."
    if count != manifest.files.count:
        yield f"The list names {count} files, and the manifest says {manifest.files.count}."


def is_free(entry: dict[str, Any]) -> bool:
    """Tell whether a file of the backup can have its name in the storage: nothing has it, or the very same file."""
    return not default_storage.exists(entry["name"]) or sha256_in_storage(entry["name"]) == entry["sha256"]


def sha256_in_storage(name: str) -> str:
    """Return the hash of a file in the storage."""
    digest = hashlib.sha256()
    with default_storage.open(name, "rb") as stored:
        for chunk in iter(lambda: stored.read(CHUNK), b""):
            digest.update(chunk)
    return digest.hexdigest()
