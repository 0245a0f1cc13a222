"""The registry of stored files: which fields hold them, and by which hash each is known.

Verification reads every file against its hash; the nightly look through the storage learns here which files records refer to.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from psp.core import integrity
from psp.core.sealing import SealBroken, unseal_bytes

# A step opens this many files: they are read one after the other, and a step must end before its lease does.
FILES_A_STEP = 20
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class StoredFiles:
    """The files of one field of one model. ``sha256`` gives the hash of a row's file as it was filed, in the clear."""

    model: type[Model]
    field: str
    sha256: Callable[[Any], str]
    is_sealed: Callable[[Any], bool]
    related: tuple[str, ...]

    def rows(self) -> QuerySet:
        """Give the rows that have a file."""
        rows = self.model._base_manager.exclude(**{self.field: ""})
        return rows.select_related(*self.related) if self.related else rows

    def names(self) -> Iterator[str]:
        """Give the name of every file in the storage that a row refers to."""
        yield from self.rows().select_related(None).order_by().values_list(self.field, flat=True).iterator()


_kinds: list[StoredFiles] = []


def _by_field(row: Any) -> str:
    return str(row.sha256)


def _never(row: Any) -> bool:
    return False


def files_of(
    model: type[Model],
    field: str,
    *,
    sha256: Callable[[Any], str] = _by_field,
    is_sealed: Callable[[Any], bool] = _never,
    related: tuple[str, ...] = (),
) -> None:
    """Register a field that holds files. Raises ValueError on a second registration of it."""
    if any((kind.model, kind.field) == (model, field) for kind in _kinds):
        raise ValueError(f"{model.__name__}.{field} is registered twice")
    _kinds.append(StoredFiles(model, field, sha256, is_sealed, related))


def kinds() -> list[StoredFiles]:
    """List the fields that hold files, in the order of their names."""
    return sorted(_kinds, key=lambda kind: (kind.model._meta.label, kind.field))


def referred_to(names: list[str]) -> set[str]:
    """Return those of the names of files that a record refers to. One query for each kind of file."""
    return {
        name
        for kind in _kinds
        for name in kind.model._base_manager.filter(**{f"{kind.field}__in": names}).values_list(kind.field, flat=True)
    }


def take_back(name: str) -> None:
    """Delete a file that this process wrote a moment ago and that nothing will refer to. All others: ``delete_files``."""
    default_storage.delete(name)


@integrity.check(
    "files",
    label=gettext_lazy("Files"),
    advice=gettext_lazy("Put the file back from the last backup that verified. Its name is in the manifest."),
)
def files_step(position: str) -> integrity.Step:
    """Read some files and compare each with the hash it was filed with. Raises what a storage that is away raises."""
    found = kinds()
    return integrity.step_through(
        len(found),
        position,
        lambda number: found[number].rows(),
        lambda number, row: wrong_with(found[number], row),
        rows=FILES_A_STEP,
    )


def wrong_with(kind: StoredFiles, row: Any) -> str:
    """Say what is wrong with the file of a row, "" where it is the one that was filed."""
    try:
        expected = kind.sha256(row)
        with getattr(row, kind.field).open("rb") as stored:
            if kind.is_sealed(row):
                found = hashlib.sha256(unseal_bytes(stored.read())).hexdigest()
            else:
                digest = hashlib.sha256()
                for chunk in iter(lambda: stored.read(CHUNK), b""):
                    digest.update(chunk)
                found = digest.hexdigest()
    except FileNotFoundError:
        return _("The file is missing from the storage.")
    except SealBroken:
        return _("The file was changed, or was sealed with a key that is not configured.")
    return "" if found == expected else _("The file is not the one that was filed.")
