"""The container of a backup: a folder, or one tar file. Written beside its place and put there whole."""

import contextlib
import gzip
import hashlib
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from psp.private_files import FILE, FOLDER

CHUNK = 1 << 20
SUFFIX = ".tar"


class NoBackup(Exception):
    """What was given is no whole backup, or the place for a new one is taken; says which and what to do."""


@dataclass(frozen=True, slots=True)
class Written:
    """A member as it was written: its size in bytes and its SHA-256."""

    size: int
    sha256: str


class Counting:
    """Counts and hashes what goes through to a file, or to none."""

    def __init__(self, file: IO[bytes] | None) -> None:
        self.file, self.size, self.digest = file, 0, hashlib.sha256()

    def write(self, content: bytes) -> int:
        self.size += len(content)
        self.digest.update(content)
        return self.file.write(content) if self.file is not None else len(content)

    def flush(self) -> None:
        if self.file is not None:
            self.file.flush()

    def done(self) -> Written:
        return Written(self.size, self.digest.hexdigest())


class Writer(Protocol):
    """Takes the members of a backup one after the other."""

    def member(self, name: str) -> contextlib.AbstractContextManager[Counting]:
        """Open a member to write to."""


class FolderWriter:
    def __init__(self, place: Path) -> None:
        self.place = place

    @contextlib.contextmanager
    def member(self, name: str) -> Iterator[Counting]:
        path = self.place / name
        path.parent.mkdir(mode=FOLDER, parents=True, exist_ok=True)
        path.touch(mode=FILE)
        with path.open("wb") as file:
            yield Counting(file)


class TarWriter:
    def __init__(self, archive: tarfile.TarFile, folder: Path) -> None:
        self.archive, self.folder = archive, folder

    @contextlib.contextmanager
    def member(self, name: str) -> Iterator[Counting]:
        # A tar file says the size of a member before its content.
        with tempfile.TemporaryFile(dir=self.folder) as spool:
            counting = Counting(spool)
            yield counting
            spool.seek(0)
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = counting.size, FILE
            self.archive.addfile(entry, spool)


@contextlib.contextmanager
def writer(place: Path) -> Iterator[Writer]:
    """Write a backup to ``place``, a tar file where it ends in ``.tar`` and else a folder, readable by its owner alone.

    It appears under its name when it is whole. Raises NoBackup where something is there already.
    """
    if place.exists():
        raise NoBackup(f"{place} is there already: name another place, nothing is written over.")
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f"{place.name}.{os.getpid()}.part")
    try:
        if place.suffix == SUFFIX:
            draft.touch(mode=FILE)
            with tarfile.open(draft, "w") as archive:
                yield TarWriter(archive, place.parent)
        else:
            draft.mkdir(mode=FOLDER)
            yield FolderWriter(draft)
        draft.rename(place)
    finally:
        if draft.is_dir():
            shutil.rmtree(draft)
        else:
            draft.unlink(missing_ok=True)


class Reader:
    """Opens the members of a backup by name. Use it in a ``with``. Raises NoBackup where there is none."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.file: IO[bytes] | None = None
        self.archive: tarfile.TarFile | None = None
        self.entries: dict[str, tarfile.TarInfo] = {}

    def __enter__(self) -> "Reader":
        if self.place.is_dir():
            return self
        try:
            self.file = self.place.open("rb")
            self.archive = tarfile.open(fileobj=self.file, mode="r:")
            self.entries = {entry.name: entry for entry in self.archive if entry.isfile()}
        except (OSError, tarfile.TarError) as problem:
            self.__exit__()
            raise NoBackup(f"{self.place} is neither a folder nor a tar file that can be read.") from problem
        return self

    def __exit__(self, *problem: object) -> None:
        for opened in (self.archive, self.file):
            if opened is not None:
                opened.close()

    def open(self, name: str) -> IO[bytes]:
        """Open a member for bytes. Raises NoBackup where it is missing or its name leads elsewhere."""
        if name.startswith("/") or ".." in PurePosixPath(name).parts:
            raise NoBackup(f"The backup names a file outside itself: {name}")
        try:
            if self.archive is None:
                return (self.place / name).open("rb")
            member = self.archive.extractfile(self.entries[name])
        except (OSError, KeyError) as problem:
            raise NoBackup(f"The backup is not whole: {name} is missing.") from problem
        assert member is not None  # noqa: S101  only files are listed
        return member

    def lines(self, name: str) -> Iterator[bytes]:
        """Give the lines of a compressed member. Raises NoBackup where it cannot be read."""
        with self.open(name) as packed, gzip.open(packed) as lines:
            try:
                yield from lines
            except (OSError, EOFError, tarfile.TarError, zlib.error) as problem:
                raise NoBackup(f"The backup is damaged: {name} cannot be unpacked.") from problem

    def written(self, name: str) -> Written:
        """Read a member through and return its size and hash. Raises NoBackup."""
        counting = Counting(None)
        with self.open(name) as member:
            try:
                for chunk in iter(lambda: member.read(CHUNK), b""):
                    counting.write(chunk)
            except (OSError, tarfile.TarError) as problem:
                raise NoBackup(f"The backup is damaged: {name} cannot be read.") from problem
        return counting.done()


@contextlib.contextmanager
def packed(counting: Counting) -> Iterator[gzip.GzipFile]:
    """Open a member for lines to be compressed into. The same lines make the same bytes."""
    with gzip.GzipFile(filename="", mode="wb", fileobj=counting, mtime=0, compresslevel=6) as lines:
        yield lines
