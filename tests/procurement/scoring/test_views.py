"""The score sheet: a script saves one cell, or what changed in it as one goes; without it the whole sheet is saved."""

import re

import pytest
from django.urls import reverse

from partnerships.activity.operations import broken_links
from partnerships.models import Activity
from procurement.models import Score
from tests.factories import bids
from tests.factories.links import links_on, refused_links

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def sheet(opened, scorers, signed_in, edie, clock):
    """Sends one cell of Edie's sheet as a script does as she goes, and returns the answer's text and headers."""
    question = opened.questions.get()
    url = opened.url("score_question", question.pk)
    code = f"cell-{opened.bids.first().pk}-{question.pk}"

    def send(hidden=None, **typed):
        with clock(bids.SCORING):
            client = signed_in(edie)
            hidden = hidden or hidden_of(client.get(url).content.decode())
            sent = {f"{code}-{name}": value for name, value in typed.items()}
            return client.post(url, {**hidden, **sent, "cell": code, "as_one_goes": "yes"}, **HTMX)

    send.code = code
    return send


def hidden_of(page):
    return dict(re.findall(r'name="(cell-\d+-\d+-(?:version|mark))" value="([^"]*)"', page))


def test_a_score_is_saved_as_one_goes_and_the_fields_are_left_alone(sheet):
    answer = sheet(points="3", comment="")
    page = answer.content.decode()
    score = Score.objects.get()
    assert (answer.status_code, score.content()["points"], score.is_complete) == (200, 3, False)
    assert ("<textarea" in page, "Saved" in page, f'id="version-{sheet.code}" hx-swap-oob="true"' in page) == (
        False,
        True,
        True,
    )
    sheet(hidden_of(page), points="3", comment="It reaches people.")
    assert (Score.objects.get().is_complete, Score.objects.get().version) == (True, 2)


def test_what_was_saved_in_another_window_shows_in_the_whole_cell(sheet):
    first = hidden_of(sheet(points="3", comment="Mine.").content.decode())
    sheet(first, points="4", comment="Newer.")
    answer = sheet(first, points="1", comment="Older.")
    page = answer.content.decode()
    assert (answer["HX-Retarget"], "in another window" in page, "<textarea" in page) == (f"#{sheet.code}", True, True)
    assert Score.objects.get().content()["points"] == 4


def test_the_whole_form_sent_while_its_comment_was_being_saved_is_saved(sheet, opened, signed_in, edie, clock):
    url = opened.url("score_bid", opened.bids.first().pk)
    first = hidden_of(sheet(points="3", comment="").content.decode())
    sheet(first, points="3", comment="It reaches\npeople.")
    typed = {f"{sheet.code}-points": "3", f"{sheet.code}-comment": "It reaches\r\npeople."}
    with clock(bids.SCORING):
        answer = signed_in(edie).post(url, {**first, **typed})
    assert (answer.status_code, answer.url, Score.objects.get().version) == (302, url, 2)


def test_going_back_to_a_sheet_and_saving_more_is_no_conflict_with_oneself(sheet, opened, signed_in, edie, clock):
    url = opened.url("score_bid", opened.bids.first().pk)
    with clock(bids.SCORING):
        client = signed_in(edie)
        page = client.get(url).content.decode()
        here = dict(re.findall(r'name="(sheet|order|cell-\d+-\d+-(?:version|mark))" value="([^"]*)"', page))
        for comment in ("First.", "First, and more."):
            typed = {f"{sheet.code}-points": "3", f"{sheet.code}-comment": comment}
            answer = client.post(url, here | typed)
    assert (answer.status_code, Score.objects.get().content()["comment"]) == (302, "First, and more.")


def test_partners_who_may_bid_see_nobody_who_scores_nor_how_far_they_are(opened, scorers, pat, bo, olivia):
    bids.score_all(scorers[0], 3)
    kinds = ("evaluator.", "chair.", "scores.", "interests.")
    for person in (bo, olivia, pat):
        verbs = (
            Activity.objects.visible_to(person).filter(partnership=opened.partnership).values_list("verb", flat=True)
        )
        assert (len(verbs) > 0, [verb for verb in verbs if verb.startswith(kinds)]) == (True, [])
    assert Activity.objects.filter(verb="scores.locked").exists()
    assert broken_links() == []


@pytest.mark.parametrize(
    ("person", "sees"), [("bo", False), ("olivia", False), ("pat", True), ("evan", True), ("edie", False)]
)
@pytest.mark.parametrize("page", ["partnership", "partnership_calendar"])
def test_scores_that_are_due_show_to_those_who_owe_or_await_them(
    page, person, sees, opened, scorers, request, signed_in, clock
):
    bids.score_all(scorers[0], 3)
    with clock(bids.SCORING):
        answer = signed_in(request.getfixturevalue(person)).get(reverse(page, args=[opened.partnership_id]))
    assert (answer.status_code, "Score the bids" in answer.content.decode()) == (200, sees)


def test_a_score_without_its_comment_says_that_it_is_missing(sheet):
    page = sheet(points="3", comment="").content.decode()
    assert ("Comment missing" in page, "Scored" in page) == (True, False)
    page = sheet(points="3", comment="It reaches people.").content.decode()
    assert ("Comment missing" in page, "Scored" in page) == (False, True)


@pytest.mark.parametrize("by_bid", [True, False])
def test_both_sheets_say_what_a_question_weighs_and_needs_and_that_a_comment_counts(
    by_bid, opened, scorers, signed_in, edie, clock
):
    opened.questions.update(minimum_score=2)
    question, bid = opened.questions.get(), opened.bids.first()
    url = opened.url("score_bid", bid.pk) if by_bid else opened.url("score_question", question.pk)
    with clock(bids.SCORING):
        page = signed_in(edie).get(url).content.decode()
    assert (f"Weight {question.weight.normalize():f}%" in page, "at least 2 of 4" in page) == (True, True)
    assert "A score counts once it has a comment" in page


def test_scores_that_met_a_locked_database_are_shown_to_be_copied(sheet, opened, signed_in, edie, clock, locked):
    url = opened.url("score_bid", opened.bids.first().pk)
    with clock(bids.SCORING):
        client = signed_in(edie)
        page = client.get(url).content.decode()
        typed = {f"{sheet.code}-points": "3", f"{sheet.code}-comment": "It reaches people."}
        locked(for_good=True)
        answer = client.post(url, hidden_of(page) | typed)
    # Reading bids is written down, so the sheet itself cannot be shown.
    assert (answer.status_code, Score.objects.exists()) == (503, False)
    assert "It reaches people." in answer.content.decode()


def test_who_has_not_declared_their_interests_closes_scoring_and_is_led_to_no_page_of_scores(
    opened, scorers, una, signed_in, clock
):
    opened.evaluators.filter(person=una).update(declared_at=None, has_interest=None)
    for scorer in scorers:
        bids.score_all(scorer, 3)
    client = signed_in(una)
    for page, before in (
        ("close_scoring", lambda: None),
        ("close_moderation", lambda: bids.moderate_all(opened, scorers[0].person, 3)),
    ):
        before()
        with clock(bids.SCORING):
            address = opened.url(page)
            confirmation = client.get(address)
            assert (
                refused_links(client, [(page, links_on(confirmation, address))], within=opened.get_absolute_url()) == []
            )
            hidden = dict(
                re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', confirmation.content.decode())
            )
            assert client.post(address, hidden, follow=True).status_code == 200
    opened.refresh_from_db()
    assert opened.state == "ranked"
