"""A page of many rows saved one by one: the browser asks before what was typed and not saved is lost."""

import pytest

from procurement.models import ReadinessCriterion, ReadinessReview
from tests.factories.readiness import ReadinessAnswerFactory
from tests.factories.world import tell_the_story

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture
def asked(transactional_db, window_of):
    """A readiness round being answered by the leader, and what the browser asks."""
    world = tell_the_story()
    review = ReadinessReview.objects.get(state="draft")
    review.answers.all().delete()
    for criterion in ReadinessCriterion.objects.order_by("position")[:2]:
        ReadinessAnswerFactory(review=review, criterion=criterion, text="")
    page = window_of(world.cast["leader"])
    heard = []

    def hear(dialog):
        heard.append(dialog.type)
        dialog.accept()

    page.on("dialog", hear)
    page.goto(review.get_absolute_url())
    return page, heard


def first_answers(page):
    fields = page.locator("textarea[name$='-text']")
    return fields.nth(0), fields.nth(1)


def leave(page):
    page.get_by_role("link", name="Home").first.click()
    page.wait_for_selector("#to-do")


def test_an_unsaved_row_is_asked_about_and_a_saved_one_is_not(asked):
    page, heard = asked
    first, second = first_answers(page)
    first.fill("Six partners agreed it.")
    second.fill("The board saw the figures.")
    row = page.locator("section.psp-judged").nth(0)
    row.locator("button[type=submit]").first.click()
    row.get_by_text("Saved").first.wait_for()
    page.reload()
    assert heard == ["beforeunload"]
    first, second = first_answers(page)
    assert (first.input_value(), second.input_value()) == ("Six partners agreed it.", "")
    page.reload()
    assert heard == ["beforeunload"]


def test_saving_everything_asks_nothing(asked):
    page, heard = asked
    first, second = first_answers(page)
    first.fill("Six partners agreed it.")
    second.fill("The board saw the figures.")
    page.get_by_role("button", name="Save everything").click()
    page.wait_for_load_state()
    first, second = first_answers(page)
    assert (second.input_value(), heard) == ("The board saw the figures.", [])


def test_what_was_refused_is_asked_about_until_it_is_saved(asked):
    page, heard = asked
    first, second = first_answers(page)
    first.fill("Six partners agreed it.")
    second.fill("x" * 10_001)
    page.get_by_role("button", name="Save everything").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    first, second = first_answers(page)
    assert (first.input_value(), heard) == ("Six partners agreed it.", [])
    leave(page)
    assert heard == ["beforeunload"]


def test_a_row_a_script_could_not_save_is_asked_about_until_it_is_saved(asked):
    page, heard = asked
    first, _second = first_answers(page)
    first.fill("x" * 10_001)
    row = page.locator("section.psp-judged").nth(0)
    row.locator("button[type=submit]").first.click()
    row.locator(".govuk-error-message").first.wait_for()
    leave(page)
    assert heard == ["beforeunload"]
    page.go_back()
    first, _second = first_answers(page)
    first.fill("Six partners agreed it.")
    row.locator("button[type=submit]").first.click()
    row.get_by_text("Saved").first.wait_for()
    leave(page)
    assert heard == ["beforeunload"]
