"""Sweeps: work on many records, one after another, where a fault of one record holds up no other."""

import random
import time
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any, TypeVar

import sentry_sdk
import structlog
from django.db import transaction

from psp.core.contention import LONGEST_PAUSE, is_contention

log = structlog.stdlib.get_logger(__name__)

T = TypeVar("T")
Kinds = tuple[type[Exception], ...]


def _id_of(record: Any) -> Any:
    return getattr(record, "pk", record)


def each(
    records: Iterable[T],
    act: Callable[[T], Any],
    *,
    event: str,
    stops: Kinds = (),
    id_of: Callable[[T], Any] = _id_of,
) -> list[Exception]:
    """Do something with each record in a transaction of its own; return the faults.

    A fault is undone, logged as ``event`` with the record's id (``id_of``), reported, and left to the next sweep; the records after it
    go on. What the database gave up in favour of somebody else is done once more first. Raises at once what is in ``stops``:
    what would stop every record alike.
    """
    faults = []
    for record in records:
        fault = _fault_of(record, act, stops=stops)
        if fault is not None:
            log.error(event, record=id_of(record), exc_info=fault)
            sentry_sdk.capture_exception(fault)
            faults.append(fault)
    return faults


def in_batches(
    records: Iterable[T],
    act: Callable[[list[T]], Any],
    *,
    size: int,
    event: str,
    stops: Kinds = (),
    id_of: Callable[[T], Any] = _id_of,
) -> list[Exception]:
    """Do something with ``size`` records at a time, each batch in a transaction of its own; return the faults.

    Of a batch that fails nothing is written; then each of its records is worked on alone, as ``each`` does.
    """
    rows, faults = iter(records), []
    while batch := list(islice(rows, size)):
        try:
            with transaction.atomic():
                act(batch)
        except stops:
            raise
        except Exception as fault:  # whichever record it was, the others of the batch are worked on
            log.warning("batch_failed", sweep=event, records=len(batch), problem=type(fault).__name__)
            faults += each(batch, lambda record: act([record]), event=event, stops=stops, id_of=id_of)
    return faults


def _fault_of(record: T, act: Callable[[T], Any], *, stops: Kinds, is_first: bool = True) -> Exception | None:
    try:
        with transaction.atomic():
            act(record)
    except stops:
        raise
    except Exception as fault:  # whatever one record meets, the others are worked on
        if is_first and is_contention(fault):
            time.sleep(random.uniform(0, LONGEST_PAUSE))  # noqa: S311  nothing secret hangs on it
            return _fault_of(record, act, stops=stops, is_first=False)
        return fault
    return None
