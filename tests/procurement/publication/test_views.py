from datetime import date, timedelta

import pytest
from django.utils import timezone

from procurement.models import Amendment, Tender
from procurement.tenders.engine.proposal import propose_from_notice
from psp.core.dates import working_day_on_or_after
from psp.core.moments import Moment


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
