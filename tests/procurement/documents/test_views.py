import pytest

from procurement.models import TenderDocument
from tests.factories.files import a_pdf
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


@pytest.mark.parametrize("page", ["tender_documents", "add_tender_documents"])
def test_pages_lead_to_the_upload_of_the_tender_and_to_no_other(page, tender, signed_in, pat):
    shown = signed_in(pat).get(tender.url(page)).content.decode()
    assert (tender.url("upload_tender_document") in shown, tender.partnership.url("add_document") in shown) == (
        True,
        False,
    )


def test_no_partner_reads_a_file_uploaded_from_a_tender(tender, signed_in, pat, olivia, bo):
    sent = {"kind": "pricing", "title": "Pricing schedule", "file": a_pdf("prices.pdf")}
    assert signed_in(pat).post(tender.url("upload_tender_document"), sent).url == tender.url("tender_documents")
    document = TenderDocument.objects.get(tender=tender).document
    addresses = [document.get_absolute_url(), document.latest.url]
    for person in (olivia, bo):
        client = signed_in(person)
        assert [client.get(address).status_code for address in addresses] == [404, 404]
        assert "Pricing schedule" not in client.get(tender.partnership.url("documents")).content.decode()
    assert signed_in(pat).get(addresses[0]).status_code == 200


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
