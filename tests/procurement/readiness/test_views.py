import re

import pytest

from procurement.models import ReadinessCondition, ReadinessReview
from tests.conftest import TODAY
from tests.factories.readiness import ReadinessReviewFactory

EVERYBODY = ["olivia", "pat", "edie", "bo", "ada", "otto"]


@pytest.fixture
def statuses(signed_in, request):
    """The status of a page for each of the cast."""
    return lambda url: [signed_in(request.getfixturevalue(name)).get(url).status_code for name in EVERYBODY]


def test_who_opens_which_page(submitted, statuses):
    review = submitted
    assert {
        name: statuses(review.transition_url(name))
        for name in ("submit_readiness", "return_readiness", "decide_readiness")
    } == {
        "submit_readiness": [200, 403, 403, 200, 403, 404],
        "return_readiness": [403, 200, 403, 403, 403, 404],
        "decide_readiness": [403, 200, 403, 403, 403, 404],
    }
    assert statuses(review.partnership.url("readiness")) == [200, 200, 200, 200, 200, 404]
    assert statuses(review.partnership.url("start_readiness")) == [200, 200, 403, 200, 403, 404]


def test_a_round_is_begun_from_its_empty_page(in_evaluation, criteria, signed_in, olivia):
    client, start = signed_in(olivia), in_evaluation.url("start_readiness")
    assert start in client.get(in_evaluation.url("readiness")).content.decode()
    answer = client.post(start)
    review = ReadinessReview.objects.get()
    assert (answer.url, review.answers.count()) == (review.get_absolute_url(), 22)
    assert client.post(start).status_code == 422


def test_submitting_too_early_says_what_is_missing(review, signed_in, olivia):
    answer = signed_in(olivia).post(review.transition_url("submit_readiness"))
    assert (answer.status_code, "Answer 1 more criterion first" in answer.content.decode()) == (422, True)


def judged(review, judgement="met", comment=""):
    review.answers.update(judgement=judgement, comment=comment)
    return review.transition_url("decide_readiness")


def test_a_purchaser_decides_with_a_condition(submitted, signed_in, pat, olivia):
    url = judged(submitted, "partly", "Nearly")
    sent = {
        "decision": "ready_with_conditions",
        "text_2": "Name who pays for staff",
        "owner_2": str(olivia.pk),
        "due_2_day": "3",
        "due_2_month": "8",
        "due_2_year": "2099",
    }
    assert signed_in(pat).post(url, sent).status_code == 302
    condition = ReadinessCondition.objects.get()
    assert (condition.text, condition.owner, condition.due_on.year) == ("Name who pays for staff", olivia, 2099)
    page = signed_in(olivia).get(submitted.get_absolute_url()).content.decode()
    assert ("Ready with conditions" in page, "Name who pays for staff" in page) == (True, True)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"decision": "ready_with_conditions"},
        {"decision": "ready_with_conditions", "text_1": "Name who pays"},
        {"decision": "ready", "text_1": "x" * 10_000},
        {"decision": "ready_with_conditions", "text_1": "Pay", "owner_1": "999999", "due_1_day": "x"},
        {"decision": "not_ready"},
    ],
)
def test_a_decision_that_is_not_whole_is_shown_again(sent, submitted, signed_in, pat):
    answer = signed_in(pat).post(judged(submitted), sent)
    assert (answer.status_code, ReadinessReview.objects.get().state) == (422, "submitted")


def test_a_condition_is_met_by_its_owner(submitted, signed_in, olivia, bo, otto):
    condition = ReadinessCondition.objects.create(review=submitted, text="Pay", owner=olivia, due_on=TODAY)
    url = submitted.partnership.url("meet_readiness_condition", condition.pk)
    assert [signed_in(person).get(url).status_code for person in (bo, otto)] == [403, 404]
    assert signed_in(olivia).post(url, {"note": ""}).status_code == 422
    assert signed_in(olivia).post(url, {"note": "The council pays"}).status_code == 302
    condition.refresh_from_db()
    assert condition.met_note == "The council pays"


def test_rounds_take_as_many_queries_for_one_as_for_three(review, signed_in, pat, queries_of):
    client, url = signed_in(pat), review.partnership.url("readiness")
    one = queries_of(client, url)
    for number in (2, 3):
        ReadinessReviewFactory(
            partnership=review.partnership,
            number=number,
            state="decided",
            decision="ready",
            decided_at="2026-06-03T12:00Z",
        )
    assert queries_of(client, url) == one


def read_on(page):
    return dict(re.findall(r'name="(version|mark)" value="(\w+)"', page.text))


def test_judgements_that_changed_since_the_page_was_read_are_not_decided(submitted, signed_in, pat):
    client, url = signed_in(pat), judged(submitted)
    page = client.get(url)
    judged(submitted, "partly", "Nobody pays for staff")
    answer = client.post(url, {"decision": "ready", **read_on(page)})
    assert (answer.status_code, ReadinessReview.objects.get().state) == (422, "submitted")
    assert "This changed after you opened the page" in answer.text
    assert client.post(url, {"decision": "ready", **read_on(answer)}).status_code == 302
    assert ReadinessReview.objects.get().state == "decided"
