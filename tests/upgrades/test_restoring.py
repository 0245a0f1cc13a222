"""A restore takes no other service's storage, goes on after it was killed at any step, and leaves a service that starts."""

import pytest

from tests.factories.scratch import Scratch, own_vendor
from tests.upgrades.test_upgrade import HERE, KEY, restore

pytestmark = [pytest.mark.processes, pytest.mark.last]

BACKUP = HERE / "1.0.0.tar"
OTHER_KEY = {"BID_SEAL_KEY": "another key altogether and as long as one must be"}
PAIRING = "from partnerships.storage.queries import pairing_of; import json; print(json.dumps(str(pairing_of())))"


def start(product):
    """Start the web server's module as the server does; return how it ended and why."""
    ended = product.run("-c", "import psp.wsgi")
    return ended.returncode, ended.stderr.strip()


def restore_until(product, place, *words):
    """Restore, in a process that ends by itself where it would call ``place``, as if it were killed there."""
    module, _dot, name = place.rpartition(".")
    lines = f"""
import django, os
from importlib import import_module
django.setup()
from django.core.management import call_command
setattr(import_module({module!r}), {name!r}, lambda *a, **k: os._exit(9))
call_command("restore", {str(BACKUP)!r}, *{words!r})
"""
    assert product.run("-c", lines).returncode == 9


def test_a_restore_takes_no_storage_unasked_and_killed_at_any_step_is_run_again(tmp_path):
    with Scratch(tmp_path / "live", own_vendor(), name="live", env=KEY, is_migrated=True) as live:
        live.manage("pair_storage")
        with Scratch(tmp_path / "copy", own_vendor(), name="copy", env=KEY) as copy:
            copy.env["VAR_DIR"] = str(live.folder)
            for words in ([], ["--check"]):
                status, said = restore(copy, BACKUP, *words)
                assert (status, "The file storage belongs to another database" in said) == (1, True)
            restore_until(copy, "psp.backup.unfinished.end", "--take-storage")
            # Back to a part of the backup's migrations, where one killed a little earlier would be.
            copy.manage("migrate", "evaluation", "zero")
            restore_until(copy, "psp.backup.restoring.call_command", "--take-storage")
            assert live.ask(PAIRING) == "paired"
            restore_until(copy, "psp.management.commands.restore.pair_storage", "--take-storage")
            status, said = start(copy)
            assert (status, "A restore into this database did not finish" in said) == (1, True)
            copy.manage("restore", str(BACKUP), "--take-storage")
            assert (live.ask(PAIRING), copy.ask(PAIRING)) == ("other", "paired")
            assert copy.manage("verify").endswith("Everything is as it was kept.\n")
            assert start(copy)[0] == 0


@pytest.fixture
def older(tmp_path):
    """A database of version 1.0.0 with its rows, not upgraded yet, and another key than they were sealed with."""
    lines = f"""
from pathlib import Path
from psp.backup import restoring
with restoring.Reader(Path({str(BACKUP)!r})) as reader:
    restoring._fill(reader, restoring.manifest_of(reader))
restoring.unfinished.end()
print(1)
"""
    with Scratch(tmp_path / "older", own_vendor(), name="older", env=OTHER_KEY) as product:
        product.ask(lines)
        yield product


def test_an_upgrade_with_the_wrong_key_changes_nothing_and_with_a_lost_one_the_service_starts(older):
    refused = older.try_to_manage("migrate")
    assert (refused.returncode, "BID_SEAL_KEY opens none of the sealed records" in refused.stderr) == (1, True)
    plain = "from django.db import connection as c; k = c.cursor(); k.execute('select count(*) from django_migrations"
    assert older.ask(f"{plain} where name = %s', ['0019_encrypt_second_factors']); print(k.fetchone()[0])") == 0
    assert older.try_to_manage("migrate", "--plan", env=KEY).returncode == 0
    older.manage("migrate", "--without-keys")
    assert start(older)[0] != 0
    older.manage("renew_seals", "--lost", "unknown")
    assert start(older)[0] == 0
