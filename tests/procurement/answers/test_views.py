import re

import pytest

from procurement.models import ReadinessAnswer
from tests.factories.readiness import ReadinessAnswerFactory
from tests.factories.tenders import PlainDocumentFactory

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def form_of():
    """What the page's form would send: each row's hidden fields, with what somebody typed on top."""

    def read(client, review, **typed):
        page = client.get(review.get_absolute_url()).content.decode()
        hidden = re.findall(r'name="(row-\d+-(?:version|mark))" value="([^"]*)"', page)
        rows = client.get(review.get_absolute_url()).context["rows"]
        shown = {row.form[name].html_name: row.form[name].value() for row in rows for name in row.form.fields}
        return {**dict(hidden), **{name: value or "" for name, value in shown.items()}, **typed}

    return read


def field(answer, name):
    return f"row-{answer.pk}-{name}"


def test_everybody_in_the_partnership_reads_a_round_and_others_do_not_find_it(review, signed_in, request):
    names = ["olivia", "pat", "edie", "bo", "ada", "otto"]
    statuses = [signed_in(request.getfixturevalue(name)).get(review.get_absolute_url()).status_code for name in names]
    assert statuses == [200, 200, 200, 200, 200, 404]


def test_the_headline_says_how_far_the_round_is(review, signed_in, olivia):
    assert "2 of 3 answered" in signed_in(olivia).get(review.get_absolute_url()).content.decode()


def test_all_answers_typed_are_saved_at_once_and_the_page_returns_to_the_row(review, signed_in, olivia, form_of):
    first, _second, third = review.answers.all()
    client = signed_in(olivia)
    sent = form_of(
        client, review, **{field(third, "text"): "Partners agreed.", field(first, "text"): "400 people wait."}
    )
    answer = client.post(review.get_absolute_url(), sent | {"row": third.pk})
    assert answer.url == f"{review.get_absolute_url()}#row-{third.pk}"
    assert list(review.answers.values_list("text", "version")) == [
        ("400 people wait.", 2),
        ("They told us.", 1),
        ("Partners agreed.", 2),
    ]


def test_a_script_saves_one_row_and_gets_it_back_with_the_progress(review, signed_in, olivia, form_of):
    first, _second, third = review.answers.all()
    client = signed_in(olivia)
    sent = form_of(client, review, **{field(third, "text"): "Agreed.", field(first, "text"): "Half typed"})
    answer = client.post(review.get_absolute_url(), sent | {"row": third.pk}, **HTMX)
    page = answer.content.decode()
    assert (
        answer.status_code,
        "3 of 3 answered" in page,
        f'id="row-{third.pk}"' in page,
        f'id="row-{first.pk}"' in page,
    ) == (
        200,
        True,
        True,
        False,
    )
    assert list(review.answers.values_list("text", flat=True)) == ["300 people wait.", "They told us.", "Agreed."]


def test_a_row_nobody_touched_is_not_saved_over_somebody_elses(review, signed_in, olivia, form_of):
    first, _second, third = review.answers.all()
    client = signed_in(olivia)
    sent = form_of(client, review, **{field(third, "text"): "Agreed."})
    ReadinessAnswer.objects.filter(pk=first.pk).update(text="Bo’s words", version=2)
    assert client.post(review.get_absolute_url(), sent).status_code == 302
    assert list(review.answers.values_list("text", flat=True)) == ["Bo’s words", "They told us.", "Agreed."]


def test_a_stale_row_shows_both_and_can_then_be_saved(review, signed_in, olivia, form_of):
    first, _second, third = review.answers.all()
    client = signed_in(olivia)
    typed = {field(first, "text"): "Olivia’s words", field(third, "text"): "Agreed."}
    sent = form_of(client, review, **typed)
    ReadinessAnswer.objects.filter(pk=first.pk).update(text="Bo’s words", version=2)
    answer = client.post(review.get_absolute_url(), sent)
    page = answer.content.decode()
    assert (answer.status_code, "Bo’s words" in page, "Olivia’s words" in page) == (422, True, True)
    assert list(review.answers.values_list("text", flat=True)) == ["Bo’s words", "They told us.", "Agreed."]
    hidden = dict(re.findall(r'name="(row-\d+-(?:version|mark))" value="([^"]*)"', page))
    assert client.post(review.get_absolute_url(), sent | hidden).status_code == 302
    first.refresh_from_db()
    assert first.text == "Olivia’s words"


