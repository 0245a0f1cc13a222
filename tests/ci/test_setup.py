"""Set-up without a network: one sentence a person can act on."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.factories.silent import closed_port

ROOT = Path(__file__).parents[2]
READ = ("requirements*.txt", "package*.json")


@pytest.mark.once
@pytest.mark.parametrize(("step", "made"), [("python", "packages"), ("front", "npm")])
def test_a_registry_that_does_not_answer_is_said_in_one_sentence(tmp_path, step, made):
    (tmp_path / ".ci").mkdir()
    for name in ("setup", "env"):
        shutil.copy(ROOT / ".ci" / name, tmp_path / ".ci" / name)
    for pattern in READ:
        for file in ROOT.glob(pattern):
            shutil.copy(file, tmp_path / file.name)
    (tmp_path / "static").mkdir()
    nobody = f"http://127.0.0.1:{closed_port()}/"
    away = {"PIP_INDEX_URL": nobody, "UV_DEFAULT_INDEX": nobody, "npm_config_registry": nobody, "PIP_RETRIES": "0"}
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    # Packages of this machine's cache would be enough to go on.
    caches = {name: str(tmp_path / "cache") for name in ("PIP_CACHE_DIR", "UV_CACHE_DIR", "npm_config_cache")}
    ended = subprocess.run(
        [".ci/setup", step],
        cwd=tmp_path,
        env=kept | away | caches | {"npm_config_fetch_retries": "0"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert ended.returncode == 1
    [sentence] = ended.stderr.strip().splitlines()
    assert ("registry does not answer" in sentence, "var/setup.log" in sentence) == (True, True)
    assert not (tmp_path / ".venv" / f"done.{made}").exists()
