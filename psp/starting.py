"""What every process asks before it serves anybody: whether code, database and keys belong together."""

import sys

import structlog
from django.db import DatabaseError, connection
from django.utils import timezone

from psp.backup.unfinished import is_unfinished
from psp.core.schema import refuse_mismatch

log = structlog.stdlib.get_logger(__name__)

UNFINISHED = "A restore into this database did not finish: run the same command again, then start the service."


def refuse_to_start() -> None:
    """End the process with one sentence where the schema is not this code's, a restore did not finish, or a key is missing.

    A database that is away is no reason: pages say so until it is back.
    """
    refuse_mismatch()
    _refuse_unfinished_or_wrong_key()


def _refuse_unfinished_or_wrong_key() -> None:
    """End the process where a restore was cut short, or BID_SEAL_KEY lacks a key records are sealed with; else note its keys."""
    from partnerships.seals.operations import note_keys

    try:
        sentence = UNFINISHED if is_unfinished() else note_keys(at=timezone.now())
    except DatabaseError as problem:
        log.warning("seal_key_not_checked", problem=type(problem).__name__)
        return
    finally:
        # The web server forks after this: a connection must not be shared.
        connection.close()
    if sentence:
        sys.exit(sentence)
    _name_older_keys()


def _name_older_keys() -> None:
    """Write into the log which older keys are still needed, and which may go."""
    from partnerships.seals.models import SealKey
    from partnerships.seals.queries import configured

    _first, *older = configured()
    if older:
        needed = set(SealKey.objects.needed().values_list("fingerprint", flat=True))
        connection.close()
        log.info("older_seal_keys", needed=sorted(needed & set(older)), may_go=sorted(set(older) - needed))
