"""A database whose schema is not the code's: nothing starts on it, and one sentence says why."""

import pytest

from psp.core.schema import mismatch_of
from tests.factories.scratch import Scratch, own_vendor

OWN = {"ours"}
CODE = {("ours", "0001_initial"), ("ours", "0002_more"), ("library", "0001_initial")}
START = {
    "web": ["-m", "gunicorn", "--config", "python:psp.web_server", "psp.wsgi"],
    "worker": ["-m", "celery", "-q", "-A", "psp.celery", "worker", "--concurrency", "1"],
    "beat": ["-m", "celery", "-q", "-A", "psp.celery", "beat", "-s", "{folder}/beat"],
}


def test_a_database_with_just_the_migrations_of_the_code_matches():
    assert mismatch_of(CODE, CODE, own=OWN) == ""


def test_what_the_database_lacks_is_named_with_what_to_do():
    assert mismatch_of(CODE, CODE - {("ours", "0002_more")}, own=OWN) == (
        "The database lacks 1 update of this version (ours 0002_more): run “python manage.py migrate”, then start again."
    )
    assert mismatch_of(CODE, set(), own=OWN).startswith("The database lacks 3 updates of this version (library 0001")


def test_an_unknown_migration_of_ours_is_a_newer_version_and_one_a_library_dropped_is_none():
    sentence = mismatch_of(CODE, {*CODE, ("ours", "0003_newer")}, own=OWN)
    assert sentence.startswith(
        "The database was made by a newer version of this service: this one does not know ours 0003"
    )
    assert mismatch_of(CODE, {*CODE, ("library", "0000_before")}, own=OWN) == ""


RECORD = """
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
recorder = MigrationRecorder(connection)
"""
LACKS = "recorder.record_unapplied('evaluation', '0002_initial'); print(1)"
HAS_IT = "recorder.record_applied('evaluation', '0002_initial')"
KNOWS_MORE = f"{HAS_IT}; recorder.record_applied('evaluation', '9999_newer'); print(1)"


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    with Scratch(tmp_path_factory.mktemp("schema"), own_vendor(), name="schema", is_migrated=True) as scratch:
        yield scratch


@pytest.mark.processes
def test_nothing_starts_on_a_database_that_does_not_match(scratch):
    scratch.ask(RECORD + LACKS)
    for name, command in START.items():
        assert_refused(scratch, command, "The database lacks 1 update of this version (evaluation 0002_initial)", name)
    scratch.ask(RECORD + KNOWS_MORE)
    assert_refused(scratch, START["web"], "this one does not know evaluation 9999_newer", "web")
    scratch.ask(RECORD + "recorder.record_unapplied('evaluation', '9999_newer'); print(1)")


def assert_refused(scratch, command, sentence, name):
    command = [word.format(folder=scratch.folder) for word in command]
    ended = scratch.run(*command, timeout=90, env={"PORT": "0"})
    said = ended.stdout + ended.stderr
    assert (ended.returncode, sentence in said, "Traceback" in said) == (1, True, False), (name, said)


NOTE_ANOTHER = """
from django.utils import timezone
from partnerships.models import SealKey
SealKey.objects.create(fingerprint="0123456789abcdef", noted_at=timezone.now())
print(1)
"""
FORGET_IT = "from partnerships.models import SealKey; print(SealKey.objects.all().delete()[0])"


@pytest.mark.processes
def test_nothing_starts_without_the_key_records_are_sealed_with(scratch):
    scratch.ask(NOTE_ANOTHER)
    try:
        for name in ("web", "worker"):
            assert_refused(scratch, START[name], "BID_SEAL_KEY lacks a key", name)
    finally:
        scratch.ask(FORGET_IT)
