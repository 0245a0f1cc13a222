"""The Celery app. Start it with ``celery -A psp.celery worker`` and ``celery -A psp.celery beat``.

Celery only rings the bell: what has to be done is a row in the database with a lease, so a lost or doubled
message loses nothing. Only a mail the server accepted just before its worker was killed goes out twice, under one Message-ID.
"""

import os
import time
from typing import Any

import structlog
from celery import Celery
from celery.signals import beat_init, celeryd_init, task_postrun, task_prerun

from psp.broker import use_whole_files
from psp.core.ids import FROM_REQUEST
from psp.environment import end_on_mistake

log = structlog.stdlib.get_logger(__name__)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "psp.settings")

end_on_mistake()
use_whole_files()
app = Celery("psp", task_cls="psp.core.background:RepeatedTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
@beat_init.connect
def check_start(**_kwargs: Any) -> None:
    """Let neither worker nor beat start on a database whose schema is not this code's, or without its keys."""
    from psp.starting import refuse_to_start

    refuse_to_start()


@task_prerun.connect
def name_task_in_log(task_id: str, task: Any, **_kwargs: Any) -> None:
    """Let every line a task logs carry the task's id and name, and the ids of the request that queued it."""
    headers = {**(task.request.headers or {}), **vars(task.request)}
    told = {name: headers[name] for name in FROM_REQUEST if headers.get(name)}
    structlog.contextvars.bind_contextvars(task_id=task_id, task=task.name, **told)
    task.request.began_at = time.perf_counter()


@task_postrun.connect
def forget_task_in_log(task: Any, state: str | None = None, **_kwargs: Any) -> None:
    """Write the task's one line, and let go of its ids."""
    ms = round((time.perf_counter() - getattr(task.request, "began_at", time.perf_counter())) * 1000)
    log.info("task", state=state, ms=ms)
    structlog.contextvars.unbind_contextvars("task_id", "task", *FROM_REQUEST)
