import pytest

from procurement.models import TenderDocument
from tests.factories.tenders import PlainDocumentFactory, TenderDocumentFactory


def test_documents_are_added_from_those_of_the_partnership(tender, signed_in, pat):
    client, url = signed_in(pat), tender.url("add_tender_documents")
    document = PlainDocumentFactory(partnership=tender.partnership, title="Invitation of June")
    elsewhere = PlainDocumentFactory(title="Somebody else’s")
    page = client.get(url).content.decode()
    assert ("Invitation of June" in page, "Somebody else’s" in page) == (True, False)
    assert client.post(url, {"kind": "invitation", "documents": [elsewhere.pk]}).status_code == 422
    assert client.post(url, {"kind": "invitation", "documents": [document.pk]}).url == tender.url("tender_documents")
    assert "Invitation of June" in client.get(tender.url("tender_documents")).content.decode()


@pytest.mark.parametrize("sent", [{}, {"kind": "invitation"}, {"kind": "x" * 500, "documents": ["x"]}])
def test_a_wrong_form_is_shown_again(sent, tender, signed_in, pat):
    assert signed_in(pat).post(tender.url("add_tender_documents"), sent).status_code == 422
    assert TenderDocument.objects.count() == 0


def test_without_documents_the_page_leads_to_uploading_one(tender, signed_in, pat):
    page = signed_in(pat).get(tender.url("add_tender_documents")).content.decode()
    assert tender.partnership.url("add_document") in page


def test_documents_of_a_draft_are_kept_from_possible_bidders(tender, signed_in, pat, bo):
    TenderDocumentFactory(tender=tender, document__title="Draft specification")
    url = tender.url("tender_documents")
    seen = ["Draft specification" in signed_in(person).get(url).content.decode() for person in (pat, bo)]
    assert seen == [True, False]


def test_a_document_is_taken_out(tender, signed_in, pat, bo, edie):
    row = TenderDocumentFactory(tender=tender)
    url = tender.url("remove_tender_document", row.pk)
    assert [signed_in(person).post(url).status_code for person in (bo, edie)] == [404, 403]
    assert signed_in(pat).post(url).status_code == 302
    assert TenderDocument.objects.count() == 0


def test_the_page_takes_as_many_queries_for_one_document_as_for_three(tender, signed_in, pat, queries_of):
    client, url = signed_in(pat), tender.url("tender_documents")
    TenderDocumentFactory(tender=tender)
    one = queries_of(client, url)
    TenderDocumentFactory(tender=tender)
    TenderDocumentFactory(tender=tender)
    assert queries_of(client, url) == one
