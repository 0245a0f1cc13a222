"""Noting the keys in use, and sealing records again under the first of them so that an older one can retire."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

import structlog
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from partnerships.activity.operations import lock_history, record
from partnerships.seals.models import SealKey
from partnerships.seals.queries import UNKNOWN, configured, sample_opens, sealed_files, wrong_key
from partnerships.storage.operations import delete_files, pair_storage
from partnerships.storage.queries import Pairing
from psp.core import sealed_rows, stored_files
from psp.core.integrity import name_of
from psp.core.problems import Invalid, WrongState
from psp.core.sealing import SealBroken, key_number, renewed

log = structlog.stdlib.get_logger(__name__)

ROWS_AT_ONCE = 200
# A record somebody changes meanwhile is taken in the next pass.
MOST_PASSES = 3


def note_keys(*, at: datetime) -> str:
    """Note the configured keys, and return why the service must not start with them, "" where it may.

    1. compares them with those the database's records need; 2. notes each that is new, and takes back into use the first
    one where it had retired. Records the activity of each. Safe to call from several processes at once. Raises
    DatabaseError when the database is away.
    """
    if sentence := wrong_key():
        return sentence
    known = {key.fingerprint: key for key in SealKey.objects.all()}
    fingerprints = configured()
    first = known.get(fingerprints[0])
    is_back = first is not None and (first.retired_at or first.lost_at)
    if is_back or not set(fingerprints) <= set(known):
        _note(fingerprints, at)
    return ""


@transaction.atomic
def _note(fingerprints: list[str], at: datetime) -> None:
    lock_history(None)
    for fingerprint in reversed(fingerprints):
        key, is_new = SealKey.objects.get_or_create(fingerprint=fingerprint, defaults={"noted_at": at})
        is_first = fingerprint == fingerprints[0]
        if is_new or (is_first and (key.retired_at or key.lost_at)):
            SealKey.objects.filter(pk=key.pk).update(retired_at=None, lost_at=None)
            record(verb="seal_key.noted", target=key, by=None, at=at, is_private=True)
            log.info("seal_key_noted", key=fingerprint)


@dataclass(slots=True)
class Renewal:
    """What a renewal did: how much it sealed again, what it could not (records by name), and the keys that retired."""

    records: int = 0
    files: int = 0
    broken: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)


def renew_seals(*, at: datetime) -> Renewal:
    """Seal every record and file again under the first key, and retire the keys none needs any more.

    Call it outside a transaction. Each record is taken by itself, checked to hold the same afterwards, and written only where
    it is still as it was read: the service goes on meanwhile, and a run that was killed is run again. 1. notes the keys;
    2. seals rows, then files, again; 3. looks through all once more; 4. retires the older configured keys and records it.
    With a file missing from the storage no key retires: it may come back sealed with one. Raises WrongState where a key is
    missing or storage and database do not belong together, and what a storage that is away raises.
    """
    if sentence := note_keys(at=at):
        raise WrongState(sentence)
    if (pairing := pair_storage(at=at)) is not Pairing.PAIRED:
        raise WrongState(pairing.words)
    renewal = Renewal()
    for _pass in range(MOST_PASSES):
        renewal.broken, renewal.missing = [], []
        if not _renew_rows(renewal) + _renew_files(renewal):
            _retire(renewal, at)
            return renewal
    raise WrongState(_("Records keep being sealed with an older key: restart web, worker and beat, then run it again."))


def _renew_rows(renewal: Renewal) -> int:
    """Seal rows again and return how many needed it."""
    needed = 0
    for known in sealed_rows.fields():
        for row in _in_batches(known):
            token = getattr(row, known.field)
            try:
                if key_number(token) == 0:
                    continue
                fresh = renewed(token).decode()
            except SealBroken:
                renewal.broken.append(name_of(row))
                continue
            needed += 1
            same = known.model._base_manager.filter(pk=row.pk, **{known.field: token})
            renewal.records += same.update(**{known.field: fresh})
    return needed


def _in_batches(known: sealed_rows.SealedField) -> Iterator[Any]:
    after: Any = None
    while True:
        rows = known.rows().order_by("pk")
        batch = list((rows if after is None else rows.filter(pk__gt=after))[:ROWS_AT_ONCE])
        yield from batch
        if len(batch) < ROWS_AT_ONCE:
            return
        after = batch[-1].pk


def _renew_files(renewal: Renewal) -> int:
    """Seal files again and return how many needed it."""
    needed = 0
    for kind in stored_files.kinds():
        for row in sealed_files(kind):
            try:
                with getattr(row, kind.field).open("rb") as stored:
                    token = stored.read()
                if key_number(token) == 0:
                    continue
                fresh = renewed(token)
            except FileNotFoundError:
                renewal.missing.append(name_of(row))
                continue
            except SealBroken:
                renewal.broken.append(name_of(row))
                continue
            needed += 1
            renewal.files += _put_in_place(kind, row, fresh)
    return needed


def _put_in_place(kind: stored_files.StoredFiles, row: Any, fresh: bytes) -> int:
    """Keep the fresh ciphertext under a new name, point the row at it, then let go of the old file; return how many rows.

    Killed between two of these, one file too many is left, which the nightly look through the storage finds.
    """
    held = getattr(row, kind.field)
    old, storage = held.name, held.storage
    path = PurePosixPath(old)
    name = storage.save(str(path.with_name(secrets.token_urlsafe(24) + path.suffix)), ContentFile(fresh))
    with storage.open(name, "rb") as written:
        is_whole = written.read() == fresh
    same = kind.model._base_manager.filter(pk=row.pk, **{kind.field: old})
    if not is_whole or not same.update(**{kind.field: name}):
        stored_files.take_back(name)
        return 0
    delete_files([old])
    return 1


@transaction.atomic
def _retire(renewal: Renewal, at: datetime) -> None:
    lock_history(None)
    first, *older = configured()
    # A file that is missing may come back from a backup, sealed with any of them.
    retiring = SealKey.objects.needed().filter(fingerprint__in=[] if renewal.missing else older)
    renewal.retired = list(retiring.values_list("fingerprint", flat=True))
    retiring.update(retired_at=at)
    if renewal.records or renewal.files or renewal.retired:
        counts = {"records": renewal.records, "files": renewal.files, "retired": ", ".join(renewal.retired) or "–"}
        note = _("Records: {records}, files: {files}, keys retired: {retired}").format(**counts)
        target = SealKey.objects.get(fingerprint=first)
        record(verb="seal_key.renewed", target=target, by=None, at=at, note=note, is_private=True)
    log.info("seals_renewed", records=renewal.records, files=renewal.files, broken=len(renewal.broken))


@transaction.atomic
def note_lost(*, fingerprint: str = "", at: datetime) -> list[str]:
    """Note that a key, or with no fingerprint every needed key that is not configured, is lost, and return which.

    What was sealed with it stays closed; the service starts without it. Where the database has noted no keys yet and the
    configured ones open nothing, the key is ``UNKNOWN``. Records the activity. Raises Invalid for a key that is not known,
    or not lost at all.
    """
    lock_history(None)
    if fingerprint in {"", UNKNOWN} and not SealKey.objects.exists() and not sample_opens():
        SealKey.objects.create(fingerprint=UNKNOWN, noted_at=at)
    missing = SealKey.objects.needed().exclude(fingerprint__in=configured())
    if fingerprint:
        missing = missing.filter(fingerprint=fingerprint)
        if not missing:
            raise Invalid(_("No record needs a key {key}, or it is configured.").format(key=fingerprint))
    lost = list(missing)
    for key in lost:
        SealKey.objects.filter(pk=key.pk).update(lost_at=at)
        record(verb="seal_key.lost", target=key, by=None, at=at, is_private=True)
    return [key.fingerprint for key in lost]
