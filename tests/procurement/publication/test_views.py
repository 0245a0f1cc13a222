import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from partnerships.documents.operations import add_version
from procurement.criteria.operations import add_question, edit_question
from procurement.documents.operations import add_documents, remove_document
from procurement.models import Amendment, Tender
from procurement.tenders.engine.proposal import propose_from_notice
from psp.core.dates import working_day_on_or_after
from psp.core.moments import Moment
from tests.factories.files import a_pdf
from tests.factories.tenders import PlainDocumentFactory, TenderDocumentFactory


@pytest.fixture
def ahead(complete):
    """The complete tender with its notice today and all dates lawful."""
    return moved(complete, timezone.localdate())


@pytest.fixture
def running(published, figures):
    """The published tender with its notice ten days ago: its deadline lies ahead."""
    return moved(published, timezone.localdate() - timedelta(days=10))


def moved(tender, notice_on):
    dates = propose_from_notice(notice_on)
    tender.notice_on, tender.questions_close_on = dates.notice_on, dates.questions_close_on
    tender.submission_deadline = Moment.end(dates.deadline.day).as_datetime()
    tender.decision_on, tender.standstill_ends_on = dates.award_decided_on, dates.standstill_ends_on
    tender.contract_starts_on = dates.contract_starts_on
    tender.contract_ends_on = dates.contract_starts_on + timedelta(days=700)
    tender.save()
    return tender


def test_who_publishes_and_amends(ahead, signed_in, request):
    names = ["olivia", "pat", "edie", "bo", "ada", "otto"]
    for page in ("publish_tender", "amend_tender"):
        statuses = [signed_in(request.getfixturevalue(name)).get(ahead.url(page)).status_code for name in names]
        assert statuses == [403, 200, 403, 403, 403, 404]


def test_before_publishing_the_page_says_what_is_missing(tender, signed_in, pat, figures):
    page = signed_in(pat).get(tender.url("publish_tender")).content.decode()
    assert "Add to the tender documents: invitation to tender, specification" in page
    answer = signed_in(pat).post(tender.url("publish_tender"))
    assert (answer.status_code, Tender.objects.get().state) == (409, "draft")


def test_publishing_says_what_follows_and_is_done_once(ahead, signed_in, pat):
    client = signed_in(pat)
    assert "What bidders are told is frozen" in client.get(ahead.url("publish_tender")).content.decode()
    assert client.post(ahead.url("publish_tender")).url == ahead.get_absolute_url()
    assert client.post(ahead.url("publish_tender")).status_code == 422
    assert Tender.objects.get().state == "published"


def field_of(page, name):
    return re.search(rf'name="{name}" value="(\w+)"', page.text)[1]


def read_on(page):
    return {name: field_of(page, name) for name in ("version", "mark")}


@pytest.fixture
def colleague(una):
    """What a colleague does to the papers of a tender while somebody reads the page that publishes it."""

    def add_a_document(tender):
        document = PlainDocumentFactory(partnership=tender.partnership, title="Annex")
        add_documents(tender=tender, documents=[document], kind="other", by=una, at=timezone.now())

    def remove_a_document(tender):
        remove_document(tender_document=tender.documents.filter(kind="other").first(), by=una, at=timezone.now())

    def add_a_version(tender):
        document = tender.documents.get(kind="terms").document
        add_version(document=document, file=a_pdf("terms.pdf"), by=una, at=timezone.now())

    def edit_a_question(tender):
        changes = {"text": "How will you travel?"}
        edit_question(question=tender.questions.get(), changes=changes, expected_version=1, by=una, at=timezone.now())

    def move_a_weight(tender):
        question = tender.questions.get()
        add_question(tender=tender, text="And why?", weight=Decimal(40), by=una, at=timezone.now())
        changes = {"weight": Decimal(60)}
        edit_question(question=question, changes=changes, expected_version=1, by=una, at=timezone.now())

    return [add_a_document, remove_a_document, add_a_version, edit_a_question, move_a_weight]


@pytest.mark.parametrize("number", range(5))
def test_papers_that_changed_since_the_page_was_read_are_not_published(number, ahead, colleague, signed_in, pat):
    TenderDocumentFactory(tender=ahead, kind="other")
    client, address = signed_in(pat), ahead.url("publish_tender")
    page = client.get(address)
    colleague[number](Tender.objects.get())
    answer = client.post(address, read_on(page))
    assert (answer.status_code, Tender.objects.get().state) == (422, "draft")
    assert "This changed after you opened the page" in answer.text
    # The page now says what there is to publish, and confirming that works.
    assert client.post(address, read_on(answer)).status_code == 302
    assert Tender.objects.get().state == "published"


def test_what_was_read_and_did_not_change_is_published(ahead, signed_in, pat):
    client, address = signed_in(pat), ahead.url("publish_tender")
    assert client.post(address, read_on(client.get(address))).status_code == 302
    assert Tender.objects.get().state == "published"


def typed(tender, day, **more):
    dates = {
        "submission_deadline": day,
        "questions_close_on": tender.questions_close_on,
        "decision_on": tender.decision_on,
        "standstill_ends_on": tender.standstill_ends_on,
        "contract_starts_on": tender.contract_starts_on,
    }
    parts = {
        f"{name}_{part}": str(getattr(value, part))
        for name, value in dates.items()
        for part in ("day", "month", "year")
    }
    return (
        parts
        | {"submission_deadline_time": "11:59pm", "reason": "Bidders asked for time", "version": str(tender.version)}
        | more
    )


def test_a_deadline_is_moved_later_and_the_page_says_why(running, signed_in, pat, bo):
    later = working_day_on_or_after(timezone.localdate(running.submission_deadline) + timedelta(days=3))
    answer = signed_in(pat).post(running.url("amend_tender"), typed(running, later))
    assert answer.url == running.url("tender_dates")
    page = signed_in(bo).get(running.url("tender_dates")).content.decode()
    assert ("Bidders asked for time" in page, "moved to" in page) == (True, True)


def test_an_earlier_deadline_is_refused_beside_its_field(running, signed_in, pat):
    earlier = timezone.localdate(running.submission_deadline) - timedelta(days=1)
    answer = signed_in(pat).post(running.url("amend_tender"), typed(running, earlier))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["submission_deadline"])
    assert Amendment.objects.count() == 0


@pytest.mark.parametrize("sent", [{}, {"reason": "x" * 5000}, {"submission_deadline_time": "25:00"}])
def test_a_wrong_amendment_is_shown_again(sent, running, signed_in, pat):
    answer = signed_in(pat).post(running.url("amend_tender"), sent)
    assert (answer.status_code, Amendment.objects.count()) == (422, 0)


def test_a_date_of_a_draft_is_amended_nowhere(ahead, signed_in, pat):
    answer = signed_in(pat).post(ahead.url("amend_tender"), typed(ahead, date(2099, 1, 5)))
    assert (answer.status_code, Amendment.objects.count()) == (422, 0)
