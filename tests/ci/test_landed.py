"""A landed migration is never edited: the list of their hashes finds it."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("landed", ROOT / ".ci" / "landed.py")
landed = importlib.util.module_from_spec(spec)
spec.loader.exec_module(landed)

LISTED = {"a/migrations/0001_initial.py": "11", "a/migrations/0002_more.py": "22"}


def test_no_landed_migration_was_changed_and_every_one_is_listed():
    assert landed.problems(landed.migrations(), landed.landed()) == []


def test_every_migration_of_version_1_0_0_is_listed_as_it_was_released():
    released = {
        "evaluation/migrations/0001_initial.py",
        "evaluation/migrations/0002_initial.py",
        "partnerships/migrations/0001_initial.py",
        "partnerships/migrations/0002_partnership_stopped_on.py",
        "procurement/migrations/0001_initial.py",
    }
    assert released <= landed.landed().keys()


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (LISTED, []),
        (LISTED | {"a/migrations/0002_more.py": "23"}, ["a/migrations/0002_more.py has landed and was edited"]),
        ({"a/migrations/0001_initial.py": "11"}, ["a/migrations/0002_more.py has landed and is gone"]),
        (LISTED | {"a/migrations/0003_new.py": "33"}, ["Not listed yet: a/migrations/0003_new.py."]),
    ],
)
def test_what_was_edited_removed_or_not_listed_is_named(found, words):
    problems = landed.problems(found, LISTED)
    assert [problem.startswith(begins) for problem, begins in zip(problems, words, strict=True)] == [True] * len(words)


def test_a_migration_edited_by_one_byte_is_found(tmp_path):
    folder = tmp_path / "a" / "migrations"
    folder.mkdir(parents=True)
    (folder / "0001_initial.py").write_text("operations = []\n")
    before = landed.migrations(tmp_path)
    (folder / "0001_initial.py").write_text("operations = [] \n")
    assert len(landed.problems(landed.migrations(tmp_path), before)) == 1
