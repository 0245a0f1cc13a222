"""Real Celery workers on a scratch database and broker, to be killed at will.

They use the database and broker the suite runs on: files and SQLite, or PostgreSQL and Redis where ``DATABASE_URL`` and
``REDIS_URL`` name them, each a scratch one beside the suite's own.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import redis
from celery import Celery
from psycopg import sql

from tests.factories.migrated import copy_to_postgres, copy_to_sqlite

ROOT = Path(__file__).parents[2]


class Workshop:
    """Workers with a place of their own. Use it in a ``with``: whatever happens, no process and no database is left.

    ``name`` keeps two workshops that run at once apart; ``number`` does so on Redis (its database, counted from the
    suite's). ``include`` is a module every worker imports; ``env`` is added to their environment.
    """

    def __init__(self, folder, *, name, number, include="", env=None):
        self.include, self.workers, self.killed = include, [], 0
        own = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "PSP_ENV", "BASE_URL", "PYTEST_CURRENT_TEST")
        self.env = {key: value for key, value in os.environ.items() if key not in own}
        self.env |= {"VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]} | (
            env or {}
        )
        self.postgres = self.redis = None
        if (url := os.environ.get("DATABASE_URL", "")).startswith("postgres"):
            self.postgres, self.database = url, f"psp_{name}_{os.getpid()}"
            self.env["DATABASE_URL"] = urlsplit(url)._replace(path=f"/{self.database}").geturl()
        if url := os.environ.get("REDIS_URL"):
            parts = urlsplit(url)
            database = (int(parts.path.strip("/") or 0) + number) % 16
            self.redis = self.env["REDIS_URL"] = parts._replace(path=f"/{database}").geturl()

    def __enter__(self):
        self._scratch(begins=True)
        options = {
            "data_folder_in": f"{self.env['VAR_DIR']}/broker/in",
            "data_folder_out": f"{self.env['VAR_DIR']}/broker/in",
        }
        options["control_folder"] = f"{self.env['VAR_DIR']}/broker/control"
        self.beat = Celery("beat", broker=self.redis or "filesystem://", set_as_current=False)
        self.beat.conf.broker_transport_options = {} if self.redis else options
        return self

    def __exit__(self, *problem):
        while self.workers:
            self.kill()
        self.beat.close()
        self._scratch(begins=False)

    def _scratch(self, *, begins):
        if self.redis:
            redis.Redis.from_url(self.redis).flushdb()
        if self.postgres:
            with psycopg.connect(self.postgres, dbname="postgres", autocommit=True) as connection:
                name = sql.Identifier(self.database)
                connection.execute(sql.SQL("drop database if exists {} with (force)").format(name))
            if begins:
                copy_to_postgres(self.postgres, self.database, self.env)
        elif begins:
            copy_to_sqlite(f"{self.env['VAR_DIR']}/psp.sqlite3", self.env)

    def manage(self, *words):
        """Run a management command there."""
        subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=self.env, check=True, timeout=120)

    def ask(self, lines):
        """Run lines of Python there, with Django set up; return what they print, read as JSON."""
        said = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup()\n{lines}"],
            cwd=ROOT,
            env=self.env,
            check=True,
            timeout=60,
            capture_output=True,
            text=True,
        )
        return json.loads(said.stdout)

    def send(self, task, **kwargs):
        """Queue a task as beat or a page would."""
        self.beat.send_task(task, kwargs=kwargs)

    def hire(self):
        """Start a worker of two processes."""
        command = [sys.executable, "-m", "celery", "-q", "-A", "psp.celery", "worker", "--concurrency", "2"]
        command += [
            "--without-gossip",
            "--without-mingle",
            "-l",
            "WARNING",
            "-n",
            f"worker{self.killed}-{len(self.workers)}@%h",
        ]
        command += ["-I", self.include] if self.include else []
        self.workers.append(subprocess.Popen(command, cwd=ROOT, env=self.env, start_new_session=True))

    def kill(self):
        """Kill the worker hired first, with its processes, as SIGKILL does: it gets no chance to tidy up."""
        worker = self.workers.pop(0)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(timeout=30)
        self.killed += 1

    def kill_a_child(self):
        """Kill one process of the worker hired first, which goes on without it."""
        listed = subprocess.run(["pgrep", "-P", str(self.workers[0].pid)], capture_output=True, text=True, check=False)
        for child in listed.stdout.split()[:1]:
            os.kill(int(child), signal.SIGKILL)
            self.killed += 1
