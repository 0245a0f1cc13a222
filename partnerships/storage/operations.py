"""Looking after the file storage: pairing it with the database, and what to do with files nothing refers to.

Nothing is deleted by inference. A file that nothing refers to is put in quarantine with a date, where it is; after it an
administrator has it deleted. Where storage and database do not belong together, nothing is even put in quarantine.
"""

import secrets
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import islice

import structlog
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partnerships.activity.operations import lock_history, record
from partnerships.notifications.operations import notify
from partnerships.notifications.queries import active_administrators
from partnerships.people.models import User
from partnerships.storage.models import QuarantinedFile, StorageLook, StoragePairing
from partnerships.storage.queries import Pairing, last_look, pairing_of
from psp.core import stored_files
from psp.core.access import refusal
from psp.core.dates import in_words, london_date
from psp.core.notices import Sight
from psp.core.problems import Invalid, NotPermitted, WrongState
from psp.core.storage_marker import Mark, all_files, write_mark
from psp.core.work import ring

log = structlog.stdlib.get_logger(__name__)

ADMINISTRATORS = gettext_lazy("administrators")
# A file younger than this may belong to an upload that is still being written.
UNDER_WAY = timedelta(days=1)
QUARANTINE = timedelta(days=30)
# More than these at once, or this share of all, is no accident of single uploads: something is wrong with the pairing.
MOST_AT_ONCE = 5
MOST_SHARE = 0.05
# Before a database is paired for the first time, this many of its files are looked for.
SAMPLE = 50


def pair_storage(*, at: datetime, by: User | None = None, anyway: bool = False) -> Pairing:
    """Pair the storage with this database where both are new, or ``anyway`` where an administrator says so.

    A database from before there were marks is taken as new if the storage holds its files. 1. notes a new id and turn in
    the database; 2. writes them into the storage; 3. records it. Returns how they belong together afterwards. Raises
    NotPermitted.
    """
    if by is not None and not by.is_administrator:
        raise NotPermitted(refusal(ADMINISTRATORS))
    pairing = pairing_of()
    if pairing is Pairing.NEW and not anyway and _sample_is_missing():
        return Pairing.NO_MARK
    if pairing is not Pairing.NEW and not anyway:
        return pairing
    mark = Mark(secrets.token_hex(16), secrets.token_hex(16))
    with transaction.atomic():
        lock_history(None)
        values = {"storage_id": mark.storage_id, "turn": mark.turn, "next_turn": "", "paired_at": at, "turned_at": at}
        own, _made = StoragePairing.objects.update_or_create(pk=1, defaults=values)
        record(verb="storage.paired", target=own, by=by, at=at, is_private=True)
        write_mark(mark)
    log.info("storage_paired", before=str(pairing))
    return Pairing.PAIRED


def delete_files(names: Iterable[str]) -> None:
    """Delete files that records of this database referred to, or that nothing refers to.

    Call it last in the transaction that lets go of them: with the storage away nothing is committed, and it is done again
    later. Raises WrongState where storage and database do not belong together, for then the files may be another's.
    """
    if not (names := list(names)):
        return
    if (pairing := pairing_of()) is not Pairing.PAIRED:
        raise WrongState(pairing.words)
    for name in names:
        default_storage.delete(name)


def _sample_is_missing() -> bool:
    """Tell whether files that records refer to are missing from the storage, by the first few of each kind."""
    names = [name for kind in stored_files.kinds() for name in islice(kind.names(), SAMPLE)]
    return any(not default_storage.exists(name) for name in names)


def _take_turn(at: datetime) -> None:
    """Move the mark on in database and storage, so that a copy of either is told from the original.

    Killed between two steps, the storage has the turn before or the next one, and both are known.
    """
    turn = secrets.token_hex(16)
    StoragePairing.objects.update(next_turn=turn)
    with transaction.atomic():
        own = StoragePairing.objects.select_for_update().get()
        write_mark(Mark(own.storage_id, turn))
        own.turn, own.turned_at = turn, at
        own.next_turn = "" if own.next_turn == turn else own.next_turn
        own.save()