def test_choosing_evidence_saves_what_was_typed_first(review, signed_in, olivia, form_of):
    third = review.answers.last()
    client = signed_in(olivia)
    sent = form_of(client, review, **{field(third, "text"): "Agreed."})
    answer = client.post(review.get_absolute_url(), sent | {"evidence": third.pk})
    third.refresh_from_db()
    assert (answer.url, third.text) == (review.partnership.url("readiness_evidence", third.pk), "Agreed.")
    document = PlainDocumentFactory(partnership=review.partnership, title="Survey of 2026")
    assert client.post(answer.url, {"documents": [document.pk]}).url == f"{review.get_absolute_url()}#row-{third.pk}"
    assert "Survey of 2026" in client.get(review.get_absolute_url()).content.decode()


def test_evidence_of_another_partnership_is_refused(review, signed_in, olivia, otto):
    url = review.partnership.url("readiness_evidence", review.answers.first().pk)
    assert signed_in(olivia).post(url, {"documents": [PlainDocumentFactory().pk]}).status_code == 422
    assert signed_in(otto).get(url).status_code == 404
    other = ReadinessAnswerFactory()
    assert signed_in(olivia).get(review.partnership.url("readiness_evidence", other.pk)).status_code == 404


def test_restricted_evidence_is_shown_to_those_who_may_see_it(review, signed_in, olivia, bo):
    hidden = PlainDocumentFactory(partnership=review.partnership, title="Staff file", is_restricted=True)
    review.answers.first().evidence.create(document=hidden, added_by=olivia, added_at="2026-06-03T12:00Z")
    seen = [
        "Staff file" in signed_in(person).get(review.get_absolute_url()).content.decode() for person in (olivia, bo)
    ]
    assert seen == [True, False]


def test_a_purchaser_judges_and_a_missing_comment_keeps_everything_typed(submitted, signed_in, pat, form_of):
    first, second, third = submitted.answers.all()
    client = signed_in(pat)
    typed = {
        field(first, "judgement"): "met",
        field(second, "judgement"): "not_met",
        field(third, "comment"): "Nearly there",
    }
    sent = form_of(client, submitted, **typed)
    answer = client.post(submitted.get_absolute_url(), sent)
    page = answer.content.decode()
    assert (answer.status_code, ReadinessAnswer.objects.judged().count()) == (422, 0)
    assert ("what is missing?" in page, "Select met, partly met or not met" in page, "Nearly there" in page) == (
        True,
        True,
        True,
    )
    mended = {field(second, "comment"): "Who told you?", field(third, "judgement"): "partly"}
    assert client.post(submitted.get_absolute_url(), sent | mended).status_code == 302
    assert list(submitted.answers.values_list("judgement", flat=True)) == ["met", "not_met", "partly"]
    assert "3 of 3 judged" in client.get(submitted.get_absolute_url()).content.decode()


def test_who_may_not_fill_in_a_row_is_refused(review, submitted, signed_in, olivia, pat, ada):
    sent = {field(review.answers.first(), "text"): "x"}
    url = submitted.get_absolute_url()
    assert [signed_in(person).post(url, sent).status_code for person in (olivia, ada)] == [403, 403]


def test_a_judged_round_shows_what_the_round_before_found(submitted, signed_in, pat, olivia):
    submitted.answers.update(judgement="not_met", comment="Figures are old")
    submitted.decision, submitted.decided_at, submitted.state = "not_ready", submitted.submitted_at, "decided"
    submitted.save()
    start = submitted.partnership.url("start_readiness")
    page = signed_in(olivia).post(start, follow=True).content.decode()
    assert "The round before: not met. Figures are old" in page


def test_nonsense_is_no_error(review, signed_in, olivia):
    first = review.answers.first()
    sent = {
        "row": "9" * 40,
        "evidence": "x",
        field(first, "mark"): "x",
        field(first, "version"): "9" * 30,
        field(first, "text"): "x" * 20_000,
    }
    assert signed_in(olivia).post(review.get_absolute_url(), sent).status_code == 422
    assert signed_in(olivia).post(review.get_absolute_url(), {"row": "-1"}).status_code == 302


def test_a_round_takes_as_many_queries_for_three_rows_as_for_six(review, signed_in, olivia, queries_of):
    def show_evidence(answer):
        document = PlainDocumentFactory(partnership=review.partnership)
        answer.evidence.create(document=document, added_by=olivia, added_at="2026-06-03T12:00Z")

    client = signed_in(olivia)
    show_evidence(review.answers.first())
    three = queries_of(client, review.get_absolute_url())
    for _ in range(3):
        show_evidence(ReadinessAnswerFactory(review=review, answered_by=olivia))
    assert queries_of(client, review.get_absolute_url()) == three


