"""Which suites ``make test`` runs on what it finds, and what it says was left out."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
POSTGRES, REDIS, CHROMIUM = "postgres://db/psp", "redis://broker/1", "/usr/bin/chromium"
NO_CHROMIUM = "browser tests: Chromium was not found (Debian, Ubuntu: apt-get install chromium)"
NO_REDIS = "tests on Redis: none answered at 127.0.0.1:6379 (set REDIS_URL if yours is elsewhere)"
NO_POSTGRES = "tests on PostgreSQL: none answered at 127.0.0.1:5432 (set DATABASE_URL if yours is elsewhere)"


@pytest.fixture(scope="module")
def plan():
    spec = importlib.util.spec_from_file_location("run_the_suites", ROOT / ".ci" / "test.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.plan


def test_with_everything_found_the_suite_runs_on_both_and_nothing_is_left_out(plan):
    assert plan({"postgres": POSTGRES, "redis": REDIS, "chromium": CHROMIUM, "whole_chromium": None}) == (
        [
            ("SQLite", ["not services", "not last"], {"PSP_CHROMIUM": CHROMIUM}),
            (
                "PostgreSQL and Redis",
                ["not pure", "not once"],
                {"PSP_CHROMIUM": CHROMIUM, "DATABASE_URL": POSTGRES, "REDIS_URL": REDIS},
            ),
        ],
        [],
    )


def test_with_nothing_found_the_suite_runs_on_sqlite_and_each_absence_is_named(plan):
    assert plan({"postgres": None, "redis": None, "chromium": None, "whole_chromium": None}) == (
        [("SQLite", ["not browser", "not services"], {})],
        [NO_CHROMIUM, NO_REDIS, NO_POSTGRES],
    )


def test_without_redis_the_second_run_is_on_postgresql_alone(plan):
    assert plan({"postgres": POSTGRES, "redis": None, "chromium": CHROMIUM, "whole_chromium": None}) == (
        [
            ("SQLite", ["not services", "not last"], {"PSP_CHROMIUM": CHROMIUM}),
            (
                "PostgreSQL",
                ["not services", "not pure", "not once"],
                {"PSP_CHROMIUM": CHROMIUM, "DATABASE_URL": POSTGRES},
            ),
        ],
        [NO_REDIS],
    )


def test_without_postgresql_there_is_no_second_run(plan):
    assert plan({"postgres": None, "redis": REDIS, "chromium": CHROMIUM, "whole_chromium": None}) == (
        [("SQLite", ["not services"], {"PSP_CHROMIUM": CHROMIUM})],
        [NO_POSTGRES],
    )


def test_the_whole_browser_is_named_to_the_tests_that_need_it(plan):
    found = {"postgres": None, "redis": None, "chromium": "/usr/bin/shell", "whole_chromium": CHROMIUM}
    [(_title, _chosen, settings)], _left_out = plan(found)
    assert settings == {"PSP_CHROMIUM": "/usr/bin/shell", "PSP_WHOLE_CHROMIUM": CHROMIUM}


def test_one_worker_runs_the_tests_of_a_group(tmp_path):
    """Without it what a module makes once, such as the whole demonstration, is made by every worker."""
    tmp_path.joinpath("test_shared.py").write_text(
        "import pytest\n"
        "@pytest.mark.xdist_group('shared')\n"
        "@pytest.mark.parametrize('number', range(12))\n"
        "def test_it(number, worker_id):\n"
        "    print('run by', worker_id)\n"
    )
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup", "-rP", "-p", "no:django"]
    said = subprocess.run(
        [*command, "--rootdir", tmp_path, tmp_path], capture_output=True, text=True, check=True
    ).stdout
    assert len({line for line in said.splitlines() if line.startswith("run by")}) == 1
