from datetime import timedelta

import pytest
from django.utils import timezone

from procurement.models import Amendment, Clarification, Tender
from psp.core.dates import end_of_day, working_day_on_or_after
from tests.factories.tenders import PublishedTenderFactory


@pytest.fixture
def running(published, figures):
    """The published tender with its deadline six weeks ahead."""
    today = timezone.localdate()
    published.notice_on, published.questions_close_on = today - timedelta(days=5), today + timedelta(days=20)
    published.submission_deadline = end_of_day(working_day_on_or_after(today + timedelta(days=42)))
    published.decision_on = published.standstill_ends_on = published.contract_starts_on = None
    published.save()
    return published


def ask(tender, text="May a vehicle bid?", **more):
    number = tender.clarifications.count() + 1
    return Clarification.objects.create(tender=tender, number=number, text=text, asked_on=timezone.localdate(), **more)


def typed(day=None, **more):
    day = day or timezone.localdate()
    return {
        "text": "May a vehicle bid?",
        "asked_on_day": day.day,
        "asked_on_month": day.month,
        "asked_on_year": day.year,
    } | more


def test_who_opens_which_page(running, signed_in, request):
    asked = ask(running)
    names = ["olivia", "pat", "edie", "bo", "ada", "otto"]

    def statuses(url):
        return [signed_in(request.getfixturevalue(name)).get(url).status_code for name in names]

    assert statuses(running.url("clarifications")) == [200, 200, 200, 200, 200, 404]
    assert statuses(running.url("record_question")) == [403, 200, 403, 403, 403, 404]
    # An unanswered question is not there for anybody but the purchasers.
    assert statuses(running.url("answer_question", asked.pk)) == [404, 200, 404, 404, 404, 404]
    assert statuses(running.url("edit_question_text", asked.pk)) == [404, 200, 404, 404, 404, 404]


def test_everybody_reads_answers_and_nobody_who_asked(running, signed_in, pat, bo):
    ask(running, text="May we use a van?", answer="Yes.", answered_at=timezone.now(), answered_by=pat)
    signed_in(pat).post(running.url("record_question"), typed(asker="Northside Neighbours"))
    own = signed_in(pat).get(running.url("clarifications")).content.decode()
    others = signed_in(bo).get(running.url("clarifications")).content.decode()
    assert ("1 question waits for an answer" in own, "May a vehicle bid?" in own) == (True, True)
    assert ("May we use a van?" in others, "May a vehicle bid?" in others) == (True, False)
    export = b"".join(signed_in(pat).get(running.url("clarifications") + "?format=csv").streaming_content).decode()
    assert export.count("\n") == 3
    assert "Northside" not in own + others + export


def test_a_question_is_recorded_once_though_sent_twice(running, signed_in, pat):
    client = signed_in(pat)
    for _ in range(2):
        assert client.post(running.url("record_question"), typed(once="c" * 32)).status_code == 302
    assert Clarification.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"text": ""}, {"text": "x" * 6000}, {"asked_on_day": "99"}, {"asker": "x" * 500}])
def test_a_wrong_question_is_shown_again(wrong, running, signed_in, pat):
    assert signed_in(pat).post(running.url("record_question"), typed() | wrong).status_code == 422
    assert Clarification.objects.count() == 0


def test_a_question_is_reworded_and_answered(running, signed_in, pat):
    asked, client = ask(running), signed_in(pat)
    answer = client.post(running.url("edit_question_text", asked.pk), {"text": "May companies bid?", "version": "1"})
    assert answer.url == running.url("clarifications")
    assert client.post(running.url("answer_question", asked.pk), {"answer": "", "version": "2"}).status_code == 422
    assert client.post(running.url("answer_question", asked.pk), {"answer": "Yes.", "version": "2"}).status_code == 302
    asked.refresh_from_db()
    assert (asked.text, asked.answer, asked.answered_by) == ("May companies bid?", "Yes.", pat)


def test_a_late_answer_offers_to_move_the_deadline(running, signed_in, pat):
    tomorrow = working_day_on_or_after(timezone.localdate() + timedelta(days=1))
    Tender.objects.update(
        submission_deadline=end_of_day(tomorrow),
        questions_close_on=None,
        notice_on=timezone.localdate() - timedelta(days=60),
    )
    asked, client = ask(running), signed_in(pat)
    url = running.url("answer_question", asked.pk)
    assert "Move the deadline to" in client.get(url).content.decode()
    assert client.post(url, {"answer": "Yes.", "version": "1"}).status_code == 422
    assert client.post(url, {"answer": "Yes.", "version": "1", "extend": "on"}).status_code == 302
    assert (Amendment.objects.count(), Tender.objects.get().submission_deadline > end_of_day(tomorrow)) == (1, True)


def test_questions_are_searched_filtered_and_counted(running, signed_in, pat, queries_of):
    client, url = signed_in(pat), running.url("clarifications")
    assert "No questions yet" in client.get(url).content.decode()
    ask(running, text="May we use a van?", answer="Yes.", answered_at=timezone.now())
    one = queries_of(client, url)
    ask(running)
    ask(running)
    assert queries_of(client, url) == one
    assert [
        len(client.get(f"{url}?{query}").context["object_list"]) for query in ("q=van", "waits=true", "waits=x")
    ] == [1, 2, 3]


def test_a_question_of_another_tender_is_not_found(running, signed_in, pat):
    other = ask(PublishedTenderFactory(), answer="Yes.", answered_at=timezone.now())
    assert signed_in(pat).get(running.url("answer_question", other.pk)).status_code == 404
