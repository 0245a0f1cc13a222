"""Databases of released versions, filled, brought to this one: and backed up, moved to the other database and verified.

Each ``.tar`` here is a backup of a database of that version in which every table has rows: that of 1.0.0 was written from
its demonstration data, later ones are made with ``manage.py backup`` when a version is released. The product of the first
test is the source of the drill, so that the long way to a filled database is gone once.
"""

import json
import os
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest

from psp.backup.archive import Reader
from psp.backup.checking import manifest_of
from tests.factories.scratch import ROOT, SQLITE, Scratch, own_vendor, vendors

pytestmark = [pytest.mark.processes, pytest.mark.last]

HERE = Path(__file__).parent
KEY = {"BID_SEAL_KEY": "demonstration-of-version-1.0.0-sealed-with-this-key"}
RELEASED = sorted(HERE.glob("*.tar"))
# What a restore itself adds to: the history says that it happened, and the mark of the storage is another one.
ADDED_TO = {"partnerships.activity", "partnerships.chain"}
# Rows that are not carried over: sessions end, tokens of forms are used up.
NOT_CARRIED = {"sessions.session", "usersessions.usersession", "partnerships.sentform"}
# The same table, since a model of its own.
RENAMED = {"partnerships.organisation_members": "partnerships.vehiclemember"}
WALK = "from tests.upgrades import walk\n"


def other_vendor():
    """The database to move to: the other one where the suite has both, else another of the same kind."""
    return SQLITE if own_vendor() != SQLITE else vendors()[-1]


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    """The product of version 1.0.0, upgraded on the database the suite runs on."""
    with Scratch(tmp_path_factory.mktemp("upgraded"), own_vendor(), name="upgraded", env=KEY) as product:
        product.said = product.manage("restore", str(HERE / "1.0.0.tar"))
        yield product


def rows_of(place):
    """Read every table of a backup as values, whatever order its database keeps the names of JSON in."""
    with Reader(place) as reader:
        manifest = manifest_of(reader)
        return {
            table.model: {
                json.dumps(dict(zip(table.columns, json.loads(line), strict=True)), sort_keys=True)
                for line in reader.lines(table.file)
            }
            for table in manifest.tables
        }


def test_there_is_a_filled_database_of_the_first_version_and_no_table_of_it_is_empty():
    assert RELEASED[0].name == "1.0.0.tar"
    for place in RELEASED:
        with Reader(place) as reader:
            assert [table.model for table in manifest_of(reader).tables if not table.rows] == []


def test_an_upgraded_database_loses_no_row_verifies_and_opens(product, tmp_path):
    assert "The database was brought to this version" in product.said
    verified = json.loads(product.manage("verify", "--json"))
    assert (verified["ok"], verified["problems"]) == (True, [])
    tables = manifest_of_place(HERE / "1.0.0.tar").tables
    before = {RENAMED.get(table.model, table.model): table.rows for table in tables}
    product.manage("backup", str(tmp_path / "after"))
    after = {table.model: table.rows for table in manifest_of_place(tmp_path / "after").tables}
    fewer = {name: rows for name, rows in before.items() if after.get(name, 0) < rows and name not in NOT_CARRIED}
    assert fewer == {}
    walked = product.ask(f"{WALK}walk.say(walk.bad_pages(share=0.2))")
    assert walked["bad"] == []
    assert walked["opened"] > 500


def figures_of(place):
    """Read every figure of the value maps of a backup, by table, row and column, as numbers."""
    columns = {
        "evaluation.input": ("value",),
        "evaluation.output": ("quantity",),
        "evaluation.outcome": ("quantity", "proxy", "deadweight", "displacement", "attribution", "drop_off"),
        "evaluation.study": ("ratio", "flat_rate"),
    }
    rows = {model: [json.loads(row) for row in lines] for model, lines in rows_of(place).items() if model in columns}
    return {
        (model, row["id"], column): None if row[column] is None else Decimal(str(row[column]))
        for model, names in columns.items()
        for row in rows[model]
        for column in names
    }


def test_figures_of_studies_are_what_they_were(product, tmp_path):
    product.manage("backup", str(tmp_path / "after"))
    before, after = figures_of(HERE / "1.0.0.tar"), figures_of(tmp_path / "after")
    assert before == after
    assert sum(figure is not None for figure in before.values()) > 50


def manifest_of_place(place):
    with Reader(place) as reader:
        return manifest_of(reader)


