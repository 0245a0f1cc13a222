"""The nightly look through the storage deletes nothing, and stops where storage and database do not belong together."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from partnerships.documents.operations import add_document
from partnerships.models import Activity, DocumentVersion, Notice, OutgoingMail, QuarantinedFile, StoragePairing
from partnerships.storage.operations import (
    confirm_look,
    delete_quarantined,
    keep_file,
    look_through_storage,
    pair_storage,
)
from partnerships.storage.queries import Pairing, pairing_of, quarantine_at
from psp.core.breaker import StorageAway
from psp.core.problems import Invalid, NotPermitted, WrongState
from psp.core.storage_marker import MARKER, all_files, read_mark
from tests.factories.files import a_pdf, away_when_deleting
from tests.factories.history import changes_of

NOW = timezone.now()
LATER = NOW + timedelta(days=31)
OLD = (NOW - timedelta(days=3)).timestamp()


def put(name, content=b"left behind"):
    """Leave a file in the storage that was written three days ago."""
    default_storage.save(name, ContentFile(content))
    os.utime(default_storage.path(name), (OLD, OLD))
    return name


@pytest.fixture
def documents(partnership, olivia):
    """Twenty-five documents filed three days ago."""
    for number in range(25):
        file = a_pdf(words=f"document {number}")
        add_document(partnership=partnership, file=file, title=f"Document {number}", by=olivia, at=NOW)
    for version in DocumentVersion.objects.all():
        os.utime(version.file.path, (OLD, OLD))
    return sorted(all_files())


def test_a_first_look_pairs_the_storage_and_leaves_every_file(documents):
    look = look_through_storage(at=NOW)
    assert (look.stopped_because, look.files, look.referred_to, look.missing, look.added) == ("", 25, 25, 0, 0)
    assert (pairing_of(), sorted(all_files())) == (Pairing.PAIRED, documents)


def test_a_file_nothing_refers_to_goes_into_quarantine_and_stays_where_it_is(documents, ada):
    name = put("documents/ab12/left-behind.pdf")
    default_storage.save("documents/ab12/being-uploaded.pdf", ContentFile(b"new"))
    assert look_through_storage(at=NOW).added == 1
    assert look_through_storage(at=NOW + timedelta(hours=1)).added == 0
    held = QuarantinedFile.objects.get()
    assert (held.name, held.size, held.delete_from) == (name, 11, (NOW + timedelta(days=30)).date())
    assert default_storage.exists(name)
    assert [notice.title.partition(".")[0] for notice in Notice.objects.filter(person=ada, kind="service")] == [
        "Nothing refers to 1 file"
    ]


@pytest.mark.parametrize("how", ["emptied", "other mark", "no mark", "other turn", "no pairing"])
def test_a_database_that_does_not_belong_to_the_storage_stops_the_look_and_tells_administrators(documents, ada, how):
    look_through_storage(at=NOW)
    if how == "emptied":
        DocumentVersion.objects.all().delete()
    elif how == "other mark":
        StoragePairing.objects.update(storage_id="0" * 32)
    elif how == "no mark":
        default_storage.delete(MARKER)
    elif how == "other turn":
        StoragePairing.objects.update(turn="0" * 32)
    else:
        StoragePairing.objects.all().delete()
    for days in range(1, 60, 7):
        look = look_through_storage(at=NOW + timedelta(days=days))
        assert look.stopped_because
    assert QuarantinedFile.objects.count() == 0
    assert sorted(all_files()) == documents
    told = Notice.objects.filter(person=ada, title="The look through the file storage stopped")
    assert (told.count(), OutgoingMail.objects.filter(person=ada, kind="service").count()) == (9, 9)


def test_a_database_from_before_marks_is_not_paired_with_a_storage_that_lacks_its_files(documents):
    Path(default_storage.path(documents[0])).unlink()
    assert look_through_storage(at=NOW).stopped_because == Pairing.NO_MARK.words
    assert read_mark() is None


def test_many_missing_files_stop_the_look(documents):
    look_through_storage(at=NOW)
    for name in documents[:6]:
        Path(default_storage.path(name)).unlink()
    look = look_through_storage(at=NOW + timedelta(days=1))
    assert (look.missing, look.stopped_because) == (6, "6 of 25 files are missing from the storage.")


def test_an_administrator_confirms_many_unreferenced_files_and_the_next_look_goes_on(documents, ada, olivia):
    pair_storage(at=NOW)
    with pytest.raises(WrongState):
        confirm_look(by=ada, at=NOW)
    for number in range(8):
        put(f"documents/ab12/{number}.pdf")
    for days in (1, 2):
        assert look_through_storage(at=NOW + timedelta(days=days)).stopped_because.startswith("Nothing refers to 8")
    with pytest.raises(NotPermitted):
        confirm_look(by=olivia, at=NOW)
    confirm_look(by=ada, at=NOW)
    with pytest.raises(WrongState):
        confirm_look(by=ada, at=NOW)
    look = look_through_storage(at=NOW + timedelta(days=3))
    assert (look.stopped_because, look.added) == ("", 8)
    entry = Activity.objects.get(verb="storage_look.confirmed")
    assert (entry.actor, entry.note.startswith("Nothing refers to 8 of 33 files"), entry.is_private) == (
        ada,
        True,
        True,
    )


def test_a_confirmation_covers_no_more_files_than_were_shown(documents, ada):
    pair_storage(at=NOW)
    for number in range(8):
        put(f"documents/ab12/{number}.pdf")
    look_through_storage(at=NOW)
    confirm_look(by=ada, at=NOW)
    put("documents/ab12/9.pdf")
    assert look_through_storage(at=NOW).stopped_because.startswith("Nothing refers to 9")
    StoragePairing.objects.update(turn="older", next_turn="")
    with pytest.raises(WrongState, match="Another copy"):
        confirm_look(by=ada, at=NOW)


def test_files_confirmed_as_missing_stop_no_later_look(documents, ada):
    look_through_storage(at=NOW)
    for name in documents[:6]:
        Path(default_storage.path(name)).unlink()
    look_through_storage(at=NOW)
    confirm_look(by=ada, at=NOW)
    assert [look_through_storage(at=NOW).stopped_because for _night in range(3)] == [""] * 3
    Path(default_storage.path(documents[6])).unlink()
    assert look_through_storage(at=NOW).missing == 7


def test_of_two_copies_that_share_a_storage_one_takes_a_turn_and_the_other_is_stopped(documents):
    look_through_storage(at=NOW)
    own = StoragePairing.objects.values().get()
    look_through_storage(at=NOW + timedelta(days=1))
    StoragePairing.objects.update(**own)
    assert pairing_of() is Pairing.OTHER_TURN
    assert look_through_storage(at=NOW + timedelta(days=1)).stopped_because == Pairing.OTHER_TURN.words


@pytest.mark.parametrize("written", [False, True])
def test_a_look_killed_while_it_moves_the_mark_on_is_no_mismatch(documents, written, monkeypatch):
    look_through_storage(at=NOW)
    from partnerships.storage import operations

    write = operations.write_mark

    def dies(mark):
        if written:
            write(mark)
        raise KeyboardInterrupt

    monkeypatch.setattr(operations, "write_mark", dies)
    with pytest.raises(KeyboardInterrupt):
        look_through_storage(at=NOW + timedelta(days=1))
    monkeypatch.undo()
    assert pairing_of() is Pairing.PAIRED
    assert look_through_storage(at=NOW + timedelta(days=2)).stopped_because == ""


def test_only_an_administrator_deletes_and_only_what_is_due_and_still_unreferenced(
    documents, ada, olivia, django_capture_on_commit_callbacks
):
    gone, back, kept = (put(f"documents/ab12/{name}.pdf") for name in ("gone", "back", "kept"))
    look_through_storage(at=NOW)
    recent = put("documents/ab12/recent.pdf")
    look_through_storage(at=NOW + timedelta(days=20))
    with pytest.raises(NotPermitted):
        delete_quarantined(by=olivia, at=LATER)
    keep_file(file=QuarantinedFile.objects.get(name=kept), reason="A lost letter", by=ada, at=NOW)
    DocumentVersion.objects.filter(file=documents[0]).update(file=back)
    assert quarantine_at(LATER).due == 2
    with django_capture_on_commit_callbacks(execute=True):
        assert delete_quarantined(by=ada, at=LATER) == 1
    assert [default_storage.exists(name) for name in (gone, back, kept, recent)] == [False, True, True, True]
    emptied = Activity.objects.get(verb="quarantine.emptied")
    assert changes_of(emptied) == {"files": ["1", "0"], "bytes": ["11", "0"]}


def test_with_the_storage_away_a_file_in_quarantine_stays_due(documents, ada, settings):
    name = put("documents/ab12/gone.pdf")
    look_through_storage(at=NOW)
    storages = settings.STORAGES
    settings.STORAGES = away_when_deleting(storages)
    with pytest.raises(StorageAway):
        delete_quarantined(by=ada, at=LATER)
    assert (quarantine_at(LATER).due, Activity.objects.filter(verb="quarantine.emptied").count()) == (1, 0)
    settings.STORAGES = storages
    assert (delete_quarantined(by=ada, at=LATER), default_storage.exists(name)) == (1, False)


def test_nothing_is_deleted_once_the_storage_no_longer_belongs_to_the_database(documents, ada):
    name = put("documents/ab12/gone.pdf")
    look_through_storage(at=NOW)
    StoragePairing.objects.update(turn="0" * 32)
    with pytest.raises(WrongState, match="Another copy of this database"):
        delete_quarantined(by=ada, at=LATER)
    assert default_storage.exists(name)


def test_a_file_that_is_referred_to_again_leaves_quarantine(documents):
    name = put("documents/ab12/back.pdf")
    look_through_storage(at=NOW)
    DocumentVersion.objects.filter(file=documents[0]).update(file=name)
    look_through_storage(at=NOW + timedelta(days=1))
    assert [held.name for held in QuarantinedFile.objects.all()] == [documents[0]]


def test_a_kept_file_needs_a_reason_and_is_kept_once(documents, ada):
    put("documents/ab12/kept.pdf")
    look_through_storage(at=NOW)
    file = QuarantinedFile.objects.get()
    with pytest.raises(Invalid):
        keep_file(file=file, reason=" ", by=ada, at=NOW)
    keep_file(file=file, reason="A lost letter", by=ada, at=NOW)
    with pytest.raises(WrongState):
        keep_file(file=file, reason="Again", by=ada, at=NOW)


def test_an_administrator_pairs_what_does_not_match_and_it_is_recorded(documents, ada, olivia):
    look_through_storage(at=NOW)
    default_storage.delete(MARKER)
    assert pair_storage(at=NOW, by=ada) is Pairing.NO_MARK
    with pytest.raises(NotPermitted):
        pair_storage(at=NOW, by=olivia, anyway=True)
    assert pair_storage(at=NOW, by=ada, anyway=True) is Pairing.PAIRED
    assert list(Activity.objects.filter(verb="storage.paired").values_list("actor", flat=True)) == [ada.pk, None]


def test_a_file_deleted_while_the_storage_is_looked_through_stops_nothing(documents):
    gone = Path(default_storage.path("documents/ab12/gone.pdf"))
    name = put("documents/ab12/left-behind.pdf")
    gone.symlink_to(gone.with_name("deleted.pdf"))
    assert look_through_storage(at=NOW).added == 1
    assert QuarantinedFile.objects.get().name == name
