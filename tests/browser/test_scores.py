"""A score is saved as it is given, by a script, while one goes on typing."""

import pytest

from procurement.models import Clarification, Score, Tender
from tests.factories import bids
from tests.factories.world import tell_the_story

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture
def scored(transactional_db):
    """The tender whose bids were sealed, opened and being scored by the evaluator."""
    world = tell_the_story()
    tender = Tender.objects.get(partnership=world.sealed)
    Tender.objects.filter(pk=tender.pk).update(submission_deadline=bids.DEADLINE)
    Clarification.objects.filter(tender=tender).update(left_reason="It came late.", left_at=bids.DEADLINE)
    bids.open_bids(tender, world.cast["purchaser"], world.cast["una"])
    people = (world.cast["evaluator"], world.cast["evan"])
    for evaluator in bids.appoint(tender, world.cast["purchaser"], *people):
        bids.declare_none(evaluator)
    return tender, world.cast["evaluator"]


def test_a_score_is_saved_as_one_goes_and_the_typing_stays(scored, window_of):
    tender, evaluator = scored
    question = tender.questions.get()
    page = window_of(evaluator)
    heard = []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    page.goto(tender.url("score_question", question.pk))
    code = f"cell-{tender.bids.first().pk}-{question.pk}"
    page.locator(f"[name={code}-points][value='3']").check()
    page.locator(f"[name={code}-comment]").press_sequentially("It reaches people.")
    page.locator(f"#state-{code}", has_text="Saved").wait_for()
    assert page.locator(f"[name={code}-comment]").input_value() == "It reaches people."
    # Pressed while the comment is still being saved as one goes: the second request waits for the first.
    page.locator(f"button[value={code}]").click()
    page.locator(f"#{code}", has_text="Scored").wait_for()
    page.wait_for_timeout(500)
    score = Score.objects.get(evaluator__person=evaluator, bid__tender=tender)
    content = score.content()
    assert (content["points"], content["comment"], score.is_complete) == (3, "It reaches people.", True)
    assert "in another window" not in page.locator(f"#{code}").inner_text()
    assert heard == []


@pytest.mark.parametrize("how", ["the session ended", "the token turned"])
def test_a_score_that_could_not_be_saved_says_so_and_is_saved_after_signing_in(scored, window_of, sign_in_again, how):
    tender, evaluator = scored
    sign_in_again.of(evaluator)
    page = window_of(evaluator)
    page.goto(tender.url("score_question", tender.questions.get().pk))
    code = f"cell-{tender.bids.first().pk}-{tender.questions.get().pk}"
    if how == "the session ended":
        sign_in_again.end()
    else:
        sign_in_again.elsewhere(page, evaluator)
    # Without a word of it to the page: a save begun here would bring up the dialog before the points are ticked.
    page.locator(f"[name={code}-comment]").evaluate("field => { field.value = 'It reaches people.' }")
    page.locator(f"[name={code}-points][value='3']").check()
    if how == "the session ended":
        dialog = page.get_by_role("dialog", name="You have been signed out")
        dialog.wait_for()
        dialog.get_by_role("button", name="Close").click()
        state = page.locator(f"#state-{code}")
        assert state.inner_text() == "Not saved: you are signed out. What you typed is still here."
        sign_in_again.elsewhere(page, evaluator)
        page.wait_for_timeout(2_100)
        page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.locator(f"#state-{code}", has_text="Scored").wait_for()
    content = Score.objects.get(evaluator__person=evaluator, bid__tender=tender).content()
    assert (content["points"], content["comment"]) == (3, "It reaches people.")


def test_the_whole_sheet_sent_while_a_score_is_being_saved_is_no_conflict(scored, window_of):
    tender, evaluator = scored
    page = window_of(evaluator)
    page.goto(tender.url("score_question", tender.questions.get().pk))
    code = f"cell-{tender.bids.first().pk}-{tender.questions.get().pk}"
    # The score is saved, but its answer does not arrive before everything is sent.
    lost = []

    def lose_answer(route):
        if "hx-request" in route.request.headers:
            route.fetch()
            lost.append(route)
        else:
            route.continue_()

    page.route(f"**{tender.url('score_question', tender.questions.get().pk)}", lose_answer)
    page.locator(f"[name={code}-points][value='3']").check()
    for _moment in range(100):
        page.wait_for_timeout(100)
        if lost:
            break
    assert len(lost) == 1
    page.locator(f"[name={code}-comment]").fill("It reaches people.")
    with page.expect_navigation():
        page.get_by_role("button", name="Save everything").click()
    assert "from another page" not in page.locator("main").inner_text()
    content = Score.objects.get(evaluator__person=evaluator, bid__tender=tender).content()
    assert (content["points"], content["comment"]) == (3, "It reaches people.")
