"""The product as ``make run`` starts it, on a port and in a folder of its own, and people who walk through it."""

import email
import os
import re
import signal
import socket
import subprocess
import sys
import time
from email.policy import default
from pathlib import Path

import pytest

from tests.factories.browser import Walker

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300


class Product:
    """The running product: its address, and what lies in its folder."""

    def __init__(self, folder, chromium):
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        self.folder, self.chromium, self.url = folder, chromium, f"http://localhost:{port}"
        named = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "PYTEST_CURRENT_TEST", "BASE_URL")
        self.env = {key: value for key, value in os.environ.items() if key not in named}
        self.env |= {"VAR_DIR": str(folder), "PORT": str(port), "PSP_ENV": "embedded", "DEMO_MODE": "1"}

    def manage(self, *words, **env):
        command = [sys.executable, "manage.py", *words]
        subprocess.run(command, cwd=ROOT, env=self.env | env, check=True, timeout=PATIENCE)

    def start(self):
        with (self.folder / "log").open("w") as log:
            command = [sys.executable, ".ci/start.py"]
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.env, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        self.wait_for(lambda: "is running at" in (self.folder / "log").read_text())

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=60)

    def wait_for(self, condition):
        """Wait until the condition gives something true; return it."""
        until = time.monotonic() + PATIENCE
        while not (found := condition()):
            assert time.monotonic() < until and self.process.poll() is None, (self.folder / "log").read_text()
            time.sleep(0.2)
        return found

    def mail_to(self, address):
        """Wait for the newest mail to an address, as the worker left it in ``var/mail``; return it."""

        def newest():
            found = []
            for path in sorted((self.folder / "mail").glob("*.log"), key=lambda path: path.stat().st_mtime):
                letters = re.split(rb"(?m)^-{79}$\n?", path.read_bytes())
                found += [email.message_from_bytes(letter, policy=default) for letter in letters if letter.strip()]
            return next((letter for letter in reversed(found) if address in letter["To"]), None)

        return self.wait_for(newest)

    def window(self, *, with_scripts):
        context = self.chromium.new_context(
            base_url=self.url, java_script_enabled=with_scripts, viewport={"width": 1280, "height": 900}
        )
        return Walker(context.new_page())


@pytest.fixture
def product(tmp_path, chromium):
    folder = tmp_path / "var"
    folder.mkdir()
    running = Product(folder, chromium)
    running.manage("migrate", "--verbosity", "0")
    account = {"DJANGO_SUPERUSER_EMAIL": "ada@example.org", "DJANGO_SUPERUSER_NAME": "Ada Munro"}
    running.manage("createsuperuser", "--noinput", DJANGO_SUPERUSER_PASSWORD="fourteen brown hens", **account)
    running.start()
    yield running
    running.stop()
