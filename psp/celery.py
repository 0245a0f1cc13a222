"""The Celery app. Start it with ``celery -A psp.celery worker`` and ``celery -A psp.celery beat``.

Celery only rings the bell: what has to be done is a row in the database with a lease, so a lost or doubled
message loses nothing. Only a mail the server accepted just before its worker was killed goes out twice, under one Message-ID.
"""

import os
from typing import Any

import structlog
from celery import Celery
from celery.signals import beat_init, celeryd_init, task_postrun, task_prerun

from psp.broker import use_whole_files

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "psp.settings")

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
    """Let every line a task logs carry the task's id and name."""
    structlog.contextvars.bind_contextvars(task_id=task_id, task=task.name)


@task_postrun.connect
def forget_task_in_log(**_kwargs: Any) -> None:
    structlog.contextvars.unbind_contextvars("task_id", "task")
