import threading

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, connections, transaction

from partnerships.documents.operations import (
    add_document,
    add_version,
    archive_document,
    edit_document,
    hand_over_documents,
    lift_restriction,
    restore_document,
)
from partnerships.models import Activity, Document, DocumentVersion
from psp.core.handover import Handover
from psp.core.problems import Invalid, NotPermitted, StaleVersion, WrongState
from tests.conftest import NOON
from tests.factories.files import a_pdf, upload
from tests.factories.history import changes_of


def kept_files():
    if not default_storage.exists("documents"):
        return []
    return [
        f"documents/{folder}/{name}"
        for folder in default_storage.listdir("documents")[0]
        for name in default_storage.listdir(f"documents/{folder}")[1]
    ]


@pytest.fixture
def minutes(partnership, olivia):
    return add_document(partnership=partnership, file=a_pdf(), by=olivia, at=NOON, title="Minutes", kind="minutes")


def test_a_document_is_kept_under_a_random_name_with_its_fingerprint(minutes, olivia):
    version = minutes.versions.get()
    assert (version.number, version.original_name, version.content_type) == (1, "minutes.pdf", "application/pdf")
    assert "minutes" not in version.file.name
    assert kept_files() == [version.file.name]
    assert (minutes.owner, version.uploaded_by, version.uploaded_at) == (olivia, olivia, NOON)
    assert [a.verb for a in Activity.objects.all()] == ["document.added"]
    assert version.sha256 in changes_of(Activity.objects.get())["file"][1]


def test_without_a_title_it_bears_the_name_of_the_file(partnership, olivia):
    document = add_document(partnership=partnership, file=a_pdf("../secret/plan.pdf"), by=olivia, at=NOON, title=" ")
    assert document.title == "plan.pdf"


@pytest.mark.parametrize(
    ("person", "may"), [("pat", True), ("edie", True), ("bo", True), ("ada", True), ("otto", False)]
)
def test_people_with_a_role_add_documents(partnership, person, may, request):
    by = request.getfixturevalue(person)
    if may:
        assert add_document(partnership=partnership, file=a_pdf(), by=by, at=NOON).owner == by
    else:
        with pytest.raises(NotPermitted):
            add_document(partnership=partnership, file=a_pdf(), by=by, at=NOON)


def test_a_file_that_is_refused_leaves_nothing(partnership, olivia):
    with pytest.raises(Invalid, match="holds something else"):
        add_document(partnership=partnership, file=upload("a.pdf", b"MZ"), by=olivia, at=NOON)
    assert (Document.objects.count(), Activity.objects.count(), kept_files()) == (0, 0, [])


def test_versions_count_up_and_the_same_file_is_refused(minutes, olivia, pat):
    add_version(document=minutes, file=a_pdf(words="corrected"), by=pat, at=NOON, note="Item 4")
    with pytest.raises(Invalid, match="the same file as version 2"):
        add_version(document=minutes, file=a_pdf(words="corrected"), by=olivia, at=NOON)
    add_version(document=minutes, file=a_pdf(words="minutes"), by=olivia, at=NOON)
    assert list(minutes.versions.order_by("number").values_list("number", "note")) == [(1, ""), (2, "Item 4"), (3, "")]
    assert minutes.latest.number == 3


def test_two_who_read_the_same_document_get_consecutive_numbers(minutes, olivia, pat):
    mine, theirs = (Document.objects.get(pk=minutes.pk) for _ in range(2))
    numbers = [
        add_version(document=mine, file=a_pdf(words="mine"), by=olivia, at=NOON).number,
        add_version(document=theirs, file=a_pdf(words="theirs"), by=pat, at=NOON).number,
    ]
    assert numbers == [2, 3]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="Only on PostgreSQL: SQLite has one writer at a time")
