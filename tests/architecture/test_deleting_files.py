"""A stored file is deleted in two places only: one asks whether the storage is this database's, one takes back its own."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("psp", "partnerships", "procurement", "evaluation")
ALLOWED = {"partnerships/storage/operations.py", "psp/core/stored_files.py"}


def deletes_a_file(node):
    """Tell whether a piece of code is ``….storage.delete``, ``default_storage.delete`` or a file field's ``delete``."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "delete":
        return any(keyword.arg == "save" for keyword in node.keywords)
    return isinstance(node, ast.Attribute) and node.attr == "delete" and ast.unparse(node.value).endswith("storage")


def places_in(source, name):
    return [f"{name}:{node.lineno}" for node in ast.walk(ast.parse(source)) if deletes_a_file(node)]


def test_every_deletion_of_a_stored_file_goes_through_one_function():
    paths = [path for app in PRODUCT for path in sorted((ROOT / app).rglob("*.py"))]
    names = {str(path.relative_to(ROOT)): path for path in paths}
    found = {name: places_in(path.read_text(), name) for name, path in names.items()}
    assert {name for name, places in found.items() if places} == ALLOWED, found


def test_each_way_of_deleting_a_file_is_seen():
    for code in ("default_storage.delete(n)", "f.storage.delete(n)", "partial(storage.delete, n)", "f.delete(save=0)"):
        assert places_in(code, "x") == ["x:1"]
    assert places_in("rows.delete()", "x") == []
