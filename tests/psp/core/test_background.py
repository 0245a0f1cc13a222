"""A background task that the database gave up in favour of somebody else runs once more."""

import sqlite3

import pytest
from celery import Celery
from django.db import OperationalError
from psycopg.errors import DeadlockDetected, DiskFull

from psp.celery import app
from psp.core.background import RepeatedTask

SQLITE_BUSY = sqlite3.OperationalError("database is locked")
SQLITE_BUSY.sqlite_errorcode = 5


@pytest.fixture
def work():
    """A task that meets what is in ``work.ahead``, one thing each time it runs."""

    @Celery("test", task_cls=RepeatedTask, set_as_current=False).task(shared=False)
    def work():
        work.runs += 1
        if work.ahead and (problem := work.ahead.pop(0)):
            raise OperationalError(str(problem)) from problem
        return "done"

    work.runs, work.ahead = 0, []
    return work


@pytest.mark.parametrize("problem", [DeadlockDetected("deadlock detected"), SQLITE_BUSY])
def test_what_was_given_up_once_is_done_the_second_time(work, problem):
    work.ahead = [problem]
    assert (work(), work.runs) == ("done", 2)


def test_what_is_given_up_twice_fails(work):
    work.ahead = [DeadlockDetected("deadlock detected")] * 2
    with pytest.raises(OperationalError):
        work()
    assert work.runs == 2


def test_what_fails_for_another_reason_is_not_repeated(work):
    work.ahead = [DiskFull("no space left")]
    with pytest.raises(OperationalError):
        work()
    assert work.runs == 1


def test_every_task_of_the_product_is_repeated():
    app.loader.import_default_modules()
    own = {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}
    assert {name for name, task in own.items() if not isinstance(task, RepeatedTask)} == set()
    assert len(own) >= 12
