"""The demo data of ``make run`` comes whole or not at all, and once."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.factories.migrated import copy_to_sqlite

ROOT = Path(__file__).resolve().parents[3]
FIRST_START = [sys.executable, "manage.py", "first_start"]


def settings_for(folder, demo):
    inherited = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
    return inherited | {
        "PSP_ENV": "embedded",
        "DATABASE_URL": f"sqlite:///{folder / 'psp.sqlite3'}",
        "VAR_DIR": str(folder),
        "DEMO_MODE": demo,
    }


def people(folder):
    with closing(sqlite3.connect(folder / "psp.sqlite3")) as database:
        return database.execute("select email, password from partnerships_user order by email").fetchall()


@pytest.fixture(scope="module")
def started_outside_demo_mode(tmp_path_factory):
    folder = tmp_path_factory.mktemp("var")
    copy_to_sqlite(folder / "psp.sqlite3", settings_for(folder, "0"))
    subprocess.run(FIRST_START, cwd=ROOT, env=settings_for(folder, "0"), check=True)
    return folder


def test_outside_demo_mode_nobody_is_made(started_outside_demo_mode):
    assert people(started_outside_demo_mode) == []


def ask(folder, words):
    with closing(sqlite3.connect(folder / "psp.sqlite3")) as database:
        found = database.execute(words).fetchall()
        database.commit()
    return found


@pytest.mark.parametrize(
    "change",
    [
        "",
        "PRAGMA user_version = 7",
        "insert into django_migrations (app, name, applied) values ('gone', '0001_gone', '2026-01-01')",
    ],
)
def test_a_database_is_looked_through_again_only_when_it_or_the_code_has_changed(
    tmp_path, started_outside_demo_mode, change
):
    folder = tmp_path / "var"
    shutil.copytree(started_outside_demo_mode, folder)
    [(services,)] = ask(folder, "select count(*) from partnerships_service")
    ask(folder, "delete from partnerships_service where id = (select min(id) from partnerships_service)")
    if change:
        ask(folder, change)
    subprocess.run(FIRST_START, cwd=ROOT, env=settings_for(folder, "0"), check=True)
    assert ask(folder, "select count(*) from partnerships_service") == [(services if change else services - 1,)]


def test_a_start_that_is_killed_leaves_no_half_made_data_and_the_next_one_makes_it_once(
    tmp_path, started_outside_demo_mode
):
    folder = tmp_path / "var"
    shutil.copytree(started_outside_demo_mode, folder)
    demo = settings_for(folder, "1")
    with subprocess.Popen(FIRST_START, cwd=ROOT, env=demo, stdout=subprocess.PIPE, text=True) as interrupted:
        assert interrupted.stdout.readline() == "Making the demo data.\n"
        time.sleep(0.3)
        interrupted.kill()
    assert people(folder) == []

    subprocess.run(FIRST_START, cwd=ROOT, env=demo, check=True)
    made = people(folder)
    assert made != []

    subprocess.run(FIRST_START, cwd=ROOT, env=demo, check=True)
    assert people(folder) == made
