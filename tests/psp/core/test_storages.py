"""A file storage that hangs or is gone: words within seconds, and pages without files go on."""

import threading
import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone

from partnerships.documents.models import DocumentVersion
from partnerships.documents.operations import add_document
from partnerships.imports.operations import work_on_import
from partnerships.reports.operations import make_report
from psp.core import storages as patient
from psp.core.breaker import Breaker, StorageAway
from tests.conftest import NOON
from tests.factories.files import a_pdf
from tests.factories.register import a_row
from tests.factories.reports import ReportFactory
from tests.factories.silent import closed_port, frozen_server, small_s3
from tests.partnerships.imports.steps import upload

LIMIT_SECONDS = 14


@pytest.fixture(autouse=True)
def _closed_breaker():
    patient.breaker.worked()
    yield
    patient.breaker.worked()


def on_s3(settings, address):
    options = {
        "bucket_name": "psp",
        "endpoint_url": address,
        "access_key": "a",
        "secret_key": "b",
        "region_name": "eu-west-2",
        "file_overwrite": False,
        "addressing_style": "path",
    }
    default = {"BACKEND": "psp.core.storages.PatientS3Storage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"default": default}
    return storages["default"]


def test_files_are_kept_and_read_back_and_one_that_is_not_there_is_missing_not_away(settings):
    with small_s3({}) as address:
        storage = on_s3(settings, address)
        name = storage.save("documents/one", ContentFile(b"words"))
        with storage.open(name) as file:
            assert (name, file.read()) == ("documents/one", b"words")
        assert (storage.exists(name), storage.exists("documents/two")) == (True, False)
        with pytest.raises(FileNotFoundError):
            storage.open("documents/two")
    with pytest.raises(StorageAway):
        storage.open(name)


def test_a_missing_file_is_an_answer_that_ends_the_pause(settings, monkeypatch):
    with small_s3({}) as address:
        storage = on_s3(settings, address)
        now = [100.0]
        monkeypatch.setattr(patient, "breaker", Breaker(15, clock=lambda: now[0]))
        patient.breaker.failed()
        now[0] = 116
        with pytest.raises(FileNotFoundError):
            storage.open("documents/two")
        assert storage.exists("documents/two") is False


def test_a_storage_that_hangs_is_away_within_seconds_and_the_next_does_not_wait(settings):
    with frozen_server() as port:
        storage = on_s3(settings, f"http://127.0.0.1:{port}")
        took = []
        for _ in range(3):
            began = time.monotonic()
            with pytest.raises(StorageAway):
                storage.open("documents/one")
            took.append(time.monotonic() - began)
    assert took[0] < LIMIT_SECONDS
    assert max(took[1:]) < 0.1


def test_only_half_of_a_web_process_waits_for_the_storage(settings):
    took = []

    def read(storage):
        began = time.monotonic()
        with pytest.raises(StorageAway):
            storage.open("documents/one")
        took.append(time.monotonic() - began)

    with frozen_server() as port:
        storage = on_s3(settings, f"http://127.0.0.1:{port}")
        threads = [threading.Thread(target=read, args=(storage,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [seconds < 2 for seconds in sorted(took)] == [True, True, False, False]


@pytest.fixture
def minutes(partnership, olivia):
    return add_document(
        partnership=partnership, title="Minutes", kind="minutes", description="", file=a_pdf(), by=olivia, at=NOON
    )


def test_people_are_told_that_files_cannot_be_reached_and_when_to_try_again(minutes, signed_in, olivia, settings):
    on_s3(settings, f"http://127.0.0.1:{closed_port()}")
    client = signed_in(olivia)
    answer = client.get(f"{minutes.get_absolute_url()}versions/1/")
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "60", "no-store")
    assert "file storage" in answer.content.decode()
    assert client.get(minutes.get_absolute_url()).status_code == 200


def test_an_upload_that_cannot_be_kept_comes_back_with_what_was_typed(partnership, signed_in, olivia, settings):
    on_s3(settings, f"http://127.0.0.1:{closed_port()}")
    url = reverse("add_document", args=[partnership.pk])
    told = {"title": "Minutes of 4 May", "kind": "minutes", "description": "Who came", "file": a_pdf()}
    answer = signed_in(olivia).post(url, told)
    assert (answer.status_code, "Minutes of 4 May" in answer.content.decode()) == (503, True)
    assert DocumentVersion.objects.count() == 0


def test_health_says_within_seconds_that_the_storage_hangs(client, db, settings):
    with frozen_server() as port:
        on_s3(settings, f"http://127.0.0.1:{port}")
        took, states = [], []
        for _ in range(2):
            began = time.monotonic()
            states.append(client.get(reverse("health")).json()["storage"])
            took.append(time.monotonic() - began)
    assert states == ["away", "away"]
    assert max(took) < 6


def test_background_work_waits_for_the_storage_instead_of_failing(partnership, olivia, settings):
    report = ReportFactory(partnership=partnership, asked_by=olivia, format="text")
    register_import = upload(a_row())
    on_s3(settings, f"http://127.0.0.1:{closed_port()}")
    make_report(report_id=report.pk, now=timezone.now)
    work_on_import(import_id=register_import.pk, now=timezone.now)
    for work in (report, register_import):
        work.refresh_from_db()
        assert (work.state, "file storage" in work.error) == ("queued", True)
