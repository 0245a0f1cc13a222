"""An operation that waited for a history decides on the record as it is then, not as it was read before."""

import ast
from pathlib import Path

import pytest

from partnerships.activity.operations import lock_record
from psp.core.problems import StaleVersion
from tests.factories.learning import LearningPointFactory

APPS = ("partnerships", "procurement", "evaluation")


def stale_locks():
    """Name the operations that lock the history of one record and go on with the record they were handed."""
    for path in (path for app in APPS for path in sorted(Path(app).rglob("operations.py"))):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            handed = {f"lock_history({arg.arg}.partnership)" for arg in function.args.kwonlyargs}
            locks = {ast.unparse(call) for call in ast.walk(function) if isinstance(call, ast.Call)}
            if handed & locks:
                yield f"{path}: {function.name}"


LOCKS = ("lock_history", "lock_record", "lock_every_history")


def asked_too_early():
    """Name the operations that ask whether a person may before they lock, so that a role may end while they wait."""
    for path in (path for app in APPS for path in sorted(Path(app).rglob("operations.py"))):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            calls = [call for call in ast.walk(function) if isinstance(call, ast.Call)]
            locked = [call.lineno for call in calls if ast.unparse(call.func) in LOCKS]
            asked = [call.lineno for call in calls if ast.unparse(call.func).endswith((".has_perm", "allowed"))]
            if locked and asked and min(asked) < min(locked):
                yield f"{path}: {function.name}"


def asked_of_who_was():
    """Name the operations that ask a rule itself: it does not know that a role or an account ended meanwhile."""
    for path in (path for app in APPS for path in sorted(Path(app).rglob("operations.py"))):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(call, ast.Call)
                and ast.unparse(call).partition("(")[0].endswith(".test")
                and "by" in names_in(call)
            ):
                yield f"{path}: {ast.unparse(call)}"


def names_in(call):
    return {node.id for argument in call.args for node in ast.walk(argument) if isinstance(node, ast.Name)}


def test_every_operation_on_one_record_reads_it_again_under_the_lock():
    assert list(stale_locks()) == []


def test_every_operation_asks_who_may_under_the_lock():
    assert list(asked_too_early()) == []


def test_every_operation_asks_of_people_as_they_are_now():
    assert list(asked_of_who_was()) == []


def test_a_record_that_is_gone_is_stale(db):

    point = LearningPointFactory()
    type(point).objects.all().delete()
    with pytest.raises(StaleVersion):
        lock_record(point)
