"""The base of every background task: what the database gave up in favour of somebody else is done once more."""

import random
import time
from typing import Any

import structlog
from celery import Task
from django.db import OperationalError

from psp.core.contention import LONGEST_PAUSE, is_contention

log = structlog.stdlib.get_logger(__name__)


class RepeatedTask(Task):
    """Runs again, once, after a deadlock or a serialization failure; each operation is safe to run twice."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().__call__(*args, **kwargs)
        except OperationalError as error:
            if not is_contention(error):
                raise
            log.warning("contention", task=self.name)
            time.sleep(random.uniform(0, LONGEST_PAUSE))  # noqa: S311  nothing secret hangs on it
            return super().__call__(*args, **kwargs)
