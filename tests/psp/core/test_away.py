"""The database, the disk or Redis away: a page that says so, when to try again, and nothing lost."""

import contextlib
import errno
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from django.core.cache import caches
from django.core.handlers.exception import response_for_exception
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from redis.backoff import NoBackoff
from redis.retry import Retry

from partnerships.models import Document
from partnerships.reports.operations import make_report
from psp.backup.archive import writer
from psp.core import caches as forgiving
from psp.core import work
from psp.core.away import trouble_of
from psp.environment import NAMES
from tests.factories.files import upload
from tests.factories.people import UserFactory
from tests.factories.reports import ReportFactory
from tests.factories.silent import closed_port, frozen_server

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk"),
        (errno.EDQUOT, "disk"),
        (errno.EFBIG, "disk"),
        (errno.EIO, "storage"),
        (errno.ESTALE, "storage"),
        (errno.EROFS, "storage"),
        (errno.EACCES, "storage"),
    ],
)
def test_what_a_disk_says(number, code):
    assert trouble_of(OSError(number, os.strerror(number))).code == code


@pytest.mark.parametrize("error", [OSError(errno.EINVAL, "x"), FileNotFoundError(2, "x"), ValueError(), None])
def test_other_errors_are_no_such_trouble(error):
    assert trouble_of(error) is None


class NoAnswer(Exception):
    """What a driver raises that reached nobody: no state."""

    sqlstate = None


def no_database(*_args):
    raise OperationalError("connection refused") from NoAnswer()


@pytest.fixture
def browser(partnership, olivia):
    client = Client(raise_request_exception=False)
    client.force_login(olivia)
    return client


def test_a_page_says_that_the_database_is_away_and_when_to_try_again(browser):
    with connection.execute_wrapper(no_database):
        answer = browser.get(reverse("home"))
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "30", "no-store")
    assert "database" in answer.content.decode()
    assert browser.get(reverse("home")).status_code == 200


def test_what_was_typed_is_on_the_page_that_says_so(browser, partnership):
    told = {"title": "Take the bus", "text": "It is quicker"}
    with connection.execute_wrapper(no_database):
        answer = browser.post(reverse("add_learning_point", args=[partnership.pk]), told)
    assert (answer.status_code, "Take the bus" in answer.content.decode()) == (503, True)


def test_a_script_is_told_as_data(browser):
    with connection.execute_wrapper(no_database):
        answer = browser.get(reverse("home"), headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["away"]) == (503, "database")


def test_health_answers_whoever_asks(browser):
    with connection.execute_wrapper(no_database):
        answer = browser.get(reverse("health"))
    assert (answer.status_code, answer.json()["database"]) == (503, "away")


@pytest.mark.parametrize(("error", "status"), [(no_database, 503), (lambda: 1 / 0, 500)])
def test_what_is_raised_outside_a_view_is_told_apart_too(rf, error, status):
    try:
        error()
    except Exception as problem:
        answer = response_for_exception(rf.get("/"), problem)
    assert answer.status_code == status


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_ended_and_a_server_that_is_gone():
    if connection.vendor != "postgresql":
        pytest.skip("Only on PostgreSQL: SQLite has no server")
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory())
    ender = psycopg.connect(_dsn(), autocommit=True)
    with ender:
        ender.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert client.get(reverse("home")).status_code == 503
    connection.close()
    assert client.get(reverse("home")).status_code == 200
    connection.close()
    port, connection.settings_dict["PORT"] = connection.settings_dict["PORT"], str(closed_port())
    try:
        began = time.monotonic()
        answer = client.get(reverse("home"))
        assert (answer.status_code, time.monotonic() - began < 5) == (503, True)
    finally:
        connection.close()
        connection.settings_dict["PORT"] = port
    assert client.get(reverse("home")).status_code == 200


def _dsn():
    known = connection.settings_dict
    return psycopg.conninfo.make_conninfo(
        host=known["HOST"],
        port=known["PORT"] or 5432,
        user=known["USER"],
        password=known["PASSWORD"],
        dbname=known["NAME"],
    )


# --- Redis ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def _closed_breakers():
    forgiving.breaker.worked()
    work.broker_breaker.worked()
    yield
    forgiving.breaker.worked()
    work.broker_breaker.worked()


def on_redis(settings, port):
    options = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, "retry": Retry(NoBackoff(), 0)}
    settings.CACHES = {
        "default": {
            "BACKEND": "psp.core.caches.ForgivingRedisCache",
            "LOCATION": f"redis://127.0.0.1:{port}/0",
            "OPTIONS": options,
        }
    }


@pytest.mark.usefixtures("_closed_breakers")
def test_pages_wait_for_a_frozen_cache_once_and_then_go_without(browser, settings, caplog, monkeypatch):
    monkeypatch.setattr(forgiving.breaker, "pause", 600)
    with frozen_server() as port:
        on_redis(settings, port)
        began = time.monotonic()
        caches["default"].get("a")
        took = time.monotonic() - began
        for _ in range(3):
            assert browser.get(reverse("home")).status_code == 200
    waits = [record for record in caplog.records if "cache_away" in str(record.msg)]
    assert (len(waits), took < 3) == (1, True)


