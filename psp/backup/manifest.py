"""The manifest of a backup: what it holds, by which hash, made by which version with which keys."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from psp.backup.archive import NoBackup

FORMAT = 1
NAME = "manifest.json"
SERVICE = "manage-public-social-partnerships"


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one model: where they are, in which columns, how many, and the last key its sequence gave."""

    model: str
    columns: list[str]
    rows: int
    last_key: int | None
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Files:
    """The stored files: a list of them by name, size and hash. ``missing`` names those the storage did not have."""

    file: str
    sha256: str
    count: int
    size: int
    missing: list[str]


@dataclass(frozen=True, slots=True)
class Manifest:
    """All a backup says of itself. ``keys`` are fingerprints by setting; ``migrations`` those the database had had."""

    version: str
    release: str
    made_at: datetime
    database: str
    migrations: list[tuple[str, str]]
    tables: list[Table]
    files: Files
    keys: dict[str, list[str]]
    format: int = FORMAT
    service: str = SERVICE
    newest_at: datetime | None = field(default=None)

    def as_json(self) -> bytes:
        """Return the manifest as the bytes of its file."""
        content = asdict(self)
        for name in ("made_at", "newest_at"):
            content[name] = content[name] and content[name].isoformat()
        return json.dumps(content, indent=1, ensure_ascii=False).encode()


def read_manifest(content: bytes) -> Manifest:
    """Read a manifest. Raises NoBackup where it is none of this service's, or of a newer format."""
    try:
        found: dict[str, Any] = json.loads(content)
        if found["service"] != SERVICE:
            raise NoBackup("This is not a backup of this service.")
        if found["format"] > FORMAT:
            raise NoBackup(f"This backup was made by version {found['version']}: restore it with that version.")
        newest = found.get("newest_at")
        return Manifest(
            version=found["version"],
            release=found["release"],
            made_at=datetime.fromisoformat(found["made_at"]),
            newest_at=datetime.fromisoformat(newest) if newest else None,
            database=found["database"],
            migrations=[(app, name) for app, name in found["migrations"]],
            tables=[Table(**table) for table in found["tables"]],
            files=Files(**found["files"]),
            keys=found["keys"],
            format=found["format"],
        )
    except (ValueError, KeyError, TypeError) as problem:
        raise NoBackup("The manifest of this backup cannot be read.") from problem
