"""The transport over files, with two readers and a writer at once."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from psp.broker import Transport

MESSAGES = 400
ROOT = Path(__file__).parents[2]


@pytest.fixture
def connect(tmp_path):
    places = {
        "data_folder_in": tmp_path / "in",
        "data_folder_out": tmp_path / "in",
        "control_folder": tmp_path / "control",
    }
    for place in places.values():
        place.mkdir(exist_ok=True)
    options = {name: str(place) for name, place in places.items()}

    def make():
        return Connection("filesystem://", transport=Transport, transport_options=options)

    return make


def read_all(connect, found, problems, is_done):
    with connect() as connection:
        queue = connection.SimpleQueue("work")
        while True:
            last_look = is_done.is_set()
            try:
                message = queue.get(block=False)
            except Empty:
                if last_look:
                    return
                time.sleep(0.0005)
            except Exception as problem:  # whatever a half-written message may do to its reader
                problems.append(problem)
            else:
                message.ack()
                found.append(message.payload["number"])


def test_every_message_arrives_whole_and_once_with_two_readers(connect):
    found, problems, is_done = [], [], threading.Event()
    readers = [threading.Thread(target=read_all, args=(connect, found, problems, is_done)) for _ in range(2)]
    with connect() as connection:
        queue = connection.SimpleQueue("work")
        for reader in readers:
            reader.start()
        for number in range(MESSAGES):
            queue.put({"number": number, "words": "x" * 500})
    is_done.set()
    for reader in readers:
        reader.join(timeout=30)
    assert problems == []
    assert sorted(found) == list(range(MESSAGES))


def test_messages_come_in_the_order_they_were_sent(connect):
    with connect() as connection:
        queue = connection.SimpleQueue("in_order")
        for number in range(20):
            queue.put({"number": number})
        assert [queue.get(timeout=5).payload["number"] for _ in range(20)] == list(range(20))


def test_a_folder_that_cannot_be_written_is_a_problem_of_the_transport(connect, tmp_path):
    with connect() as connection:
        queue = connection.SimpleQueue("nowhere")
        (tmp_path / "in").rmdir()
        with pytest.raises(connection.channel_errors):
            queue.put({"number": 1})


def test_with_redis_away_a_page_that_queues_something_goes_on_at_once(tmp_path):
    ring_thrice = (
        "import time, django; django.setup(); from partnerships.tasks import send_mail; from psp.core.work import ring\n"
        "begun = time.monotonic()\n"
        "for number in range(3): ring(send_mail, mail_ids=[number])\n"
        "print(time.monotonic() - begun)"
    )
    env = {"DJANGO_SETTINGS_MODULE": "psp.settings", "VAR_DIR": str(tmp_path), "PATH": os.environ["PATH"]}
    env["REDIS_URL"] = "redis://127.0.0.1:1/0"
    run = subprocess.run(
        [sys.executable, "-c", ring_thrice], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=True
    )
    assert run.stderr.count("broker_away") + run.stdout.count("broker_away") == 1
    assert float(run.stdout.splitlines()[-1]) < 3
