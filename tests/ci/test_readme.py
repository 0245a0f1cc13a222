"""README's operations: what they name is in docker-compose.yml and the commands, and what can run here does."""

import re
from pathlib import PurePosixPath

import pytest
from django.core.management import get_commands, load_command_class

from tests.ci.readme import OPERATIONS, commands, managed, words_of
from tests.factories.scratch import ROOT, SQLITE, Scratch, own_vendor

COMPOSE = (ROOT / "docker-compose.yml").read_text()
SERVICES = set(
    re.findall(r"^  (\w+):$", COMPOSE.partition("\nservices:\n")[2].partition("\nnetworks:\n")[0], re.MULTILINE)
)
APP = COMPOSE.partition("\nx-app:")[2].partition("\nservices:\n")[0]
RUN = {"--rm", "--no-deps", "-v"}
KEY = {"BID_SEAL_KEY": "a key of the drill that is as long as one must be"}


def compose_lines():
    """Give each "docker compose" of the operations as (its command, the words after it, the line)."""
    lines = [part for line in commands() for part in line.split(" && ")]
    return [(words[2], words[3:], line) for line in lines if (words := words_of(line))[:2] == ["docker", "compose"]]


def mounts(words):
    return {words[at + 1].rpartition(":")[2] for at, word in enumerate(words) if word == "-v"}


def test_every_service_that_the_operations_name_is_in_the_compose_file():
    for command, words, line in compose_lines():
        if command == "run":
            flags = [word for word in words[: words.index("python")] if word.startswith("-")]
            assert set(flags) <= RUN, line
            service = words[words.index("python") - 1]
            assert service in SERVICES, line
        elif command == "exec":
            assert words[0] in SERVICES, line
        else:
            assert {word for word in words if not word.startswith("-")} <= SERVICES, line


def test_every_path_a_command_names_is_mounted_where_it_runs():
    volumes = set(re.findall(r'volumes: \["files:(/[^"]*)"\]', APP))
    assert volumes == {"/app/var/files"}
    named = 0
    for line in commands():
        for word in managed(line):
            if word.startswith("/"):
                named += 1
                places = volumes | mounts(words_of(line))
                assert any(PurePosixPath(word).is_relative_to(place) for place in places), line
    assert named == 4


def test_a_restore_runs_before_the_migrate_service_makes_tables_of_this_version():
    assert "    migrate: {condition: service_completed_successfully}" in APP
    restores = [line for line in commands() if managed(line)[:1] == ["restore"]]
    assert [("--no-deps" in line) for line in restores] == [True, True]


def test_the_product_role_makes_no_database_so_the_superuser_does():
    assert "NOCREATEDB" in (ROOT / ".ci/database_role").read_text()
    line = next(line for line in commands() if "createdb" in line)
    assert "--username postgres --owner psp" in line


def test_every_management_command_and_flag_that_the_operations_name_is_there():
    known = get_commands()
    named = [managed(line) for line in commands() if managed(line)]
    assert {words[0] for words in named} > {"backup", "restore", "verify", "renew_seals", "look_through_storage"}
    for name, *words in named:
        command = load_command_class(known[name], name) if isinstance(known[name], str) else known[name]
        flags = command.create_parser("manage.py", name)._option_string_actions
        assert {word for word in words if word.startswith("--")} <= set(flags), name
    flags = load_command_class("psp", "restore").create_parser("manage.py", "restore")._option_string_actions
    for flag in ("--replace", "--lose-newer", "--without-keys", "--take-storage", "--check"):
        assert (flag in OPERATIONS, flag in flags) == (True, True)


def run_in(product, heading, place):
    """Run the management commands under a heading as they stand there, with ``place`` for the backup."""
    words = [managed(line) for line in commands(heading)]
    done = [[place if word.startswith("/backups/") else word for word in line] for line in words if line]
    for line in done:
        product.manage(*line)
    return [line[0] for line in done]


@pytest.mark.processes
@pytest.mark.last
def test_the_operations_run_as_they_are_written(tmp_path):
    backup = str(tmp_path / "backup.tar")
    with Scratch(tmp_path / "live", own_vendor(), name="live", env=KEY, is_migrated=True) as live:
        live.manage("pair_storage")
        assert run_in(live, "Back up", backup) == ["backup"]
        assert run_in(live, "Keys", backup) == ["renew_seals", "verify"]
        assert run_in(live, "File storage", backup) == ["pair_storage", "look_through_storage"]
        with Scratch(tmp_path / "moved", SQLITE, name="moved", env=KEY) as moved:
            assert run_in(moved, "Restore", backup) == ["restore", "verify"]
        env = KEY | {"VAR_DIR": str(live.folder)}
        with Scratch(tmp_path / "before", own_vendor(), name="before", env=env) as before:
            before.env["DATABASE_URL"] = before.env["DATABASE_URL"].replace("/live/", "/before/")
            rolled_back = [line for line in commands("Upgrade and roll back") if managed(line)[:1] == ["restore"]]
            assert len(rolled_back) == 1
            before.manage(*[backup if word.startswith("/backups/") else word for word in managed(rolled_back[0])])
