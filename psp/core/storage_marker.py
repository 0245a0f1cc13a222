"""The mark in the file storage that pairs it with its database, and the list of all that lies there.

The mark holds the storage's id and its last turn, both random. The database holds the same. A copy of the database that
shares the storage, or an older dump of it, has another turn: then nobody can say which files nothing refers to.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

MARKER = "storage-marker.json"
NOTE = "This file pairs the storage with the service's database. Leave it where it is."


@dataclass(frozen=True, slots=True)
class Mark:
    """What the marker says: whose storage it is, and the turn its database took last."""

    storage_id: str
    turn: str


def read_mark() -> Mark | None:
    """Read the mark; None where there is none. A file that cannot be read as a mark is one of nobody's."""
    try:
        with default_storage.open(MARKER) as file:
            content = json.loads(file.read())
    except FileNotFoundError:
        return None
    except ValueError:
        return Mark("", "")
    if not isinstance(content, dict):
        return Mark("", "")
    return Mark(str(content.get("storage_id", "")), str(content.get("turn", "")))


def write_mark(mark: Mark) -> None:
    """Put a mark in the place of the one that is there."""
    content = json.dumps({"storage_id": mark.storage_id, "turn": mark.turn, "note": NOTE}, indent=1).encode()
    if default_storage.exists(MARKER):
        with default_storage.open(MARKER, "wb") as file:
            file.write(content)
        return
    default_storage.save(MARKER, ContentFile(content))


def all_files(folder: str = "") -> Iterator[str]:
    """Give the name of every file in the storage but the mark, folder by folder. As many calls as there are folders."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        path = f"{folder}/{name}" if folder else name
        if path != MARKER:
            yield path
    for name in sorted(folders):
        if name:
            yield from all_files(f"{folder}/{name}" if folder else name)
