"""How the file storage and this database stand to each other."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import structlog
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from partnerships.storage.models import QuarantinedFile, StorageLook, StoragePairing
from psp.core import health
from psp.core.dates import london_date
from psp.core.storage_marker import Mark, read_mark

log = structlog.stdlib.get_logger(__name__)


class Pairing(StrEnum):
    """How a storage and a database belong together."""

    PAIRED = "paired"
    NEW = "new"
    NO_MARK = "no_mark"
    OTHER = "other"
    OTHER_TURN = "other_turn"
    AWAY = "away"

    @property
    def words(self) -> str:
        """Say in one sentence what it means and what to do."""
        return {
            "paired": _("The file storage belongs to this database."),
            "new": _("The file storage and this database are new and will be paired tonight."),
            "no_mark": _(
                "The file storage has no marker. Its files may be missing: check that the right storage is set, "
                "restore its files, then pair it again."
            ),
            "other": _(
                "The file storage belongs to another database. Check S3_BUCKET or VAR_DIR, or pair it again if the "
                "other database is gone."
            ),
            "other_turn": _(
                "Another copy of this database uses the same file storage, or this database was restored from an older "
                "backup. Give each copy a storage of its own, then pair it again."
            ),
            "away": _("The file storage does not answer. Check that it runs and that its settings are right."),
        }[self.value]


def pairing_of() -> Pairing:
    """Compare the mark in the storage with what the database holds. One query and one file; raises what the storage raises."""
    return _compared(read_mark())


def _compared(mark: Mark | None) -> Pairing:
    own = StoragePairing.objects.first()
    if own is None:
        return Pairing.NEW if mark is None else Pairing.OTHER
    if mark is None:
        return Pairing.NO_MARK
    if mark.storage_id != own.storage_id:
        return Pairing.OTHER
    return Pairing.PAIRED if mark.turn in {own.turn, own.next_turn} else Pairing.OTHER_TURN


def pairing_or_away() -> Pairing:
    """Compare as ``pairing_of``, for pages: a storage that cannot be read is "away"."""
    try:
        return pairing_of()
    except Exception as problem:  # every storage has its own errors
        log.warning("storage_away", problem=type(problem).__name__)
        return Pairing.AWAY


# Whoever watches the service waits no longer than this for a storage that hangs.
PATIENCE_SECONDS = 3
_reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="storage-mark")
_reading: Future[Mark | None] | None = None


def _pairing_soon() -> Pairing:
    """Compare as ``pairing_or_away``, within seconds: a storage that is still being waited for is "away"."""
    global _reading  # noqa: PLW0603
    if _reading is not None and not _reading.done():
        return Pairing.AWAY
    _reading = _reader.submit(read_mark)
    try:
        mark = _reading.result(timeout=PATIENCE_SECONDS)
    except Exception as problem:  # every storage has its own errors
        log.warning("storage_away", problem=type(problem).__name__)
        return Pairing.AWAY
    return _compared(mark)


@dataclass(frozen=True, slots=True)
class Quarantine:
    """How many files wait in quarantine, how large they are together in bytes, and how many may be deleted."""

    waiting: int
    size: int
    due: int


def quarantine_at(at: datetime) -> Quarantine:
    """Count the files in quarantine. Two queries."""
    counted = QuarantinedFile.objects.waiting().aggregate(n=Count("pk"), size=Sum("size"))
    return Quarantine(counted["n"], counted["size"] or 0, QuarantinedFile.objects.due(london_date(at)).count())


def last_look() -> StorageLook | None:
    """Return the latest look through the storage, None before the first."""
    return StorageLook.objects.first()


@health.check("storage")
def storage_health(at: datetime) -> health.Finding:
    """Say whether storage and database belong together, and whether the last look through it stopped."""
    look, pairing = last_look(), _pairing_soon()
    if pairing not in {Pairing.PAIRED, Pairing.NEW}:
        return health.Finding(str(pairing), is_well=False)
    if look is not None and look.stopped_because:
        return health.Finding("stopped", is_well=False)
    return health.Finding("ok")
