import os
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from partnerships.models import QuarantinedFile, StorageLook, StoragePairing
from partnerships.storage.operations import pair_storage
from psp.core.storage_marker import MARKER

NOW = timezone.now()


@pytest.fixture
def held(db):
    """A file whose quarantine ended yesterday, in a storage that is paired."""
    pair_storage(at=NOW)
    name = default_storage.save("documents/ab12/left.pdf", ContentFile(b"left"))
    return QuarantinedFile.objects.create(
        name=name, size=4, written_at=NOW, found_at=NOW, delete_from=(NOW - timedelta(days=1)).date()
    )


def test_an_administrator_sees_the_quarantine_and_deletes_what_is_due(
    signed_in, ada, held, django_capture_on_commit_callbacks
):
    page = signed_in(ada).get(reverse("storage"))
    assert "Delete 1 file whose quarantine is over" in page.content.decode()
    confirm = signed_in(ada).get(reverse("delete_quarantined"))
    assert "1 file is deleted, 4\xa0bytes." in confirm.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        page = signed_in(ada).post(reverse("delete_quarantined"), {"once": "x"}, follow=True)
    assert "1 file deleted" in page.content.decode()
    assert not default_storage.exists(held.name)


def test_a_file_is_kept_with_a_reason(signed_in, ada, held):
    url = reverse("keep_file", args=[held.pk])
    assert signed_in(ada).post(url, {"note": ""}).status_code == 422
    page = signed_in(ada).post(url, {"note": "A lost letter"}, follow=True)
    assert "A lost letter" in page.content.decode()
    assert [row.pk for row in signed_in(ada).get(reverse("storage"), {"state": "kept"}).context["object_list"]] == [
        held.pk
    ]


def test_the_list_is_downloaded_as_a_spreadsheet(signed_in, ada, held):
    answer = signed_in(ada).get(reverse("storage"), {"format": "csv"})
    assert held.name in b"".join(answer.streaming_content).decode()


@pytest.mark.parametrize(
    ("how", "heading"),
    [
        ("mark", "The storage and the database do not belong together"),
        ("stopped", "The last look through the storage stopped"),
        ("away", "The file storage is away"),
    ],
)
def test_the_page_says_what_is_wrong_and_home_and_health_too(signed_in, ada, held, monkeypatch, how, heading):
    StorageLook.objects.create(begun_at=NOW, stopped_because="Too much differs.")
    if how == "mark":
        default_storage.delete(MARKER)
    elif how == "away":

        def away():
            raise TimeoutError

        monkeypatch.setattr("partnerships.storage.queries.read_mark", away)
    assert heading in signed_in(ada).get(reverse("storage")).content.decode()
    state = signed_in(ada).get(reverse("health")).json()
    assert (state["status"], state["storage"]) == ("degraded", {"mark": "no_mark"}.get(how, how))
    bad = {str(watch.label) for watch in signed_in(ada).get(reverse("home")).context["watches"] if watch.is_bad}
    assert "Looks through the file storage that stopped" in bad


def test_an_administrator_pairs_the_storage_again(signed_in, ada, held):
    StoragePairing.objects.update(turn="0" * 32)
    page = signed_in(ada).post(reverse("pair_storage"), follow=True)
    assert "The file storage belongs to this database." in page.content.decode()


def test_an_administrator_confirms_a_look_that_stopped(signed_in, ada, held):
    assert reverse("confirm_look") not in signed_in(ada).get(reverse("storage")).content.decode()
    StorageLook.objects.create(begun_at=NOW, stopped_because="Too much differs.", unreferenced=8, missing=1)
    assert reverse("confirm_look") in signed_in(ada).get(reverse("storage")).content.decode()
    confirm = signed_in(ada).get(reverse("confirm_look")).content.decode()
    assert "8 files that no record refers to go into quarantine for 30 days." in confirm
    assert "1 file is missing from the storage." in confirm
    page = signed_in(ada).post(reverse("confirm_look"), {"once": "x"}, follow=True).content.decode()
    assert "The next look puts the files in quarantine." in page
    assert reverse("confirm_look") not in page


def test_the_command_looks_and_goes_on_when_confirmed(held, capsys):
    old = (NOW - timedelta(days=3)).timestamp()
    for number in range(8):
        name = default_storage.save(f"documents/ab12/{number}.pdf", ContentFile(b"left"))
        os.utime(default_storage.path(name), (old, old))
    with pytest.raises(CommandError, match="Nothing refers to 8 of 9 files"):
        call_command("look_through_storage")
    call_command("look_through_storage", "--confirm")
    assert capsys.readouterr().out == "Files: 9, missing: 0, put in quarantine: 8.\n"


def test_the_command_pairs_only_what_is_new_unless_told(held, capsys):
    default_storage.delete(MARKER)
    with pytest.raises(CommandError, match="has no marker"):
        call_command("pair_storage")
    call_command("pair_storage", "--anyway")
    call_command("pair_storage")
    assert capsys.readouterr().out == "The file storage belongs to this database.\n" * 2
