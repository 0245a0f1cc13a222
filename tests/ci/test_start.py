"""What ``make run`` promises about its processes. Each product here has a data folder and a port of its own."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
START = [sys.executable, ".ci/start.py"]
PATIENCE = 120


def settings_for(folder, port):
    return {name: value for name, value in os.environ.items() if name != "REDIS_URL"} | {
        "PSP_ENV": "embedded",
        "DATABASE_URL": f"sqlite:///{folder / 'psp.sqlite3'}",
        "VAR_DIR": str(folder),
        "PORT": str(port),
        "DEMO_MODE": "0",
    }


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def descendants(pid):
    """Return the command line of every process below this one, by its id."""
    listing = subprocess.run(["ps", "-Awwo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listing.splitlines()]
    found, parents = {}, {pid}
    while parents:
        below = {int(row[0]): row[2] for row in rows if int(row[1]) in parents}
        found |= below
        parents = set(below)
    return found


def still_there(pids):
    """Return those of the processes that have not ended."""
    listing = subprocess.run(["ps", "-Ao", "pid=,stat="], capture_output=True, text=True, check=True).stdout
    living = {
        int(pid) for pid, state in (line.split(None, 1) for line in listing.splitlines()) if not state.startswith("Z")
    }
    return living & set(pids)


def wait_until(condition):
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.1)


def open_to_others(folder):
    """Return what in a folder other accounts of the machine could read; what goes meanwhile is left out."""
    found = []
    for path in sorted(Path(place, name) for place, folders, files in os.walk(folder) for name in (*folders, *files)):
        with contextlib.suppress(FileNotFoundError):
            if path.lstat().st_mode & 0o077:
                found.append(path.relative_to(folder).as_posix())
    return found


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A data folder as the first start leaves it, made once for all tests here."""
    folder = tmp_path_factory.mktemp("prepared")
    command = [sys.executable, "manage.py", "first_start"]
    subprocess.run(command, cwd=ROOT, env=settings_for(folder, 8000), check=True)
    return folder


@pytest.fixture
def product(tmp_path, prepared):
    """Start the product, wait until it announces itself, and end it afterwards however the test went."""
    shutil.copytree(prepared, tmp_path / "var")
    log = tmp_path / "log"
    settings = settings_for(tmp_path / "var", free_port())
    with log.open("w") as output:
        process = subprocess.Popen(
            START, cwd=ROOT, env=settings, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            wait_until(lambda: "is running at" in log.read_text() or process.poll() is not None)
            assert process.poll() is None, log.read_text()
            yield process, settings, log
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(PATIENCE)


def test_one_interrupt_ends_every_process_and_a_second_start_is_refused_in_one_line(product):
    process, settings, log = product
    started = descendants(process.pid)
    for part in ("gunicorn", "psp.celery worker", "psp.celery beat"):
        assert [line for line in started.values() if part in line], part
    assert open_to_others(settings["VAR_DIR"]) == []

    second = subprocess.run(START, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)
    assert second.returncode == 1
    assert second.stderr == (
        f"It is already running from this folder: http://localhost:{settings['PORT']} (process {process.pid}).\n"
    )

    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE) == 128 + signal.SIGINT
    assert still_there(started) == set()
    assert "Stopping.\n" in log.read_text()


def test_when_one_process_dies_the_rest_end_too(product):
    process, _settings, log = product
    started = descendants(process.pid)
    os.kill(min(pid for pid, line in started.items() if "psp.celery worker" in line), signal.SIGKILL)
    assert process.wait(PATIENCE) == 1
    assert still_there(started) == set()
    assert "The worker ended (exit status -9).\n" in log.read_text()


@pytest.mark.skipif(
    sys.platform != "linux", reason="only on Linux does the system end the children of a killed process"
)
def test_a_killed_supervisor_leaves_nothing_behind(product):
    process, _settings, _log = product
    started = descendants(process.pid)
    process.kill()
    process.wait(PATIENCE)
    wait_until(lambda: still_there(started) == set())
    assert still_there(started) == set()


def test_a_taken_port_is_refused_in_one_line(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        refused = subprocess.run(
            START, cwd=ROOT, env=settings_for(tmp_path, port), capture_output=True, text=True, check=False
        )
    assert refused.returncode == 1
    assert refused.stderr == (
        f"Port {port} cannot be used (Address already in use): choose another, for example: make run PORT=8001\n"
    )


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1"])
def test_a_port_that_is_none_is_refused_in_one_line(tmp_path, port):
    refused = subprocess.run(
        START, cwd=ROOT, env=settings_for(tmp_path, port), capture_output=True, text=True, check=False
    )
    assert refused.returncode == 1
    assert refused.stderr == f"PORT is “{port}”: give a number from 1 to 65535, for example: make run PORT=8001\n"
