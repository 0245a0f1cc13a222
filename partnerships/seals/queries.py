"""Which keys the sealed records and files of this database need."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnerships.seals.models import SealKey
from psp.core import keys, sealed_rows, stored_files
from psp.core.dates import in_words, london_date
from psp.core.sealing import SealBroken, key_number

SETTING = "BID_SEAL_KEY"
# Before a database has noted its keys, this many records of each kind are tried.
SAMPLE = 20
# Takes the place of a fingerprint where records no configured key opens were sealed before keys were noted.
UNKNOWN = "unknown"


def configured() -> list[str]:
    """Return the fingerprints of the configured keys, the one that new seals get first."""
    return keys.fingerprints()[SETTING]


def wrong_key() -> str:
    """Say in one sentence that a key records are sealed with is not configured, "" where none is missing.

    One query; a database that has noted no key yet is asked for a few sealed records. Raises DatabaseError when it is away.
    """
    if not SealKey.objects.exists():
        return "" if sample_opens() else _no_record_opens()
    missing = [key for key in SealKey.objects.needed() if key.fingerprint not in configured()]
    if not missing:
        return ""
    words = ngettext(
        "BID_SEAL_KEY lacks a key that records of this database are sealed with: {names}. Configured: {configured}. "
        "Add the missing key after the new one, separated by a comma (README, Keys). If it is lost for good: "
        "“python manage.py renew_seals --lost {first}”.",
        "BID_SEAL_KEY lacks keys that records of this database are sealed with: {names}. Configured: {configured}. "
        "Add the missing keys after the new one, separated by commas (README, Keys). If one is lost for good: "
        "“python manage.py renew_seals --lost {first}”.",
        len(missing),
    )
    return words.format(
        names=", ".join(_named(key) for key in missing), configured=", ".join(configured()), first=missing[0]
    )


def wrong_key_before_migration() -> str:
    """Say as ``wrong_key`` what is wrong, of a database whose tables may be an earlier version's or not there yet."""
    if SealKey._meta.db_table in connection.introspection.table_names():
        return wrong_key()
    return "" if sample_opens() else _no_record_opens()


def _named(key: SealKey) -> str:
    return _("{key} (in use since {day})").format(key=key, day=in_words(london_date(key.noted_at)))


def _no_record_opens() -> str:
    return _(
        "BID_SEAL_KEY opens none of the sealed records of this database. Set the key they were sealed with (README, Keys). "
        "If it is lost for good: “python manage.py migrate --without-keys”, then “python manage.py renew_seals --lost unknown”."
    )


def sample_opens() -> bool:
    """Tell whether one of the first sealed records of each kind opens; so does a database without any."""
    tables = connection.introspection.table_names()
    fields = [known for known in sealed_rows.fields() if known.model._meta.db_table in tables and _has_column(known)]
    tried = [_opens(token) for known in fields for token in islice(_tokens(known), SAMPLE)]
    return any(tried) or not tried


def _has_column(known: sealed_rows.SealedField) -> bool:
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, known.model._meta.db_table)
    return known.field in {column.name for column in columns}


def _tokens(known: sealed_rows.SealedField) -> Iterator[str]:
    yield from known.rows().order_by("pk").values_list(known.field, flat=True)[:SAMPLE]


def _opens(token: str) -> bool:
    try:
        key_number(token)
    except SealBroken:
        return False
    return True


@dataclass(frozen=True, slots=True)
class KeyUse:
    """How many records and files are sealed with a key; ``fingerprint`` is "" for those no configured key opens."""

    fingerprint: str
    records: int
    files: int


def key_uses() -> list[KeyUse]:
    """Count the sealed records and files by key, in the order of the keys. Reads all of them; raises what the storage raises."""
    names = [*configured(), ""]
    records, files = dict.fromkeys(names, 0), dict.fromkeys(names, 0)
    for known in sealed_rows.fields():
        for token in known.rows().order_by().values_list(known.field, flat=True).iterator():
            records[_key_of(token)] += 1
    for kind in stored_files.kinds():
        for row in sealed_files(kind):
            files[_key_of(_content(row, kind))] += 1
    return [KeyUse(name, records[name], files[name]) for name in names]


def sealed_files(kind: stored_files.StoredFiles) -> Iterator[Any]:
    """Give the rows of a kind whose file is ciphertext, in the order of their keys."""
    for row in kind.rows().order_by("pk").iterator(chunk_size=200):
        if kind.is_sealed(row):
            yield row


def _content(row: Any, kind: stored_files.StoredFiles) -> bytes:
    try:
        with getattr(row, kind.field).open("rb") as stored:
            content: bytes = stored.read()
    except FileNotFoundError:
        return b""
    return content


def _key_of(token: str | bytes) -> str:
    try:
        return configured()[key_number(token)]
    except SealBroken:
        return ""
