from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from partnerships.models import Activity
from procurement.models import Tender
from tests.factories.tenders import PUBLISHED_AT, PublishedTenderFactory, TenderDocumentFactory, TenderFactory

EVERYBODY = ["olivia", "pat", "edie", "bo", "ada", "otto"]


@pytest.fixture
def get(client, signed_in, request):
    """Fetch a page as one of the cast; return the status."""

    def fetch(name, url):
        return signed_in(request.getfixturevalue(name)).get(url).status_code

    return fetch


def at(tender, name):
    return tender.url(name)


def test_who_opens_which_page_of_a_tender(tender, get):
    statuses = {
        page: [get(person, at(tender, page)) for person in EVERYBODY]
        for page in ("tender", "tender_documents", "edit_tender", "cancel_tender", "add_tender_documents")
    }
    assert statuses == {
        "tender": [200, 200, 200, 200, 200, 404],
        "tender_documents": [200, 200, 200, 200, 200, 404],
        "edit_tender": [403, 200, 403, 403, 403, 404],
        "cancel_tender": [403, 200, 403, 403, 403, 404],
        "add_tender_documents": [403, 200, 403, 403, 403, 404],
    }


def test_only_purchasers_open_the_page_that_prepares_a_tender(tender_stage, get):
    assert [get(person, tender_stage.url("create_tender")) for person in EVERYBODY] == [403, 200, 403, 403, 403, 404]


def test_a_tender_is_not_found_under_another_partnership(tender, signed_in, pat):
    other = PublishedTenderFactory()
    address = at(tender, "tender").replace(f"/{tender.partnership_id}/", f"/{other.partnership_id}/")
    assert signed_in(pat).get(address).status_code == 404


def test_a_tender_is_made_from_what_was_typed_and_once(tender_stage, signed_in, pat):
    client = signed_in(pat)
    sent = {
        "title": "Visits",
        "description": "Calls",
        "service_kind": "social",
        "estimated_value": "£240,000",
        "vat_rate": "20",
        "once": "a" * 32,
    }
    first = client.post(tender_stage.url("create_tender"), sent)
    tender = Tender.objects.get()
    assert (first.status_code, first.url) == (302, tender.get_absolute_url())
    again = client.post(tender_stage.url("create_tender"), sent)
    assert (again.url, Tender.objects.count(), tender.estimated_value) == (first.url, 1, 240_000)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"title": "x" * 10_000, "service_kind": "social", "vat_rate": "20"},
        {"title": "Visits", "service_kind": "social", "vat_rate": "101"},
        {"title": "Visits", "service_kind": "social", "vat_rate": "20", "estimated_value": "-1"},
        {"title": "Visits", "service_kind": "social", "vat_rate": "20", "estimated_value": "9" * 40},
        {"title": "Visits", "service_kind": "social", "vat_rate": "NaN", "estimated_value": "a lot"},
    ],
)
def test_a_wrong_form_is_shown_again_with_what_was_typed(sent, tender_stage, signed_in, pat):
    answer = signed_in(pat).post(tender_stage.url("create_tender"), sent)
    assert (answer.status_code, Tender.objects.count()) == (422, 0)
    assert all(str(value) in answer.content.decode() for value in sent.values())


def test_a_stale_edit_shows_both_and_loses_neither(tender, signed_in, pat):
    Tender.objects.update(title="Saved meanwhile", version=2)
    sent = {"title": "Typed by Pat", "description": "", "service_kind": "other", "vat_rate": "20", "version": "1"}
    answer = signed_in(pat).post(tender.url("edit_tender"), sent)
    page = answer.content.decode()
    assert (answer.status_code, "Saved meanwhile" in page, "Typed by Pat" in page) == (422, True, True)
    assert Tender.objects.get().title == "Saved meanwhile"


def test_cancelling_asks_for_a_reason(tender, signed_in, pat):
    client = signed_in(pat)
    assert client.post(tender.url("cancel_tender"), {"note": ""}).status_code == 422
    assert client.post(tender.url("cancel_tender"), {"note": "No money"}).status_code == 302
    assert (Tender.objects.get().state, Activity.objects.get().note) == ("cancelled", "No money")


def test_the_summary_of_a_draft_says_what_is_missing(tender, signed_in, pat, figures):
    Tender.objects.update(notice_on=date(2020, 3, 2))
    page = signed_in(pat).get(tender.get_absolute_url()).content.decode()
    assert "Before the tender can be published, 3 of 9 things are missing" in page
    assert tender.url("publish_tender") in page


def test_a_possible_bidder_sees_dates_of_a_draft_but_no_question_or_document(tender, signed_in, bo, edie):
    TenderDocumentFactory(tender=tender)
    page = signed_in(bo).get(tender.get_absolute_url())
    assert (list(page.context["questions"]), list(page.context["documents"])) == ([], [])
    assert "2 March 2026" in page.content.decode()
    page = signed_in(edie).get(tender.get_absolute_url())
    assert (len(page.context["questions"]), len(page.context["documents"])) == (1, 1)


def test_once_published_everybody_in_the_partnership_reads_it(published, signed_in, bo):
    TenderDocumentFactory(tender=published, is_published=True, published_at=PUBLISHED_AT)
    page = signed_in(bo).get(published.get_absolute_url())
    assert len(page.context["documents"]) == 1


def test_the_next_date_is_the_headline(tender_stage, signed_in, bo):
    soon = timezone.now() + timedelta(days=3)
    tender = PublishedTenderFactory(partnership=tender_stage, submission_deadline=soon)
    assert "Next: deadline for bids on" in signed_in(bo).get(tender.get_absolute_url()).content.decode()


def test_a_tender_without_any_date_or_value_has_its_pages(tender_stage, signed_in, pat, figures):
    tender = Tender.objects.create(partnership=tender_stage, title="<b>Befriending</b>")
    client = signed_in(pat)
    names = ["tender", "tender_dates", "tender_criteria", "tender_value", "tender_documents", "clarifications"]
    pages = [client.get(tender.url(name)) for name in names]
    assert [page.status_code for page in pages] == [200] * 6
    assert "<b>Befriending" not in "".join(page.content.decode() for page in pages)


def test_a_tender_that_is_over_offers_no_button(tender_stage, signed_in, pat):
    tender = TenderFactory(partnership=tender_stage, state="cancelled", published_at=datetime(2026, 3, 2, tzinfo=UTC))
    page = signed_in(pat).get(tender.get_absolute_url()).content.decode()
    assert tender.url("cancel_tender") not in page
    assert tender.url("publish_tender") not in page
