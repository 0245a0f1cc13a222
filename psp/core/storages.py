"""The file storage over the network: it answers within seconds, or is said to be away, and never blocks the service."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage
from urllib3.exceptions import HTTPError

from psp.core.breaker import Breaker, StorageAway

log = structlog.stdlib.get_logger(__name__)

CONNECT_SECONDS, READ_SECONDS, ATTEMPTS = 2, 5, 2
PAUSE_SECONDS = 15
SLOT_SECONDS = 1
breaker = Breaker(PAUSE_SECONDS)
# At most half of a web process waits for the storage; the rest goes on with pages that need no file.
_slots = threading.BoundedSemaphore(max(1, int(os.environ.get("WEB_THREADS") or 4) // 2))


class PatientS3Storage(S3Storage):
    """S3-compatible storage with short time-outs. A file is fetched whole when it is opened: reading it asks nobody."""

    def __init__(self, **settings: Any) -> None:
        patience = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
        )
        # A download that breaks off is asked for again by the reader, not behind their back.
        transfer = TransferConfig(use_threads=False, num_download_attempts=1)
        super().__init__(**{"client_config": patience, "transfer_config": transfer} | settings)

    def _open(self, name: str, mode: str = "rb") -> Any:
        with _asked():
            file = super()._open(name, mode)
            if "r" in mode:
                file.open()
            return file

    def _save(self, name: str, content: Any) -> str:
        with _asked():
            kept: str = super()._save(name, content)
            return kept

    def delete(self, name: str) -> None:
        with _asked():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _asked():
            return bool(super().exists(name))

    def listdir(self, name: str) -> Any:
        with _asked():
            return super().listdir(name)

    def size(self, name: str) -> int:
        with _asked():
            return int(super().size(name))

    def get_modified_time(self, name: str) -> Any:
        with _asked():
            return super().get_modified_time(name)


_inside = threading.local()


@contextmanager
def _asked() -> Iterator[None]:
    """Ask the storage something, among a few at a time. Raises StorageAway; a file that is not there is no such thing."""
    if getattr(_inside, "asks", False):
        yield
        return
    if breaker.is_open():
        raise StorageAway("the file storage did not answer a moment ago")
    if not _slots.acquire(timeout=SLOT_SECONDS):
        raise StorageAway("the file storage is slow")
    _inside.asks = True
    try:
        yield
    except FileNotFoundError:
        # An answer too.
        breaker.worked()
        raise
    except (BotoCoreError, Boto3Error, ClientError, HTTPError) as problem:
        breaker.failed()
        log.warning("storage_away", problem=type(problem).__name__)
        raise StorageAway("the file storage does not answer") from problem
    else:
        breaker.worked()
    finally:
        _inside.asks = False
        _slots.release()
