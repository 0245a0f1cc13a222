"""What is too large, or from somebody who may not send it, is refused before any of it is read."""

import asyncio
import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.testing import ApplicationCommunicator
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.urls import reverse

from psp.core.bodies import SMALL, BoundedBodies, largest_body, largest_of_all
from psp.core.marks import mark_for
from tests.architecture.access_table import every_place
from tests.factories.files import a_pdf

BOUNDARY = "----psp"
MEGABYTE = 1 << 20


class Body(io.RawIOBase):
    """A form with one file of so many bytes; counts what was read of it."""

    def __init__(self, size, fields=()):
        head = "".join(f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields)
        head += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
        tail = f"\r\n--{BOUNDARY}--\r\n"
        self.content = io.BytesIO(head.encode() + bytes(size) + tail.encode())
        self.length, self.count = len(self.content.getbuffer()), 0

    def read(self, size=-1):
        found = self.content.read(size)
        self.count += len(found)
        return found


def send(client, address, body, **extra):
    environ = {"CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}", "CONTENT_LENGTH": str(body.length)}
    return client.generic("POST", address, **(environ | {"wsgi.input": body} | extra))


@pytest.fixture
def _no_disk(monkeypatch):
    """Fail where a part of a body goes to the disk."""

    def written(self, raw_data, start):
        raise AssertionError("written to the disk")

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", written)


@pytest.mark.parametrize("name", ["account_login", "account_reset_password", "home", "session", "health"])
@pytest.mark.usefixtures("_no_disk")
def test_a_stranger_fills_no_disk(name, client, db):
    body = Body(120 * MEGABYTE)
    answer = send(client, reverse(name), body)
    assert (answer.status_code, body.count) == (413, 0)


def test_a_body_that_does_not_say_its_length_is_refused(client, db):
    answer = client.post(reverse("account_login"), {"login": "a"}, HTTP_TRANSFER_ENCODING="chunked")
    assert answer.status_code == 411


@pytest.mark.usefixtures("_no_disk")
def test_what_was_typed_without_a_session_is_kept_and_the_file_read_past(partnership, olivia, client):
    address = partnership.url("add_document")
    body = Body(4 * MEGABYTE, [("made_for", mark_for(olivia)), ("title", "Typed by hand")])
    answer = send(client, address, body)
    assert (answer.status_code, "/account/login/" in answer.url) == (302, True)


@pytest.mark.parametrize(("who", "status"), [("otto", 404), ("olivia", 403)])
@pytest.mark.usefixtures("_no_disk")
def test_permission_comes_before_reading_an_upload(who, status, partnership, request, client):
    client.force_login(request.getfixturevalue(who))
    body = Body(4 * MEGABYTE)
    address = reverse("import_register") if who == "olivia" else partnership.url("add_document")
    answer = send(client, address, body)
    assert (answer.status_code, body.count) == (status, 0)


def test_who_may_still_sends_a_file(partnership, olivia, client):
    client.force_login(olivia)
    answer = client.post(partnership.url("add_document"), {"title": "Minutes", "kind": "other", "file": a_pdf()})
    assert answer.status_code == 302
    body = Body(4 * MEGABYTE)
    assert send(client, partnership.url("add_document"), body).status_code == 422
    assert body.count == body.length
    assert send(client, partnership.url("add_document"), Body(60 * MEGABYTE)).status_code == 413


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([], 204),
        ([(b"content-length", b"%d" % SMALL)], 204),
        ([(b"content-length", b"%d" % (120 * MEGABYTE))], 413),
        ([(b"content-length", b"many")], 413),
        ([(b"transfer-encoding", b"chunked")], 411),
    ],
    ids=["nothing", "small", "large", "no number", "no length"],
)
def test_an_asgi_server_hands_on_what_some_page_takes_and_nothing_larger(headers, status):
    async def reads_all(scope, receive, send):
        await receive()
        await send({"type": "http.response.start", "status": 204})

    async def answer():
        asked = ApplicationCommunicator(BoundedBodies(reads_all), {"type": "http", "headers": headers})
        await asked.send_input({"type": "http.request", "body": b""})
        return (await asked.receive_output())["status"]

    # In a thread of its own: a browser's tests may have left a loop running in this one.
    with ThreadPoolExecutor(max_workers=1) as thread:
        assert thread.submit(asyncio.run, answer()).result() == status


def test_no_page_takes_more_than_the_largest_of_all():
    largest = {largest_body(place.view) for place in every_place().values()}
    assert max(largest) == largest_of_all() > SMALL
