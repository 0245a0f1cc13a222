"""A person confirms what they have read: an act that binds holds for that version of the record and for no other."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from psp.core.problems import StaleVersion

_read: ContextVar[tuple[str, Any, int] | None] = ContextVar("read", default=None)


@contextmanager
def as_read(record: Any, version: int) -> Iterator[None]:
    """Say within the block which version of a record the person had before them; 0 for a form that does not say.

    Raises StaleVersion where the record in hand has another one already.
    """
    if not version or not hasattr(record, "version"):
        yield
        return
    token = _read.set((record._meta.label, record.pk, version))
    try:
        hold_to_what_was_read(record)
        yield
    finally:
        _read.reset(token)


def hold_to_what_was_read(record: Any) -> None:
    """Raise StaleVersion where the person had read another version of this record. Asked under the record's lock."""
    read = _read.get()
    if read is not None and read[:2] == (record._meta.label, record.pk) and read[2] != record.version:
        raise StaleVersion(str(record))
