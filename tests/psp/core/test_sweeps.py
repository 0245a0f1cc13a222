"""A fault of one record is undone and logged, and holds up no other."""

import sqlite3

import pytest
from django.db import OperationalError
from structlog.testing import capture_logs

from partnerships.models import Service
from psp.core.sweeps import each, in_batches

pytestmark = pytest.mark.django_db

BUSY = sqlite3.OperationalError("database is locked")
BUSY.sqlite_errorcode = 5


class Broken(RuntimeError):
    pass


def add(code):
    """Write a row, then fail for some codes."""
    Service.objects.create(code=code, name=code)
    if code.startswith("broken"):
        raise Broken


def add_all(codes):
    for code in codes:
        add(code)


def codes():
    return sorted(
        Service.objects.filter(code__in=["a", "b", "c", "broken", "broken too"]).values_list("code", flat=True)
    )


def test_the_records_after_a_broken_one_are_worked_on_and_it_leaves_nothing():
    with capture_logs() as lines:
        faults = each(["a", "broken", "b"], add, event="not_added")
    assert ([type(fault) for fault in faults], codes()) == ([Broken], ["a", "b"])
    assert [(line["event"], line["record"]) for line in lines] == [("not_added", "broken")]


def test_of_a_batch_that_fails_each_record_is_worked_on_alone():
    with capture_logs() as lines:
        faults = in_batches(["a", "broken", "b", "broken too", "c"], add_all, size=3, event="not_added")
    assert (len(faults), codes()) == (2, ["a", "b", "c"])
    assert [line["record"] for line in lines if line["event"] == "not_added"] == ["broken", "broken too"]


def test_what_stops_every_record_alike_is_raised():
    with pytest.raises(Broken):
        each(["a", "broken", "b"], add, event="not_added", stops=(Broken,))
    assert codes() == ["a"]


@pytest.mark.parametrize(("times", "done"), [(1, ["a", "b"]), (2, ["b"])])
def test_what_the_database_gave_up_is_done_once_more(times, done):
    ahead = [OperationalError(str(BUSY)) for _ in range(times)]
    for problem in ahead:
        problem.__cause__ = BUSY

    def act(code):
        add(code)
        if ahead:
            raise ahead.pop()

    each(["a", "b"], act, event="not_added")
    assert codes() == done
