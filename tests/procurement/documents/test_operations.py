from datetime import UTC, datetime

import pytest

from partnerships.models import Activity, Document
from procurement.documents.operations import add_documents, remove_document, upload_document
from procurement.models import TenderDocument
from psp.core.problems import Invalid, NotPermitted, WrongState
from tests.factories import bids
from tests.factories.files import a_pdf
from tests.factories.history import changes_of
from tests.factories.tenders import PlainDocumentFactory, TenderDocumentFactory

AT = datetime(2026, 3, 3, 12, tzinfo=UTC)


def test_documents_of_a_draft_are_published_with_it(tender, pat):
    document = PlainDocumentFactory(partnership=tender.partnership, title="Specification of the service")
    added = add_documents(tender=tender, documents=[document], kind="specification", by=pat, at=AT)
    assert [(row.document, row.is_published, row.published_at) for row in added] == [(document, False, None)]
    activity = Activity.objects.get()
    assert (activity.verb, changes_of(activity)) == (
        "tender_document.added",
        {"document": [None, "Specification: Specification of the service"]},
    )


def test_a_document_added_after_publication_is_published_at_once(published, pat):
    document = PlainDocumentFactory(partnership=published.partnership)
    [added] = add_documents(tender=published, documents=[document], kind="answers", by=pat, at=AT)
    assert (added.is_published, added.published_at) == (True, AT)


def test_a_document_of_another_partnership_an_archived_or_a_used_one_is_refused(tender, pat):
    used = TenderDocumentFactory(tender=tender).document
    archived = PlainDocumentFactory(partnership=tender.partnership, archived_at=AT)
    for document in (PlainDocumentFactory(), archived, used):
        with pytest.raises(Invalid):
            add_documents(tender=tender, documents=[document], kind="terms", by=pat, at=AT)
    assert TenderDocument.objects.count() == 1


@pytest.mark.parametrize(("documents", "kind"), [(0, "terms"), (1, "novel"), (1, "")])
def test_a_kind_of_the_list_and_a_document_are_needed(documents, kind, tender, pat):
    chosen = [PlainDocumentFactory(partnership=tender.partnership) for _ in range(documents)]
    with pytest.raises(Invalid):
        add_documents(tender=tender, documents=chosen, kind=kind, by=pat, at=AT)


@pytest.mark.parametrize("state", ["opened", "standstill", "concluded", "cancelled"])
def test_nothing_is_added_once_bids_are_open(state, tender, pat):
    type(tender).objects.update(state=state)
    with pytest.raises(WrongState):
        add_documents(tender=tender, documents=[], kind="terms", by=pat, at=AT)


def test_the_leader_adds_nothing(tender, olivia):
    document = PlainDocumentFactory(partnership=tender.partnership)
    with pytest.raises(NotPermitted):
        add_documents(tender=tender, documents=[document], kind="terms", by=olivia, at=AT)


def test_a_document_is_taken_out_of_a_draft_and_stays_with_the_partnership(tender, pat):
    row = TenderDocumentFactory(tender=tender)
    remove_document(tender_document=row, by=pat, at=AT)
    assert (tender.documents.count(), tender.partnership.documents.count()) == (0, 1)


def test_a_published_document_stays(published, pat):
    row = TenderDocumentFactory(tender=published, is_published=True)
    with pytest.raises(WrongState):
        remove_document(tender_document=row, by=pat, at=AT)


def test_a_document_stays_that_was_published_since_the_page_was_read(tender, pat):
    row = TenderDocumentFactory(tender=tender)
    type(tender).objects.update(state="published")
    with pytest.raises(WrongState):
        remove_document(tender_document=row, by=pat, at=AT)


def test_nothing_is_added_after_the_deadline(published, pat):
    document = PlainDocumentFactory(partnership=published.partnership)
    with pytest.raises(WrongState):
        add_documents(tender=published, documents=[document], kind="answers", by=pat, at=bids.AFTER)


def test_what_was_published_or_archived_since_the_page_was_read_counts(tender, pat):
    document, archived = (PlainDocumentFactory(partnership=tender.partnership) for _ in range(2))
    type(tender).objects.update(state="published")
    [added] = add_documents(tender=tender, documents=[document], kind="answers", by=pat, at=AT)
    assert (added.is_published, added.published_at) == (True, AT)
    type(archived).objects.filter(pk=archived.pk).update(archived_at=AT)
    with pytest.raises(Invalid):
        add_documents(tender=tender, documents=[archived], kind="answers", by=pat, at=AT)


def test_a_published_document_is_added_as_it_stands_when_it_is(published, pat):
    document = PlainDocumentFactory(partnership=published.partnership, is_restricted=True)
    type(document).objects.filter(pk=document.pk).update(version=document.version + 1, is_restricted=True)
    [added] = add_documents(tender=published, documents=[document], kind="answers", by=pat, at=AT)
    document.refresh_from_db()
    assert (added.is_published, document.is_restricted) == (True, False)


def test_an_uploaded_document_is_read_by_the_purchasing_side_alone(tender, pat, ada, olivia):
    added = upload_document(tender=tender, file=a_pdf("prices.pdf"), kind="pricing", by=pat, at=AT)
    document = added.document
    assert (document.title, document.kind, document.is_restricted) == ("prices.pdf", "tender", True)
    readers = [Document.objects.visible_to(person).filter(pk=document.pk).exists() for person in (pat, olivia, ada)]
    assert readers == [True, False, False]


def test_a_document_uploaded_after_publication_is_read_by_all(published, pat, olivia):
    added = upload_document(tender=published, file=a_pdf(), kind="answers", title="Answers", by=pat, at=AT)
    assert (added.is_published, added.document.is_restricted) == (True, False)
    assert Document.objects.visible_to(olivia).filter(pk=added.document_id).exists()


def test_an_upload_that_is_refused_leaves_no_file(tender, pat, olivia, tmp_path):
    refused = [(NotPermitted, {"kind": "terms", "by": olivia}), (Invalid, {"kind": "novel", "by": pat})]
    for problem, sent in refused:
        with pytest.raises(problem):
            upload_document(tender=tender, file=a_pdf(), at=AT, **sent)
    type(tender).objects.update(state="opened")
    with pytest.raises(WrongState):
        upload_document(tender=tender, file=a_pdf(), kind="terms", by=pat, at=AT)
    assert Document.objects.count() == 0
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []
