"""Run the product on this machine: web, worker and beat together, until Ctrl-C or until one of them ends.

``make run`` calls it after the set-up. Standard library only.
"""

import contextlib
import ctypes
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR") or ROOT / "var")
PYTHON = [sys.executable]
# At the most this passes between Ctrl-C and the prompt.
GRACE_SECONDS = 4
PR_SET_PDEATHSIG = 1
EVERYWHERE = {"127.0.0.1", "0.0.0.0", "::"}  # noqa: S104


def stop_with(line):
    """End at once with one line for the person at the terminal."""
    print(line, file=sys.stderr)
    sys.exit(1)


def chosen_address():
    """Return the address people open; end with one line when the port is no port or is taken."""
    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    if not (port.isascii() and port.isdigit() and 1 <= int(port) <= 65535):
        stop_with(f"PORT is “{port}”: give a number from 1 to 65535, for example: make run PORT=8001")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            stop_with(f"Port {port} cannot be used ({error.strerror}): choose another, for example: make run PORT=8001")
    os.environ |= {"HOST": host, "PORT": port}
    return f"http://{'localhost' if host in EVERYWHERE else f'[{host}]' if ':' in host else host}:{port}"


def only_one():
    """Hold the data folder for this process; end with one line when another holds it. Return the open file."""
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    lock = (VAR_DIR / "run.lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        stop_with(f"It is already running from this folder: {lock.read() or 'it is just starting'}.")
    lock.truncate(0)
    return lock


def commands():
    """Name each long-lived process with its command."""
    web = [*PYTHON, "-m", "gunicorn", "--config", "python:psp.web_server", "--graceful-timeout", "2"]
    quiet = ["-W", "ignore:You're running the worker with superuser"]
    celery = [*PYTHON, *quiet, "-m", "celery", "-q", "-A", "psp.celery"]
    return {
        "web": [*web, "psp.wsgi"],
        "worker": [*celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle", "-l", "WARNING"],
        "beat": [*celery, "beat", "-s", str(VAR_DIR / "celerybeat-schedule"), "-l", "WARNING"],
    }


def answers(address):
    """Tell whether the web process answers, be it to say that something else is amiss."""
    asked = http.client.HTTPConnection(address.removeprefix("http://"), timeout=2)
    try:
        asked.request("GET", "/health/")
        asked.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asked.close()
    return True


def die_with_parent():
    """Have Linux end this child should the parent be killed outright, when it can tell nobody."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def start(command):
    # A session of its own: the terminal's Ctrl-C reaches this supervisor alone, which then ends all in order.
    return subprocess.Popen(command, cwd=ROOT, start_new_session=True, preexec_fn=die_with_parent)  # noqa: PLW1509


def interrupted(parent):
    """Tell whether make has gone or is waiting to go: sent one of these signals alone, it waits and passes nothing on."""
    if os.getppid() != parent:
        return True
    try:
        name = Path(f"/proc/{parent}/comm").read_text().strip()
        facts = dict(line.split(":", 1) for line in Path(f"/proc/{parent}/status").read_text().splitlines())
    except (OSError, ValueError):
        return False
    heeded = int(facts["SigCgt"], 16) | int(facts["SigIgn"], 16)
    return name == "make" and not all(heeded & 1 << (number - 1) for number in (signal.SIGINT, signal.SIGHUP))


def end_all(processes):
    """Ask every process to end; after a grace, end it and whatever it started."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + GRACE_SECONDS
    while any(process.poll() is None for process in processes) and time.monotonic() < until:
        time.sleep(0.05)
    for process in processes:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def watch(running, parent, address=None):
    """Wait until a process ends that should not, all end, or make is interrupted; return what to exit with.

    Says once, when the web process answers, where people find it.
    """
    while running:
        for name, process in list(running.items()):
            status = process.poll()
            if name == "preparation" and status == 0:
                del running[name]
            elif status is not None:
                print(f"The {name} ended (exit status {status}).", file=sys.stderr)
                return 1
        if interrupted(parent):
            return 130
        if address and answers(address):
            print(f"\nManage public social partnerships is running at {address}\nCtrl-C ends it.\n", flush=True)
            address = None
        time.sleep(0.1)
    return 0


def leave(number, _frame):
    raise SystemExit(128 + number)


def main():
    parent = os.getppid()
    # As psp.private_files, for what is there before the settings are read.
    os.umask(0o077)
    lock = only_one()
    address = chosen_address()
    lock.write(f"{address} (process {os.getpid()})")
    lock.flush()
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in signals:
        signal.signal(number, leave)
    running = {}
    try:
        print("Preparing the database.", flush=True)
        running["preparation"] = start([*PYTHON, "manage.py", "first_start"])
        status = watch(running, parent)
        if status == 0:
            for name, command in commands().items():
                running[name] = start(command)
            status = watch(running, parent, address)
        return status
    finally:
        for number in signals:
            signal.signal(number, signal.SIG_IGN)
        print("Stopping.", flush=True)
        end_all(list(running.values()))


if __name__ == "__main__":
    sys.exit(main())
