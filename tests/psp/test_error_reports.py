"""A report of a fault says what broke and where, and nothing about people."""

import gzip
import http.server
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import brotli
import pytest

from psp.environment import NAMES

ROOT = Path(__file__).parents[2]
BREAK = """
import django
django.setup()
import sentry_sdk
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path

def broken(request, secret):
    address = "bo@example.org"
    raise ValueError(f"no account for {address} with {secret}")

broken.public = True
urlpatterns = [path("open/<str:secret>/", broken, name="open")]
handler500 = "psp.core.away.server_error"
with override_settings(ROOT_URLCONF="__main__", ALLOWED_HOSTS=["*"]):
    client = Client(raise_request_exception=False)
    answer = client.post("/open/aB3_aB3_aB3_aB3_aB3_aB3_aB3_aB3_aB3_aB3_/?q=olivia", {"word": "said in confidence"},
        HTTP_COOKIE="sessionid=abc", HTTP_X_FORWARDED_FOR="192.0.2.9")
print(answer.status_code, answer["X-Request-ID"])
sentry_sdk.flush(10)
"""


@pytest.fixture
def received():
    """A service of reports that keeps what it is sent."""
    bodies = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            unpack = {"gzip": gzip.decompress, "br": brotli.decompress}.get(self.headers.get("Content-Encoding"), bytes)
            bodies.append(unpack(body))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server.server_address[1], bodies
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.once
def test_a_fault_is_reported_with_its_place_and_without_anybodys_data(received, tmp_path):
    port, bodies = received
    env = {name: value for name, value in os.environ.items() if name not in NAMES}
    env |= {"VAR_DIR": str(tmp_path), "SENTRY_DSN": f"http://key@127.0.0.1:{port}/1", "INSTANCE": "box-7"}
    env |= {"DJANGO_SETTINGS_MODULE": "psp.settings", "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        [sys.executable, "-c", BREAK], env=env, cwd=ROOT, capture_output=True, text=True, timeout=90, check=True
    )
    status, request_id = ended.stdout.split()
    assert status == "500"
    [body] = bodies
    event = json.loads(body.splitlines()[2])
    [error] = event["exception"]["values"]
    assert (error["type"], error["value"]) == ("ValueError", "no account for (address) with (secret)")
    assert (event["server_name"], event["tags"]["request_id"]) == ("box-7", request_id)
    assert any(frame["function"] == "broken" for frame in error["stacktrace"]["frames"])
    text = body.decode()
    for personal in ("bo@example.org", "aB3_", "olivia", "confidence", "sessionid", "192.0.2.9", "cookie"):
        assert personal not in text
