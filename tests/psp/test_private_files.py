"""On a machine that others have accounts on, nothing the embedded product writes is theirs to read, whatever the umask."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from psp.private_files import keep_private

ROOT = Path(__file__).resolve().parents[2]
USED = """
import django, io
django.setup()
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import send_mail
from django.db import connection
from psp.backup.archive import writer
from psp.celery import app
from pathlib import Path
from django.conf import settings

send_mail("Choose a password", "https://psp.example.org/invitations/accept/secret/", None, ["olivia@example.org"])
cache.set("a", "b")
default_storage.save("documents/2026/minutes.txt", ContentFile("minutes"))
default_storage.save("documents/2026/large.txt", ContentFile("x" * 3_000_000))
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE people (name text)")
    cursor.execute("INSERT INTO people VALUES ('Olivia')")
    app.send_task("partnerships.tasks.requeue_mail")
    for name in ("backup.tar", "backup"):
        with writer(Path(settings.VAR_DIR, "backups", name)) as backup, backup.member("rows/people") as member:
            member.write(b"Olivia")
    print(*sorted(path.name for path in Path(settings.VAR_DIR).glob("psp.sqlite3*")))
    found = [f"{path.stat().st_mode & 0o777:o} {path}" for path in Path(settings.VAR_DIR).rglob("*")]
print("\\n".join(found))
"""


@pytest.fixture(autouse=True)
def _umask():
    mask = os.umask(0o022)
    yield
    os.umask(mask)


def modes(lines):
    return {Path(path).name: int(mode, 8) for mode, _space, path in (line.partition(" ") for line in lines)}


@pytest.mark.once
def test_folders_and_files_are_for_the_account_alone(tmp_path):
    for name in ("mail", "cache"):
        (tmp_path / name).mkdir()
    (tmp_path / "psp.sqlite3").touch()
    assert (tmp_path / "mail").stat().st_mode & 0o777 == 0o755
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "psp.settings", "PSP_ENV": "embedded", "VAR_DIR": str(tmp_path)}
    env = {name: value for name, value in env.items() if name not in {"DATABASE_URL", "REDIS_URL", "EMAIL_URL"}}
    done = subprocess.run([sys.executable, "-c", USED], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    first, *lines = done.stdout.splitlines()
    assert "psp.sqlite3-wal" in first.split()
    found = modes(lines)
    assert {
        "mail",
        "files",
        "cache",
        "psp.sqlite3",
        "psp.sqlite3-wal",
        "backup.tar",
        "people",
        "large.txt",
    } <= found.keys()
    assert [name for name, mode in found.items() if mode & 0o077] == []
    assert any(name.endswith(".log") for name in found)


def test_what_an_earlier_version_left_open_is_closed_and_what_is_not_ours_stays(tmp_path):
    (tmp_path / "mail").mkdir()
    (tmp_path / "psp.sqlite3").touch()
    (tmp_path / "run").mkdir()
    (tmp_path / "link").symlink_to("/etc/hosts")
    keep_private(tmp_path, "mail", "broker/in")
    assert {path.name: oct(stat.S_IMODE(path.lstat().st_mode)) for path in tmp_path.iterdir()} == {
        "mail": "0o700",
        "psp.sqlite3": "0o600",
        "run": "0o755",
        "link": "0o777",
        "broker": "0o700",
    }
    assert Path("/etc/hosts").stat().st_mode & 0o044
    keep_private(tmp_path, "mail", "broker/in")