def test_four_at_once_get_consecutive_numbers(minutes, olivia):
    start = threading.Barrier(4)

    def send(words):
        start.wait()
        try:
            add_version(document=minutes, file=a_pdf(words=words), by=olivia, at=NOON)
        finally:
            connections.close_all()

    senders = [threading.Thread(target=send, args=(f"sender {n}",)) for n in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(minutes.versions.values_list("number", flat=True)) == [1, 2, 3, 4, 5]


def test_a_version_whose_row_cannot_be_written_leaves_no_file(minutes, olivia, monkeypatch):
    before = kept_files()
    monkeypatch.setattr(DocumentVersion._meta.get_field("number"), "get_prep_value", lambda value: 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        add_version(document=minutes, file=a_pdf(words="new"), by=olivia, at=NOON)
    assert kept_files() == before


def test_an_archived_document_takes_no_version_until_it_is_restored(minutes, olivia):
    archive_document(document=minutes, by=olivia, at=NOON)
    with pytest.raises(WrongState):
        archive_document(document=minutes, by=olivia, at=NOON)
    with pytest.raises(WrongState, match="archived"):
        add_version(document=minutes, file=a_pdf(words="new"), by=olivia, at=NOON)
    restore_document(document=minutes, by=olivia, at=NOON)
    assert add_version(document=minutes, file=a_pdf(words="new"), by=olivia, at=NOON).number == 2
    verbs = [a.verb for a in Activity.objects.order_by("number")]
    assert verbs == ["document.added", "document.archived", "document.restored", "document.updated"]


def test_an_edit_that_waited_for_the_archiving_is_refused_and_undoes_nothing(minutes, olivia):
    archive_document(document=Document.objects.get(), by=olivia, at=NOON)
    with pytest.raises(StaleVersion):
        edit_document(document=minutes, changes={"title": "New"}, expected_version=1, by=olivia, at=NOON)
    assert Document.objects.get().archived_at == NOON


def test_the_facts_of_a_document_change_against_its_version(minutes, olivia, edie):
    edit_document(document=minutes, changes={"title": "Minutes of May"}, expected_version=1, by=olivia, at=NOON)
    with pytest.raises(StaleVersion):
        edit_document(document=minutes, changes={"title": "Minutes of June"}, expected_version=1, by=olivia, at=NOON)
    with pytest.raises(NotPermitted):
        edit_document(document=minutes, changes={"title": "Mine"}, expected_version=2, by=edie, at=NOON)
    assert Document.objects.get().title == "Minutes of May"


def test_an_edit_that_waited_does_not_restore_an_archived_document(minutes, olivia):
    waiting = Document.objects.get()
    archived = archive_document(document=minutes, by=olivia, at=NOON)
    with pytest.raises(StaleVersion):
        edit_document(document=waiting, changes={"title": "Notes"}, expected_version=1, by=olivia, at=NOON)
    kept = Document.objects.get()
    assert (kept.archived_at, kept.title, kept.version, archived.version) == (NOON, "Minutes", 2, 2)


def test_an_owner_changes_their_own_document_whatever_their_role(partnership, edie):
    document = add_document(partnership=partnership, file=a_pdf(), by=edie, at=NOON)
    edit_document(document=document, changes={"title": "Mine"}, expected_version=1, by=edie, at=NOON)
    assert Document.objects.get().title == "Mine"


def test_a_restricted_document_is_for_the_leader_purchasers_and_its_owner(
    partnership, olivia, pat, edie, bo, ada, otto
):
    advice = add_document(partnership=partnership, file=a_pdf("advice.pdf"), by=pat, at=NOON, is_restricted=True)
    mine = add_document(partnership=partnership, file=a_pdf("mine.pdf"), by=bo, at=NOON, is_restricted=True)
    seen = {p.name: set(Document.objects.visible_to(p)) for p in (olivia, pat, edie, bo, ada, otto)}
    assert seen == {
        "Olivia Reid": {advice, mine},
        "Pat Lennox": {advice, mine},
        "Edie Hall": set(),
        "Bo Quinn": {mine},
        "Ada Munro": {advice, mine},
        "Otto Vane": set(),
    }


def test_the_history_of_a_restricted_document_is_not_for_everyone(partnership, pat, edie):
    document = add_document(partnership=partnership, file=a_pdf(), by=pat, at=NOON, is_restricted=True, title="Advice")
    edit_document(document=document, changes={"is_restricted": False}, expected_version=1, by=pat, at=NOON)
    edit_document(document=document, changes={"title": "Open advice"}, expected_version=2, by=pat, at=NOON)
    assert [changes_of(a) for a in Activity.objects.visible_to(edie)] == [{"title": ["Advice", "Open advice"]}]


def test_documents_pass_to_whoever_takes_over_and_sees_them(partnership, olivia, bo, ada, minutes):
    secret = add_document(partnership=partnership, file=a_pdf(), by=olivia, at=NOON, title="Fees", is_restricted=True)
    assert hand_over_documents(Handover(olivia)) == 2
    leaving = Handover(olivia, bo, ada, NOON)
    hand_over_documents(leaving)
    assert leaving.left_open == ["1 document Bo Quinn may not see"]
    assert list(Document.objects.filter(owner=bo)) == [minutes]
    assert Document.objects.get(owner=olivia) == secret
    assert changes_of(Activity.objects.get(verb="document.edited")) == {"owner": ["Olivia Reid", "Bo Quinn"]}


def test_a_tender_document_is_restricted_from_the_start_even_where_nobody_asked(partnership, pat, bo):
    document = add_document(partnership=partnership, file=a_pdf(), by=pat, at=NOON, kind="tender")
    assert document.is_restricted
    assert not Document.objects.visible_to(bo).filter(pk=document.pk).exists()


def test_a_tender_document_stays_restricted_and_a_document_becomes_so_with_its_kind(partnership, minutes, pat):
    draft = add_document(partnership=partnership, file=a_pdf(), by=pat, at=NOON, kind="tender")
    edit_document(document=draft, changes={"is_restricted": False}, expected_version=1, by=pat, at=NOON)
    changes = {"kind": "tender", "is_restricted": False}
    edit_document(document=minutes, changes=changes, expected_version=1, by=pat, at=NOON)
    assert set(Document.objects.values_list("kind", "is_restricted")) == {("tender", True)}
    assert Activity.objects.filter(verb="document.edited", is_private=False).count() == 0


def test_a_tender_document_that_was_open_stays_open_when_its_title_changes(partnership, pat):
    draft = add_document(partnership=partnership, file=a_pdf(), by=pat, at=NOON, kind="tender")
    lift_restriction(document=draft, by=None, at=NOON)
    changes = {"title": "Terms", "kind": "tender", "is_restricted": False}
    edit_document(document=draft, changes=changes, expected_version=2, by=pat, at=NOON)
    assert (draft.title, Document.objects.get().is_restricted) == ("Terms", False)


def test_the_form_says_that_a_tender_document_stays_restricted(partnership, signed_in, pat):
    draft = add_document(partnership=partnership, file=a_pdf(), by=pat, at=NOON, title="Terms", kind="tender")
    address = partnership.url("edit_document", draft.pk)
    client = signed_in(pat)
    assert "Tender documents are restricted until they are published with the tender." in client.get(address).text
    answer = client.post(address, {"title": "Terms", "kind": "tender", "description": "", "version": 1}, follow=True)
    assert "It is restricted until it is published with a tender." in answer.text
    assert Document.objects.get().is_restricted
