"""Five reports by real workers that are killed again and again: each is made once."""

import contextlib
import hashlib
import sqlite3
import time
from pathlib import Path

import psycopg
import pytest

from tests.factories.workshop import Workshop

REPORTS = 5
# Longer than a report takes on a busy machine: who loses a lease while at work begins anew.
LEASE_SECONDS = 25
# A quiet machine needs about a minute and a half.
PATIENCE_SECONDS = 400
# A kill when as many reports are made, and one is being made. The first takes every worker, so it interrupts that one.
KILLS = {0: "all", 1: "child", 3: "one"}

ASK = f"""
from datetime import date
from django.utils import timezone
from partnerships.models import Activity, Report
from partnerships.reports.operations import ask_for_report
from tests.factories.partnerships import PartnershipFactory, PersonRoleFactory
from tests.factories.timeline import a_plan
for number in range({REPORTS}):
    partnership = PartnershipFactory(name=f"Partnership {{number}}")
    leader = PersonRoleFactory(partnership=partnership, role="leader").person
    a_plan(partnership, on=date(2026, 1, 5))
    ask_for_report(
        partnership=partnership, kind="partnership", subject=partnership, format="pdf", by=leader, at=timezone.now()
    )
print(Report.objects.count())
"""

STATES = "select state, count(*) from partnerships_report group by state"

FOUND = """
import json
from partnerships.models import Activity, Report
reports = [[row.file.path, row.sha256, row.size, row.attempts] for row in Report.objects.order_by("pk")]
print(json.dumps([reports, Activity.objects.filter(verb="report.made").count()]))
"""


@pytest.fixture
def workshop(tmp_path):
    env = {"WORK_LEASE_SECONDS": str(LEASE_SECONDS)}
    with Workshop(tmp_path, name="reports", number=5, env=env) as workshop:
        yield workshop


def states_of(workshop):
    """Count the reports by state; asked of the database itself, because a process of its own would take a second."""
    if workshop.postgres:
        connection = psycopg.connect(workshop.env["DATABASE_URL"])
    else:
        connection = sqlite3.connect(Path(workshop.env["VAR_DIR"]) / "psp.sqlite3", timeout=20)
    with contextlib.closing(connection):
        return dict(connection.execute(STATES).fetchall())


def kill(workshop, how):
    if how == "child":
        workshop.kill_a_child()
        return
    for _worker in range(len(workshop.workers) if how == "all" else 1):
        workshop.kill()
        workshop.hire()


def test_each_of_five_reports_is_made_once_however_often_the_workers_are_killed(workshop, tmp_path):
    for _worker in range(2):
        workshop.hire()
    assert workshop.ask(ASK) == REPORTS
    kills, until, next_beat, states = dict(KILLS), time.monotonic() + PATIENCE_SECONDS, 0.0, {}
    while states.get("done", 0) < REPORTS:
        assert "failed" not in states
        assert time.monotonic() < until, f"{states}; kills left: {kills}"
        if time.monotonic() >= next_beat:
            workshop.send("partnerships.requeue_reports")
            next_beat = time.monotonic() + 1
        states = states_of(workshop)
        due = [made for made in kills if made <= states.get("done", 0)]
        if due and states.get("running"):
            kill(workshop, kills[due[0]])
            # A report that was ready before its worker was killed was not interrupted: the next one is.
            if states_of(workshop).get("running"):
                kills.pop(due[0])
        time.sleep(0.1)
    # Whatever would be made a second time gets its chance.
    time.sleep(LEASE_SECONDS + 1)
    workshop.send("partnerships.requeue_reports")
    time.sleep(3)

    reports, noted = workshop.ask(FOUND)
    kept = sorted(str(path) for path in (tmp_path / "files" / "reports").rglob("*") if path.is_file())
    assert kept == sorted(path for path, _sha256, _size, _attempts in reports)
    for path, sha256, size, _attempts in reports:
        with open(path, "rb") as file:
            content = file.read()
        assert (hashlib.sha256(content).hexdigest(), len(content), content[:5]) == (sha256, size, b"%PDF-")
    assert (len(reports), noted) == (REPORTS, REPORTS)
    assert sum(attempts for _path, _sha256, _size, attempts in reports) > REPORTS
    assert workshop.killed >= len(KILLS)
