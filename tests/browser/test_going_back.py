"""Going back to a form that was saved, in a browser that shows it as it was left: nothing typed there is swallowed."""

import pytest
from django.test import override_settings
from pytest_django.live_server_helper import LiveServer

from tests.factories.app_forms import APPS, app_form

pytestmark = [pytest.mark.browser, pytest.mark.once]

FROM_CACHE = """
    addEventListener("pageshow", (event) => { window.cameFromCache = event.persisted; });
    addEventListener("pagehide", () => { window.cameFromCache = undefined; });
"""


@pytest.fixture(scope="module")
def live_server(django_db_setup, settings_of_module):
    server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def settings_of_module():
    from django.conf import settings

    with override_settings(MIDDLEWARE=["tests.factories.browser.storable", *settings.MIDDLEWARE]):
        yield


@pytest.fixture
def window(window_of):
    def open_window(person, **options):
        page = window_of(person, keeps_pages=True, **options)
        page.add_init_script(FROM_CACHE)
        return page

    return open_window


def go_back(page):
    """Go back, and make sure that the page is the one that was left, as it was left."""
    page.go_back(wait_until="commit")
    page.wait_for_function("window.cameFromCache !== undefined")
    assert page.evaluate("window.cameFromCache") is True, "the browser loaded the page again"
    # Its buttons take no second press within a second of the first, and the clock stood still meanwhile.
    page.wait_for_timeout(1_100)


def save(page):
    with page.expect_navigation():
        page.locator(".psp-form button[type=submit]").click()


@pytest.fixture
def person_of(olivia, pat):
    return {"partnerships": olivia, "procurement": pat, "evaluation": olivia}


@pytest.mark.parametrize("app", APPS)
def test_another_text_typed_after_going_back_is_another_record(transactional_db, partnership, person_of, window, app):
    form = app_form(app, "add", partnership, person_of[app])
    page = window(person_of[app])
    page.goto(form.url)
    form.fill(page, "Take the bus")
    save(page)
    go_back(page)
    assert form.text_in(page) == "Take the bus"
    form.fill(page, "Take the train")
    save(page)
    assert form.texts() == ["Take the bus", "Take the train"]


@pytest.mark.parametrize("app", APPS)
def test_the_same_text_sent_again_after_going_back_counts_once(transactional_db, partnership, person_of, window, app):
    form = app_form(app, "add", partnership, person_of[app])
    page = window(person_of[app])
    page.goto(form.url)
    form.fill(page, "Take the bus")
    save(page)
    went_to = page.url
    go_back(page)
    save(page)
    assert (form.texts(), page.url) == (["Take the bus"], went_to)
    assert "You have already saved this form, so it was not saved again." in page.locator("main").inner_text()


@pytest.mark.parametrize("app", APPS)
def test_an_edit_after_going_back_shows_ones_own_save_and_the_way_on(
    transactional_db, partnership, person_of, window, app
):
    form = app_form(app, "edit", partnership, person_of[app])
    page = window(person_of[app])
    page.goto(form.url)
    form.fill(page, "Take the bus")
    save(page)
    assert form.texts() == ["Take the bus"]
    go_back(page)
    form.fill(page, "Take the train")
    save(page)
    words = page.locator("main").inner_text()
    assert ("You have already saved another version of this" in words, "Take the bus" in words) == (True, True)
    assert (form.texts(), form.text_in(page)) == (["Take the bus"], "Take the train")
    save(page)
    assert form.texts() == ["Take the train"]
