"""Databases that have had the product's migrations, copied from one that was migrated once.

Every migration takes about half a minute of processor time; a copy takes less than a second. The template is named after
what it was made from, so another migration or another version of a package makes another one.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
import zlib
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).parents[2]
CACHE = ROOT / "var" / "cache" / "migrated"


def fingerprint():
    """Return what tells one state of the schema from another: all migrations of the product and the pinned packages."""
    paths = [*sorted(ROOT.glob("*/migrations/[0-9]*.py")), *sorted(ROOT.glob("requirements*.txt"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:12]


@contextmanager
def _one_at_a_time():
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(url, folder, env):
    own = env | {"DATABASE_URL": url, "VAR_DIR": str(folder)}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=own, check=True, timeout=600)


def copy_to_sqlite(path, env):
    """Write a migrated SQLite database to a path; ``env`` is the environment of the product it is for."""
    template = CACHE / f"{fingerprint()}.sqlite3"
    with _one_at_a_time():
        if not template.exists():
            for older in CACHE.glob("*.sqlite3*"):
                older.unlink()
            draft = CACHE / "draft.sqlite3"
            _migrate(f"sqlite:///{draft}", CACHE, env)
            draft.rename(template)
    shutil.copyfile(template, path)


def copy_to_postgres(server, name, env):
    """Make a migrated database of this name on a PostgreSQL server; ``server`` is the address of any database there."""
    checkout = f"psp_migrated_{zlib.crc32(str(ROOT).encode()):08x}_"
    template = checkout + fingerprint()
    with _one_at_a_time(), psycopg.connect(server, dbname="postgres", autocommit=True) as connection:
        found = connection.execute("select datname from pg_database where datname like %s", [f"{checkout}%"])
        present = {row[0] for row in found}
        if template not in present:
            draft = f"{checkout}draft"
            for older in {*present, draft}:
                connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(older)))
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(draft)))
            _migrate(urlsplit(server)._replace(path=f"/{draft}").geturl(), CACHE, env)
            renaming = sql.SQL("alter database {} rename to {}")
            connection.execute(renaming.format(sql.Identifier(draft), sql.Identifier(template)))
        copying = sql.SQL("create database {} template {}")
        connection.execute(copying.format(sql.Identifier(name), sql.Identifier(template)))
