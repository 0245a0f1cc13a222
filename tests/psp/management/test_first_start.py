"""The demo data of ``make run`` comes whole or not at all, and once."""

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
FIRST_START = [sys.executable, "manage.py", "first_start"]


@pytest.fixture
def settings_of_its_own(tmp_path):
    return os.environ | {
        "PSP_ENV": "embedded",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'psp.sqlite3'}",
        "REDIS_URL": "",
        "VAR_DIR": str(tmp_path),
        "DEMO_MODE": "1",
    }


def people(folder):
    with closing(sqlite3.connect(folder / "psp.sqlite3")) as database:
        return database.execute("select email, password from partnerships_user order by email").fetchall()


def test_a_start_that_is_killed_leaves_no_half_made_data_and_the_next_one_makes_it_once(tmp_path, settings_of_its_own):
    with subprocess.Popen(
        FIRST_START, cwd=ROOT, env=settings_of_its_own, stdout=subprocess.PIPE, text=True
    ) as interrupted:
        assert interrupted.stdout.readline() == "Making the demo data.\n"
        time.sleep(0.3)
        interrupted.kill()
    assert people(tmp_path) == []

    subprocess.run(FIRST_START, cwd=ROOT, env=settings_of_its_own, check=True)
    made = people(tmp_path)
    assert made != []

    subprocess.run(FIRST_START, cwd=ROOT, env=settings_of_its_own, check=True)
    assert people(tmp_path) == made


def test_outside_demo_mode_nobody_is_made(tmp_path, settings_of_its_own):
    subprocess.run(FIRST_START, cwd=ROOT, env=settings_of_its_own | {"DEMO_MODE": "0"}, check=True)
    assert people(tmp_path) == []