def test_on_the_way_to_the_next_step_all_that_is_typed_is_saved(review, signed_in, olivia, form_of):
    first, _second, third = review.answers.all()
    client = signed_in(olivia)
    typed = {field(first, "text"): "400 people wait.", field(third, "text"): "Partners agreed."}
    answer = client.post(review.get_absolute_url(), form_of(client, review, **typed) | {"then": "submit_readiness"})
    assert answer.url == review.transition_url("submit_readiness")
    assert list(review.answers.values_list("text", flat=True)) == [
        "400 people wait.",
        "They told us.",
        "Partners agreed.",
    ]


def test_what_is_left_to_answer_is_named_row_by_row_and_the_rest_is_kept(review, signed_in, olivia, form_of):
    first, _second, third = review.answers.all()
    client = signed_in(olivia)
    sent = form_of(client, review, **{field(first, "text"): "400 people wait.", field(third, "text"): ""})
    answer = client.post(review.get_absolute_url(), sent | {"then": "submit_readiness"})
    page = answer.content.decode()
    assert (answer.status_code, review.answers.get(pk=first.pk).text) == (422, "400 people wait.")
    assert (
        f'<li><a href="#id_row-{third.pk}-text">{third}: Enter an answer before you submit the round</a></li>' in page
    )
    assert page.count("Enter an answer before you submit the round") == 2


def test_a_purchaser_decides_from_the_page_once_every_criterion_is_judged(submitted, signed_in, pat, form_of):
    client = signed_in(pat)
    address, rows = submitted.get_absolute_url(), list(submitted.answers.all())
    early = client.post(address, form_of(client, submitted) | {"then": "decide_readiness"})
    judged = {field(row, "judgement"): "met" for row in rows}
    answer = client.post(address, form_of(client, submitted, **judged) | {"then": "decide_readiness"})
    assert (early.status_code, answer.url) == (422, submitted.transition_url("decide_readiness"))


@pytest.mark.parametrize("step", ["decide_readiness", "sign", ""])
def test_a_step_that_is_not_of_the_rows_only_saves(review, signed_in, olivia, form_of, step):
    client = signed_in(olivia)
    answer = client.post(review.get_absolute_url(), form_of(client, review) | {"then": step})
    assert answer.url == review.get_absolute_url()


def test_what_is_left_to_judge_leads_to_the_first_choice_of_its_row(submitted, signed_in, pat, form_of):
    client, row = signed_in(pat), submitted.answers.first()
    answer = client.post(submitted.get_absolute_url(), form_of(client, submitted) | {"then": "decide_readiness"})
    page = answer.content.decode()
    assert f'href="#id_row-{row.pk}-judgement_0"' in page
    assert f'id="id_row-{row.pk}-judgement_0"' in page
    assert "<title>Error: " in page


def test_ones_own_save_from_another_page_is_not_called_somebody_elses(review, signed_in, olivia, form_of):
    first = review.answers.first()
    client = signed_in(olivia)
    sent = form_of(client, review)
    client.post(review.get_absolute_url(), sent | {field(first, "text"): "400 people wait."})
    page = client.post(review.get_absolute_url(), sent | {field(first, "text"): "500 people wait."})
    html = page.content.decode()
    assert page.status_code == 422
    assert ("You have saved this from another page" in html, "Someone else saved this" in html) == (True, False)
    assert ("400 people wait." in html, "500 people wait." in html) == (True, True)


def test_rows_that_could_not_be_saved_say_so_and_saved_ones_do_not(review, signed_in, olivia, form_of):
    first, second = review.answers.all()[:2]
    client, url = signed_in(olivia), review.get_absolute_url()
    sent = form_of(client, review)
    assert "data-unsaved" not in client.get(url).content.decode()
    both = {field(first, "text"): "400 people wait.", field(second, "text"): "x" * 10_001}
    assert client.post(url, sent | both).content.decode().count("data-unsaved") == 2
    client.post(url, sent | {field(first, "text"): "400 people wait."})
    both |= {field(first, "text"): "500 people wait.", field(second, "text"): "Three wards."}
    page = client.post(url, sent | both).content.decode()
    assert (page.count("data-unsaved"), page.split("data-unsaved")[0].count(f'id="row-{first.pk}"')) == (1, 1)