@pytest.mark.parametrize(
    "act",
    [
        lambda cache: cache.get("a"),
        lambda cache: cache.get_many(["a"]),
        lambda cache: cache.set("a", 1),
        lambda cache: cache.set_many({"a": 1}),
        lambda cache: cache.add("a", 1),
        lambda cache: cache.touch("a"),
        lambda cache: cache.delete("a"),
        lambda cache: cache.delete_many(["a"]),
        lambda cache: cache.get_or_set("a", 1),
        lambda cache: cache.has_key("a"),
        lambda cache: cache.clear(),
    ],
)
@pytest.mark.usefixtures("_closed_breakers")
def test_nothing_asked_of_a_cache_that_is_gone_fails(settings, act):
    on_redis(settings, closed_port())
    act(caches["default"])


FROZEN_BROKER = """
import time, django
django.setup()
from psp.core.work import ring
from psp.tasks import heartbeat
from psp.health import _broker
took = []
for _ in range(3):
    began = time.monotonic()
    ring(heartbeat)
    took.append(time.monotonic() - began)
began = time.monotonic()
state = _broker()
print(max(took[:1]), max(took[1:]), state, time.monotonic() - began)
"""


@pytest.mark.processes
def test_a_frozen_broker_holds_a_page_up_once_and_briefly(tmp_path):
    with frozen_server() as port:
        env = {name: value for name, value in os.environ.items() if name not in NAMES}
        env |= {"VAR_DIR": str(tmp_path), "REDIS_URL": f"redis://127.0.0.1:{port}/0"}
        env |= {"DJANGO_SETTINGS_MODULE": "psp.settings"}
        ended = subprocess.run(
            [sys.executable, "-c", FROZEN_BROKER],
            env=env,
            capture_output=True,
            text=True,
            timeout=90,
            cwd=ROOT,
            check=True,
        )
    first, later, state, health = ended.stdout.split()
    assert (float(first) < 5, float(later) < 0.1, state, float(health) < 6) == (True, True, "away", True), ended.stdout


# --- The disk ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def full_disk():
    """No file of this process can grow: what a full disk does to a writer, without filling one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.once
def test_an_upload_on_a_full_disk_ends_in_words_with_what_was_typed(browser, partnership, full_disk):
    told = {
        "title": "Minutes of 4 May",
        "kind": "minutes",
        "file": upload("minutes.txt", b"words " * 1000, "text/plain"),
    }
    answer = browser.post(reverse("add_document", args=[partnership.pk]), told)
    assert (answer.status_code, answer["Retry-After"]) == (503, "300")
    assert ("disk" in answer.content.decode(), "Minutes of 4 May" in answer.content.decode()) == (True, True)
    assert Document.objects.count() == 0


@pytest.mark.once
def test_a_large_upload_that_cannot_even_be_received_ends_in_words(browser, partnership, full_disk):
    told = {"title": "Minutes", "kind": "minutes", "file": upload("minutes.txt", b"words " * 600_000, "text/plain")}
    answer = browser.post(reverse("add_document", args=[partnership.pk]), told)
    assert (answer.status_code, "disk" in answer.content.decode()) == (503, True)


@pytest.mark.once
def test_the_cache_of_the_embedded_mode_costs_no_page_when_the_disk_is_full(tmp_path, full_disk):
    cache = forgiving.ForgivingFileCache(str(tmp_path), {})
    # Random, or it would be packed into a small file.
    cache.set("a", os.urandom(5000))
    assert cache.get("a") is None
    attempts = os.urandom(5000)
    cache.set("allauth:rl:login", attempts)
    assert (cache.get("allauth:rl:login"), forgiving.meanwhile.get("a")) == (attempts, None)


@pytest.mark.once
def test_a_report_on_a_full_disk_fails_in_words(partnership, olivia, full_disk):
    report = ReportFactory(partnership=partnership, asked_by=olivia, format="text")
    make_report(report_id=report.pk, now=timezone.now)
    report.refresh_from_db()
    assert (report.state, "disk" in report.error) == ("failed", True)


@pytest.mark.once
@pytest.mark.parametrize("name", ["today.tar", "today"])
def test_a_backup_cut_short_by_a_full_disk_leaves_nothing_that_looks_like_one(tmp_path, full_disk, name):
    with pytest.raises(OSError, match="large"), writer(tmp_path / name) as backup, backup.member("rows") as member:
        member.write(os.urandom(5000))
    assert not (tmp_path / name).exists()


@pytest.mark.once
def test_a_database_on_a_full_disk_is_told_from_one_that_is_busy(tmp_path, full_disk):
    with (
        contextlib.closing(sqlite3.connect(tmp_path / "full.sqlite3")) as database,
        pytest.raises(sqlite3.OperationalError) as raised,
    ):
        database.executescript("BEGIN; CREATE TABLE words AS SELECT randomblob(9999); COMMIT")
    error = OperationalError(str(raised.value))
    error.__cause__ = raised.value
    assert trouble_of(error).code == "disk"
