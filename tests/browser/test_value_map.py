"""The value map saves each figure by itself; one that could not be saved says so, stays, and is saved later."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests.factories.studies import OutcomeFactory, StakeholderFactory, StudyFactory

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture
def row(transactional_db, partnership, olivia, sign_in_again):
    sign_in_again.of(olivia)
    study = StudyFactory(partnership=partnership)
    return OutcomeFactory(stakeholder=StakeholderFactory(study=study), quantity=Decimal(10))


def type_quantity(page, row, text):
    page.locator(f"#c-{row.pk}-quantity").fill(text)
    page.locator(f"#c-{row.pk}-quantity").blur()


def test_a_figure_typed_after_the_session_ended_stays_and_is_saved_after_signing_in(
    row, olivia, window_of, sign_in_again
):
    page = window_of(olivia)
    page.goto(row.study.url("value_map"))
    sign_in_again.end()
    type_quantity(page, row, "25")
    dialog = page.get_by_role("dialog", name="You have been signed out")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(page.locator("#saved")).to_contain_text("Not saved: you are signed out.")
    expect(page.locator(f"#e-{row.pk}-quantity")).to_have_text("Not saved yet")
    expect(page.locator(f"#c-{row.pk}-quantity")).to_have_value("25")
    sign_in_again.elsewhere(page, olivia)
    page.wait_for_timeout(2_100)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator("#saved")).to_contain_text("All changes saved")
    expect(page.locator(f"#e-{row.pk}-quantity")).to_have_text("")
    row.refresh_from_db()
    assert row.quantity == 25


def test_a_figure_typed_after_the_token_turned_is_saved_without_a_word(row, olivia, window_of, sign_in_again):
    page = window_of(olivia)
    page.goto(row.study.url("value_map"))
    sign_in_again.elsewhere(page, olivia)
    type_quantity(page, row, "25")
    expect(page.locator("#saved")).to_contain_text("All changes saved")
    row.refresh_from_db()
    assert row.quantity == 25


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_whole_map_sent_after_the_session_ended_comes_back_as_typed(row, olivia, window_of, sign_in_again, scripts):
    page = window_of(olivia, java_script_enabled=False)
    page.goto(row.study.url("value_map"))
    page.locator(f"#c-{row.pk}-quantity").fill("25")
    sign_in_again.end()
    with page.expect_navigation():
        page.get_by_role("button", name="Save and recalculate").click()
    if scripts:
        again = window_of(None)
        again.context.add_cookies(page.context.cookies())
        again.goto(page.url)
        page = again
    sign_in_again.on(page, olivia)
    assert "You were signed out while you were typing." in page.locator("main").inner_text()
    expect(page.locator(f"#c-{row.pk}-quantity")).to_have_value("25")
    with page.expect_navigation():
        page.get_by_role("button", name="Save and recalculate").click()
    row.refresh_from_db()
    assert row.quantity == 25