def test_the_drill_backup_restore_on_the_other_database_verify_sign_in_read(product, tmp_path):
    for kind in ("first", "second.tar"):
        product.manage("backup", str(tmp_path / kind))
    with Scratch(tmp_path / "moved", other_vendor(), name="moved", env=KEY) as moved:
        moved.manage("restore", str(tmp_path / "second.tar"), "--check")
        assert moved.ask("from psp.backup.schema import applied_migrations as a; print(len(a()))") == 0
        moved.manage("restore", str(tmp_path / "second.tar"))
        verified = json.loads(moved.manage("verify", "--json"))
        assert (verified["ok"], verified["problems"]) == (True, [])
        moved.manage("backup", str(tmp_path / "back"))
        before, after = rows_of(tmp_path / "first"), rows_of(tmp_path / "back")
        moved_on = {"partnerships.verification"}
        assert {name for name in before if before[name] != after[name]} - moved_on == ADDED_TO
        assert before["partnerships.activity"] < after["partnerships.activity"]
        files = [
            (place / "files", sorted(p.name for p in (place / "files").rglob("*")))
            for place in (tmp_path / "first", tmp_path / "back")
        ]
        assert files[0][1] == files[1][1] != []
        read = moved.ask(f"{WALK}walk.say(walk.sign_in_and_read())")
        assert read == {"signed in": True, "page": 200, "document": True, "bid": True}
        keys, moved_keys = (place.ask(f"{WALK}walk.say(walk.last_keys())") for place in (product, moved))
        lower = {name for name, key in keys.items() if key and moved_keys[name] < key}
        assert lower <= NOT_CARRIED | {
            "partnerships.storagelook",
            "partnerships.quarantinedfile",
            "partnerships.storagepairing",
        }


def restore(product, place, *words, env=None):
    ended = product.try_to_manage("restore", str(place), *words, env=env)
    return ended.returncode, ended.stderr


def test_a_database_in_use_is_replaced_only_when_asked_and_newer_data_only_when_said_twice(product, tmp_path):
    product.manage("backup", str(tmp_path / "older"))
    add = """
from django.utils import timezone
from partnerships.activity.operations import record
from partnerships.models import Partnership, User
p = Partnership.objects.first()
record(verb="partnership.edited", target=p, partnership=p, by=User.objects.first(), at=timezone.now())
print(1)
"""
    product.ask(add)
    status, said = restore(product, tmp_path / "older")
    assert (status, "This database is in use." in said) == (1, True)
    status, said = restore(product, tmp_path / "older", "--replace")
    assert (status, "it has 1 entries of history from after it" in said) == (1, True)
    assert (
        product.ask(
            "from partnerships.models import Activity as a; print(a.objects.filter(verb='partnership.edited').count())"
        )
        > 6
    )
    status, said = restore(product, tmp_path / "older", "--replace", "--lose-newer")
    assert (status, said) == (0, said)
    assert json.loads(product.manage("verify", "--json"))["ok"]


def test_another_key_is_refused_unless_said(product, tmp_path):
    with Scratch(
        tmp_path / "keyless",
        SQLITE,
        name="keyless",
        env={"BID_SEAL_KEY": "another key altogether and as long as one must be"},
    ) as other:
        status, said = restore(other, HERE / "1.0.0.tar")
        assert (status, "made with another key in BID_SEAL_KEY" in said) == (1, True)
        assert restore(other, HERE / "1.0.0.tar", "--without-keys")[0] == 0
        assert other.try_to_manage("verify").returncode == 1
        assert other.run("-c", "import psp.wsgi").returncode == 0


@pytest.mark.parametrize(
    ("member", "words"),
    [
        ("data/partnerships.user.jsonl.gz", "data/partnerships.user.jsonl.gz was changed after the backup was made"),
        ("files/", "was changed after the backup was made"),
        ("manifest.json", "this version does not know"),
    ],
)
def test_a_damaged_or_newer_backup_is_refused_before_anything_is_written(tmp_path, member, words):
    import tarfile

    with tarfile.open(HERE / "1.0.0.tar") as archive:
        # Python has had filters since 3.11.4.
        archive.extractall(tmp_path / "damaged", **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))  # noqa: S202  our own
    path = next(
        p
        for p in (tmp_path / "damaged").rglob("*")
        if p.is_file() and str(p).partition("damaged/")[2].startswith(member)
    )
    content = path.read_bytes()
    if member == "manifest.json":
        content = content.replace(b'"migrations": [', b'"migrations": [["partnerships", "9999_newer"],', 1)
    else:
        content = content[:-9] + bytes([content[-9] ^ 1]) + content[-8:]
    path.write_bytes(content)
    with Scratch(tmp_path / "empty", SQLITE, name="damaged", env=KEY) as empty:
        status, said = restore(empty, tmp_path / "damaged")
        assert (status, words in said, "Traceback" in said) == (1, True, False), said
        assert empty.ask("from psp.backup.schema import applied_migrations as a; print(len(a()))") == 0
        assert not [path for path in (empty.folder / "files").rglob("*") if path.is_file()]


def test_a_restore_that_is_killed_leaves_no_rows_and_can_be_run_again(tmp_path):
    with Scratch(tmp_path / "killed", own_vendor(), name="killed", env=KEY) as product:
        command = [sys.executable, "manage.py", "restore", str(HERE / "1.0.0.tar")]
        process = subprocess.Popen(command, cwd=ROOT, env=product.env, start_new_session=True)
        files = product.folder / "files"
        until = time.monotonic() + 240
        while len([path for path in files.rglob("*") if path.is_file()]) < 5:
            assert time.monotonic() < until
            assert process.poll() is None
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=30)
        assert product.ask("from psp.backup.restoring import _is_in_use; print(int(_is_in_use()))") == 0
        product.manage("restore", str(HERE / "1.0.0.tar"))
        assert json.loads(product.manage("verify", "--json"))["ok"]