def look_through_storage(*, at: datetime) -> StorageLook:
    """Find the files nothing refers to and put them in quarantine. Call it outside a transaction.

    1. pairs a new storage; 2. counts files, those records refer to, and those missing; 3. stops where storage and database
    do not belong together or too much differs, and tells administrators; 4. else notes new files with the day they may be
    deleted, and takes out of quarantine what is referred to or gone; 5. moves the mark on. Nothing is deleted.
    """
    look = StorageLook(begun_at=at)
    pairing = pair_storage(at=at)
    if pairing is Pairing.PAIRED:
        known = {name for kind in stored_files.kinds() for name in kind.names()}
        there = set(all_files())
        nothing_refers = {name for name in there - known if _is_older(name, at - UNDER_WAY)}
        look.files, look.referred_to = len(there), len(known)
        look.missing, look.unreferenced = len(known - there), len(nothing_refers)
        look.stopped_because = _what_is_wrong(look, nothing_refers)
    else:
        look.stopped_because = pairing.words
    if not look.stopped_because:
        look.added = _quarantine(nothing_refers, at)
        _take_turn(at)
    look.save()
    _say(look)
    return look


@transaction.atomic
def confirm_look(*, at: datetime, by: User | None = None) -> StorageLook:
    """Confirm as many missing and unreferenced files as the last look stopped at, so that the next one goes on.

    1. notes it; 2. records the activity; 3. rings for the next look after the commit. Raises NotPermitted, and WrongState
    where no look stopped at that or storage and database do not belong together.
    """
    lock_history(None)
    if by is not None and not by.has_perm("partnerships.change_quarantinedfile"):
        raise NotPermitted(refusal(ADMINISTRATORS))
    if (pairing := pairing_of()) is not Pairing.PAIRED:
        raise WrongState(pairing.words)
    look = last_look()
    if look is None or not look.waits_for_a_decision:
        raise WrongState(_("No look through the storage waits to be confirmed."))
    look.confirmed_at = at
    look.save(update_fields=["confirmed_at"])
    own = StoragePairing.objects.get()
    record(verb="storage_look.confirmed", target=own, by=by, at=at, note=look.stopped_because, is_private=True)
    from partnerships.tasks import look_through_storage as task

    ring(task)
    return look


def _what_is_wrong(look: StorageLook, nothing_refers: set[str]) -> str:
    """Say why too much differs between storage and database to go on, "" where it does not or was confirmed."""
    last = last_look() or StorageLook()
    goes_on = last.confirmed_at is not None
    confirmed_missing = last.missing if goes_on or not last.stopped_because else 0
    confirmed_new = last.unreferenced if goes_on else 0
    if look.missing > max(MOST_AT_ONCE, MOST_SHARE * look.referred_to, confirmed_missing):
        words = _("{missing} of {known} files are missing from the storage.")
        return words.format(missing=look.missing, known=look.referred_to)
    new = len(nothing_refers.difference(QuarantinedFile.objects.values_list("name", flat=True)))
    if new > max(MOST_AT_ONCE, MOST_SHARE * look.files, confirmed_new):
        words = _(
            "Nothing refers to {new} of {files} files all at once: this database may not be the one they belong to."
        )
        return words.format(new=new, files=look.files)
    return ""


def _is_older(name: str, moment: datetime) -> bool:
    """Whether a file was written before a moment; False for one that was deleted since the files were listed."""
    try:
        return bool(default_storage.get_modified_time(name) < moment)
    except FileNotFoundError:
        return False


