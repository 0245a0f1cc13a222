"""A person confirms what they have read: an act that binds holds for that version of the record and for no other.

What the page shows beside the record itself, such as the papers of a tender, is held to by a mark over it.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from psp.core.problems import StaleVersion

MarkOf = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Read:
    """A record as a person had it before them; version 0 and mark "" for a form that does not say."""

    label: str
    pk: Any
    version: int
    mark: str
    mark_of: MarkOf | None


_read: ContextVar[Read | None] = ContextVar("read", default=None)


def mark_over(content: Any) -> str:
    """Return a mark over content that JSON can hold: another for other content."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()[:32]


@contextmanager
def as_read(record: Any, version: int, *, mark: str = "", mark_of: MarkOf | None = None) -> Iterator[None]:
    """Say within the block which version of a record the person had before them; 0 for a form that does not say.

    ``mark`` is the one the page carried, ``mark_of`` works it out again from the record. Raises StaleVersion where the record
    in hand is another one already.
    """
    if not (version or mark) or not hasattr(record, "version"):
        yield
        return
    token = _read.set(Read(record._meta.label, record.pk, version, mark, mark_of))
    try:
        hold_to_what_was_read(record)
        yield
    finally:
        _read.reset(token)


def hold_to_what_was_read(record: Any) -> None:
    """Raise StaleVersion where the person had read another version of this record. Asked under the record's lock."""
    read = _read.get()
    if read is None or (read.label, read.pk) != (record._meta.label, record.pk):
        return
    if read.version and read.version != record.version:
        raise StaleVersion(str(record))
    if read.mark and read.mark_of is not None and read.mark_of(record) != read.mark:
        raise StaleVersion(str(record))
