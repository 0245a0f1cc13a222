"""A session or a token that ends while somebody types, in the forms of each app: everything typed stands there again."""

import pytest
from playwright.sync_api import expect

from partnerships.models import UnsavedForm
from tests.browser.test_every_page import AXE, RUN_AXE, TAGS
from tests.factories.app_forms import APPS, KINDS, app_form

pytestmark = [pytest.mark.browser, pytest.mark.once]

WORDS = "You were signed out while you were typing. Nothing has been saved yet. Check it and save."
EVERY_FORM = [(app, kind) for app in APPS for kind in KINDS]


@pytest.fixture
def person_of(transactional_db, olivia, pat, sign_in_again):
    for person in (olivia, pat):
        sign_in_again.of(person)
    return {"partnerships": olivia, "procurement": pat, "evaluation": olivia}


def save(page):
    with page.expect_navigation():
        page.locator(".psp-form button[type=submit]").click()


def check_it_is_there_and_save(page, form, at_first):
    assert page.url.partition("?")[0].endswith(form.url)
    assert WORDS in page.locator("main").inner_text()
    assert form.text_in(page) == "Take the bus"
    assert (form.texts(), UnsavedForm.objects.count()) == (at_first, 1)
    save(page)
    assert (form.texts(), UnsavedForm.objects.count()) == (["Take the bus"], 0)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize(("app", "kind"), EVERY_FORM)
def test_a_dead_session_loses_nothing(partnership, person_of, window_of, sign_in_again, app, kind, scripts):
    person = person_of[app]
    form = app_form(app, kind, partnership, person)
    at_first = form.texts()
    page = window_of(person, java_script_enabled=scripts)
    page.goto(form.url)
    form.fill(page, "Take the bus")
    sign_in_again.end()
    save(page)
    assert "What you typed is kept: sign in, then check it and save." in page.locator("main").inner_text()
    sign_in_again.on(page, person)
    check_it_is_there_and_save(page, form, at_first)


@pytest.mark.parametrize(("app", "kind"), EVERY_FORM)
def test_a_turned_token_loses_nothing_and_back_is_no_dead_end(
    partnership, person_of, window_of, sign_in_again, app, kind
):
    person = person_of[app]
    form = app_form(app, kind, partnership, person)
    at_first = form.texts()
    page = window_of(person, java_script_enabled=False)
    page.goto(form.url)
    form.fill(page, "Take the bus")
    sign_in_again.elsewhere(page, person)
    save(page)
    check_it_is_there_and_save(page, form, at_first)
    answer = page.go_back()
    assert answer.status == 200


def test_the_warning_comes_before_the_end_and_staying_extends_the_session(partnership, person_of, window_of, settings):
    settings.SESSION_COOKIE_AGE = 40
    page = window_of(person_of["partnerships"])
    page.clock.install()
    page.goto(f"/partnerships/{partnership.pk}/learning/add/")
    dialog = page.get_by_role("dialog", name="Do you want to stay signed in?")
    # Another window has extended the session: no warning.
    with page.expect_response("**/session/") as answer:
        page.clock.run_for(31_000)
    answer.value.finished()
    page.wait_for_timeout(200)
    expect(dialog).to_be_hidden()
    settings.SESSION_COOKIE_AGE = 1
    page.clock.run_for(46_000)
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("You will be signed out in 1 minute.")
    expect(dialog.get_by_role("button", name="Stay signed in")).to_be_focused()
    settings.SESSION_COOKIE_AGE = 3600
    dialog.get_by_role("button", name="Stay signed in").click()
    expect(dialog).to_be_hidden()
    assert person_of["partnerships"].pk == int(page.locator("#session").get_attribute("data-person"))


def test_a_page_whose_session_has_ended_can_save_after_signing_in_in_a_new_window(
    partnership, person_of, window_of, sign_in_again
):
    person = person_of["partnerships"]
    form = app_form("partnerships", "add", partnership, person)
    page = window_of(person)
    page.clock.install()
    page.goto(form.url)
    form.fill(page, "Take the bus")
    sign_in_again.end()
    page.clock.run_for(12 * 3600 * 1000)
    dialog = page.get_by_role("dialog", name="You have been signed out")
    expect(dialog).to_be_visible()
    with page.expect_popup() as opened:
        dialog.get_by_role("link", name="Sign in in a new window").click()
    sign_in_again.on(opened.value, person)
    opened.value.close()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.clock.run_for(15_000)
    expect(dialog).to_be_hidden()
    assert form.text_in(page) == "Take the bus"
    save(page)
    assert (form.texts(), UnsavedForm.objects.count()) == (["Take the bus"], 0)


@pytest.mark.parametrize("width", [1280, 320])
def test_what_is_shown_then_can_be_used_by_everybody(partnership, person_of, window_of, sign_in_again, width):
    person = person_of["partnerships"]
    form = app_form("partnerships", "add", partnership, person)
    page = window_of(person)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(form.url)
    form.fill(page, "Take the bus")
    sign_in_again.end()
    save(page)
    sign_in_again.on(page, person)
    wrong = {}
    for address in (page.url, "/", "/unsaved/", f"/unsaved/{UnsavedForm.objects.get().pk}/discard/"):
        page.goto(address)
        for opened in (False, True):
            if opened:
                page.evaluate("document.getElementById('session').showModal()")
            page.evaluate(AXE.read_text())
            if found := page.evaluate(RUN_AXE, TAGS):
                wrong[address, opened] = found
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wrong[address, opened, "wide"] = True
    assert wrong == {}
