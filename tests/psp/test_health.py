import json
import os
import subprocess
import sys
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from celery import current_app
from django.core.cache import cache
from django.utils import timezone

from psp import health
from psp.core import health as core_health
from psp.core import schema
from psp.tasks import HEARTBEAT, heartbeat
from tests.conftest import NOON
from tests.factories.notifications import OutgoingMailFactory

ROOT = Path(__file__).parents[2]
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


@pytest.fixture(autouse=True)
def _schema_of_this_database():
    """Forget what was read of the migrations before the database of the tests was made, without any."""
    schema.migrations_of_code.cache_clear()


def seen(ago):
    cache.set(HEARTBEAT, (NOON - timedelta(seconds=ago)).isoformat())


@pytest.mark.django_db
def test_all_is_well_with_a_live_worker_and_no_old_mail(client):
    heartbeat()
    OutgoingMailFactory(queued_at=timezone.now())
    OutgoingMailFactory(state="failed")
    OutgoingMailFactory(state="done")
    answer = client.get("/health/")
    state = answer.json()
    ages = state["worker"].pop("seen_seconds_ago"), state["mail_queue"].pop("oldest_seconds")
    assert (answer.status_code, state) == (
        200,
        {
            "status": "ok",
            "version": VERSION,
            "database": "ok",
            "broker": "ok",
            "worker": {},
            "mail_queue": {"queued": 1, "failed": 1},
            "schema": "ok",
            "storage": "ok",
            "verification": {"state": "never"},
        },
    )
    assert all(0 <= age < 60 for age in ages)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("worker_seen", "mail_waits", "status"),
    [(30, 0, "ok"), (120, 900, "ok"), (121, 0, "degraded"), (None, 0, "degraded"), (30, 901, "degraded")],
)
def test_a_silent_worker_or_mail_that_is_stuck_is_a_warning(worker_seen, mail_waits, status):
    if worker_seen is not None:
        seen(worker_seen)
    OutgoingMailFactory(queued_at=NOON - timedelta(seconds=mail_waits))
    state = health.report(NOON)
    assert (state["status"], state["worker"]["seen_seconds_ago"], state["mail_queue"]["oldest_seconds"]) == (
        status,
        worker_seen,
        mail_waits,
    )


@pytest.mark.django_db
def test_a_broker_that_is_away_is_a_warning(monkeypatch):
    seen(1)
    monkeypatch.setattr(current_app.conf, "broker_url", "redis://127.0.0.1:1/0")
    state = health.report(NOON)
    assert (state["status"], state["broker"], state["database"]) == ("degraded", "away", "ok")


@pytest.mark.django_db
def test_the_page_asks_the_database_little_and_needs_no_sign_in(client, django_assert_num_queries):
    with django_assert_num_queries(6):
        assert client.get("/health/").status_code == 200


def test_without_its_database_the_service_is_down_and_says_so(tmp_path):
    ask = (
        "import django; django.setup(); from django.test import Client; "
        "answer = Client().get('/health/'); print(answer.status_code, answer.content.decode())"
    )
    (tmp_path / "static").mkdir()
    env = {"DJANGO_SETTINGS_MODULE": "psp.settings", "VAR_DIR": str(tmp_path), "ALLOWED_HOSTS": "testserver"}
    env |= {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing", "PATH": os.environ["PATH"]}
    run = subprocess.run(
        [sys.executable, "-c", ask], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=True
    )
    status, _, content = run.stdout.strip().splitlines()[-1].partition(" ")
    state = json.loads(content)
    assert (status, state["status"], state["database"], state["mail_queue"]) == ("503", "down", "away", None)


@pytest.mark.django_db
def test_a_schema_that_was_changed_under_the_running_service_is_a_warning(monkeypatch):
    seen(1)
    monkeypatch.setattr(schema, "migrations_of_code", lambda: frozenset({("partnerships", "9999_more")}))
    state = health.report(NOON)
    assert (state["status"], state["schema"]) == ("degraded", "mismatch")


@pytest.mark.django_db
def test_a_check_that_fails_itself_is_a_warning_and_hides_no_other(monkeypatch):
    seen(1)

    def broken(at):
        raise RuntimeError

    monkeypatch.setitem(core_health._checks, "aaa", broken)
    state = health.report(NOON)
    assert (state["status"], state["aaa"], state["schema"]) == ("degraded", "unknown", "ok")


@pytest.mark.django_db
def test_administrators_see_the_version_and_others_do_not(signed_in, ada, olivia):
    words = f"Version {VERSION}"
    assert words in signed_in(ada).get("/help/").content.decode()
    assert words not in signed_in(olivia).get("/help/").content.decode()