def _quarantine(names: set[str], at: datetime) -> int:
    """Note files in quarantine, and let go of those that are referred to again or gone; return how many are new."""
    for held in QuarantinedFile.objects.all():
        # One noted as deleted that is still there was left by a process that was killed: it begins anew.
        if (held.name in names) == (held.deleted_at is not None):
            held.delete()
    noted = set(QuarantinedFile.objects.values_list("name", flat=True))
    rows = []
    for name in sorted(names - noted):
        # One that was deleted since the files were listed is not held.
        with suppress(FileNotFoundError):
            size, written_at = default_storage.size(name), default_storage.get_modified_time(name)
            delete_from = london_date(at + QUARANTINE)
            rows.append(
                QuarantinedFile(name=name, size=size, written_at=written_at, found_at=at, delete_from=delete_from)
            )
    QuarantinedFile.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return len(rows)


def _say(look: StorageLook) -> None:
    """Write the look into the log, and tell administrators where it stopped or found something."""
    counts = {"files": look.files, "missing": look.missing, "unreferenced": look.unreferenced, "added": look.added}
    week = f"{look.begun_at:%G-W%V}"
    if look.stopped_because:
        log.error("storage_look_stopped", **counts)
        title, key = _("The look through the file storage stopped"), f"storage:stopped:{week}"
        _tell(title, look.stopped_because, key, look.begun_at)
        return
    log.info("storage_looked_through", **counts)
    if look.added:
        day = in_words(london_date(look.begun_at + QUARANTINE))
        words = ngettext(
            "Nothing refers to {n} file. It is in quarantine until {day}",
            "Nothing refers to {n} files. They are in quarantine until {day}",
            look.added,
        )
        _tell(words.format(n=look.added, day=day), "", f"storage:quarantine:{look.pk}", look.begun_at)


def _tell(title: str, detail: str, key: str, at: datetime) -> None:
    notify(
        people=active_administrators(),
        kind="service",
        title=title,
        detail=detail,
        url=reverse("storage"),
        key=key,
        at=at,
        sight=Sight("administrators"),
    )


@transaction.atomic
def keep_file(*, file: QuarantinedFile, reason: str, by: User, at: datetime) -> QuarantinedFile:
    """Keep a file in the storage though nothing refers to it. Records the activity. Raises NotPermitted, Invalid, WrongState."""
    lock_history(None)
    if not by.has_perm("partnerships.change_quarantinedfile", file):
        raise NotPermitted(refusal(ADMINISTRATORS))
    if not reason.strip():
        raise Invalid({"note": _("Enter why the file is kept")})
    kept = QuarantinedFile.objects.waiting().filter(pk=file.pk)
    if not kept.update(kept_at=at, kept_by=by, kept_reason=reason.strip()):
        raise WrongState(_("This file has been kept or deleted already."))
    record(verb="quarantined_file.kept", target=file, by=by, at=at, note=reason.strip(), is_private=True)
    file.refresh_from_db()
    return file


@transaction.atomic
def delete_quarantined(*, by: User, at: datetime) -> int:
    """Delete the files whose time in quarantine is over; return how many.

    1. asks once more whether anything refers to a file now; 2. notes each file as deleted; 3. records how many; 4. deletes
    them. Raises NotPermitted, and WrongState where storage and database do not belong together.
    """
    lock_history(None)
    if not by.has_perm("partnerships.change_quarantinedfile"):
        raise NotPermitted(refusal(ADMINISTRATORS))
    if (pairing := pairing_of()) is not Pairing.PAIRED:
        raise WrongState(pairing.words)
    names, size = [], 0
    for file in list(QuarantinedFile.objects.due(london_date(at))):
        if stored_files.referred_to([file.name]):
            file.delete()
            continue
        if not QuarantinedFile.objects.waiting().filter(pk=file.pk).update(deleted_at=at, deleted_by=by):
            continue
        names.append(file.name)
        size += file.size
    if names:
        own = StoragePairing.objects.get()
        changes: dict[str, list[str | None]] = {"files": [str(len(names)), "0"], "bytes": [str(size), "0"]}
        record(verb="quarantine.emptied", target=own, by=by, at=at, changes=changes, is_private=True)
        delete_files(names)
        log.info("quarantine_emptied", files=len(names), bytes=size)
    return len(names)
