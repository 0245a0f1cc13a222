"""Databases and storages of a test's own, for what only whole processes of the product show.

The suite's own database is made from the models; these have had the migrations, as the product's have.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from tests.factories.migrated import copy_to_postgres, copy_to_sqlite

ROOT = Path(__file__).parents[2]
OF_THE_SUITE = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "PSP_ENV", "BASE_URL", "PYTEST_CURRENT_TEST", "BID_SEAL_KEY")
SQLITE, POSTGRESQL = "sqlite", "postgresql"


def vendors():
    """List the databases the suite can make scratch ones on: SQLite always, PostgreSQL where the suite runs on it."""
    return [SQLITE, POSTGRESQL] if os.environ.get("DATABASE_URL", "").startswith("postgres") else [SQLITE]


def own_vendor():
    """Return the database the suite runs on."""
    return vendors()[-1]


class Scratch:
    """A product of its own: a database of a vendor and a folder for everything else. Use it in a ``with``.

    The database is empty, or has had the migrations where it ``is_migrated``.
    """

    def __init__(self, folder, vendor, *, name, env=None, is_migrated=False):
        self.folder, self.vendor, self.is_migrated = Path(folder), vendor, is_migrated
        self.folder.mkdir(parents=True, exist_ok=True)
        self.env = {key: value for key, value in os.environ.items() if key not in OF_THE_SUITE}
        self.env |= {"VAR_DIR": str(self.folder), "DJANGO_SETTINGS_MODULE": "psp.settings", "DEMO_MODE": "1"}
        if vendor == POSTGRESQL:
            self.server, self.database = os.environ["DATABASE_URL"], f"psp_{name}_{os.getpid()}"
            url = urlsplit(self.server)._replace(path=f"/{self.database}").geturl()
        else:
            url = f"sqlite:///{self.folder / 'psp.sqlite3'}"
        self.env |= {"DATABASE_URL": url} | (env or {})

    def __enter__(self):
        self._make(begins=True)
        return self

    def __exit__(self, *problem):
        self._make(begins=False)

    def _make(self, *, begins):
        if self.vendor != POSTGRESQL:
            if begins and self.is_migrated:
                copy_to_sqlite(self.folder / "psp.sqlite3", self.env)
            return
        with psycopg.connect(self.server, dbname="postgres", autocommit=True) as connection:
            name = sql.Identifier(self.database)
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(name))
            if begins and not self.is_migrated:
                connection.execute(sql.SQL("create database {}").format(name))
        if begins and self.is_migrated:
            copy_to_postgres(self.server, self.database, self.env)

    def run(self, *command, timeout=300, env=None):
        """Run a command there; return how it ended and what it printed."""
        return subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.env | (env or {}),
            check=False,
            timeout=timeout,
            capture_output=True,
            text=True,
        )

    def try_to_manage(self, *words, env=None):
        """Run a management command there, which may fail; return how it ended and what it printed."""
        return self.run("manage.py", *words, env=env)

    def manage(self, *words):
        """Run a management command there that must not fail; return what it printed."""
        ended = self.try_to_manage(*words)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    def ask(self, lines):
        """Run lines of Python there, with Django set up; return what they print last, read as JSON."""
        ended = self.run("-c", f"import django; django.setup()\n{lines}")
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return json.loads(ended.stdout.strip().splitlines()[-1])
