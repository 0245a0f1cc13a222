"""What is installed is pinned, known by its hash, and bound to no package index."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PINNED = sorted(path.name for path in ROOT.glob("requirements*.txt"))


def test_every_list_of_packages_is_known():
    assert PINNED == ["requirements-dev.txt", "requirements-node.txt", "requirements-uv.txt", "requirements.txt"]


@pytest.mark.parametrize("name", PINNED)
def test_every_python_package_has_one_version_and_a_hash(name):
    text = (ROOT / name).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    loose = [
        line
        for line in lines
        if not re.match(r"[a-z0-9._-]+==\S+( ;[^\\]+?)?( +--hash=sha256:[0-9a-f]{64})+\s*$", line)
    ]
    assert lines
    assert loose == []


@pytest.mark.parametrize(
    "name", [*PINNED, "requirements.in", "requirements-dev.in", ".ci/setup", "Makefile", "Dockerfile"]
)
def test_no_file_names_a_package_index(name):
    text = (ROOT / name).read_text()
    assert re.findall(r"https?://\S+|--(?:extra-)?index-url|--find-links", text) == []


def test_every_front_end_package_has_a_hash_and_no_address():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    installed = {name: facts for name, facts in packages.items() if name}
    assert installed
    assert [name for name, facts in installed.items() if "integrity" not in facts] == []
    assert [name for name, facts in installed.items() if "resolved" in facts] == []
