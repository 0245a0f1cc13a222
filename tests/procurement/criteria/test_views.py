from decimal import Decimal

import pytest

from procurement.models import Question, Tender
from tests.factories.tenders import QuestionFactory

WEIGHTS = {
    "quality_weight": "60",
    "price_weight": "40",
    "weights_reason": "Trust takes time",
    "price_method": "lowest_price",
    "version": "1",
}


def test_who_opens_and_who_changes_what_bids_are_judged_by(tender, signed_in, request):
    names = ["olivia", "pat", "edie", "bo", "ada", "otto"]

    def statuses(page):
        return [signed_in(request.getfixturevalue(name)).get(tender.url(page)).status_code for name in names]

    assert statuses("tender_criteria") == [200, 200, 200, 200, 200, 404]
    for page in ("edit_tender_weights", "weigh_questions", "add_question"):
        assert statuses(page) == [403, 200, 403, 403, 403, 404]


@pytest.mark.parametrize(
    ("who", "seen", "edit"),
    [("pat", True, 200), ("edie", True, 403), ("ada", False, 404), ("olivia", False, 404), ("bo", False, 404)],
)
def test_questions_of_a_draft_are_kept_from_possible_bidders(who, seen, edit, tender, signed_in, request):
    question, client = tender.questions.get(), signed_in(request.getfixturevalue(who))
    assert (question.text in client.get(tender.url("tender_criteria")).content.decode()) is seen
    assert client.get(tender.url("edit_question", question.pk)).status_code == edit


def test_once_published_everybody_reads_the_questions(published, signed_in, bo):
    question = QuestionFactory(tender=published)
    assert question.text in signed_in(bo).get(published.url("tender_criteria")).content.decode()


def test_weights_are_saved_with_their_reason(tender, signed_in, pat):
    assert signed_in(pat).post(tender.url("edit_tender_weights"), WEIGHTS).url == tender.url("tender_criteria")
    assert Tender.objects.get().quality_weight == 60


@pytest.mark.parametrize(
    "wrong",
    [
        {"price_weight": "50"},
        {"weights_reason": ""},
        {"quality_weight": "-10", "price_weight": "110"},
        {"quality_weight": "x" * 300},
        {"price_method": "guess"},
        {"budget": "1e999"},
    ],
)
def test_wrong_weights_are_shown_again(wrong, tender, signed_in, pat):
    assert signed_in(pat).post(tender.url("edit_tender_weights"), WEIGHTS | wrong).status_code == 422
    assert Tender.objects.get().quality_weight == 50


def test_a_question_is_added_once_though_sent_twice(tender, signed_in, pat):
    client = signed_in(pat)
    sent = {"section": "Users", "text": "How do you involve users?", "weight": "25", "once": "b" * 32}
    for _ in range(2):
        assert client.post(tender.url("add_question"), sent).status_code == 302
    assert list(tender.questions.values_list("text", "weight"))[1:] == [("How do you involve users?", Decimal(25))]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"text": "Why?", "weight": "0"},
        {"text": "Why?", "weight": "101"},
        {"text": "Why?", "weight": "5", "minimum_score": "9"},
    ],
)
def test_a_wrong_question_is_shown_again(sent, tender, signed_in, pat):
    assert signed_in(pat).post(tender.url("add_question"), sent).status_code == 422
    assert Question.objects.count() == 1


def test_a_question_is_changed_and_taken_out(tender, signed_in, pat):
    client, question = signed_in(pat), tender.questions.get()
    sent = {"section": "", "text": "Who visits?", "weight": "40.5", "version": "1"}
    assert client.post(tender.url("edit_question", question.pk), sent).status_code == 302
    question.refresh_from_db()
    assert (question.text, question.weight) == ("Who visits?", Decimal("40.50"))
    assert client.post(tender.url("remove_question", question.pk)).status_code == 302
    assert Question.objects.count() == 0


def test_a_question_of_another_tender_is_not_found(tender, signed_in, pat):
    other = QuestionFactory()
    assert signed_in(pat).get(tender.url("edit_question", other.pk)).status_code == 404


def test_all_weights_and_the_order_are_set_in_one_table(tender, signed_in, pat):
    first, second = tender.questions.get(), QuestionFactory(tender=tender, weight=Decimal(20))
    sent = {
        f"weight_{first.pk}": "70",
        f"place_{first.pk}": "2",
        f"weight_{second.pk}": "30",
        f"place_{second.pk}": "1",
        "version": "1",
    }
    client = signed_in(pat)
    assert client.post(tender.url("weigh_questions"), sent).status_code == 302
    assert [(row.pk, row.weight) for row in tender.questions.all()] == [(second.pk, 30), (first.pk, 70)]
    assert client.post(tender.url("weigh_questions"), sent | {f"weight_{first.pk}": ""}).status_code == 422
    stale = client.post(tender.url("weigh_questions"), sent)
    assert (stale.status_code, stale.context["version"]) == (422, 2)


def test_the_page_takes_as_many_queries_for_one_question_as_for_three(tender, signed_in, pat, queries_of):
    client, url = signed_in(pat), tender.url("tender_criteria")
    QuestionFactory(tender=tender)
    two = queries_of(client, url)
    QuestionFactory(tender=tender)
    QuestionFactory(tender=tender)
    assert queries_of(client, url) == two
