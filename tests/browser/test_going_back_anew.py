"""Going back to a form that was saved, in a browser that loads it again and puts back what was typed."""

import pytest

from tests.factories.app_forms import APPS, app_form

pytestmark = [pytest.mark.browser, pytest.mark.once]


def save(page):
    with page.expect_navigation():
        page.locator(".psp-form button[type=submit]").click()


@pytest.mark.parametrize("app", APPS)
def test_what_is_sent_again_after_going_back_counts_once(transactional_db, partnership, olivia, pat, window_of, app):
    person = pat if app == "procurement" else olivia
    form = app_form(app, "add", partnership, person)
    page = window_of(person)
    page.goto(form.url)
    form.fill(page, "Take the bus")
    save(page)
    page.go_back()
    assert form.text_in(page) == "Take the bus"
    save(page)
    assert form.texts() == ["Take the bus"]
    page.go_back()
    form.fill(page, "Take the train")
    save(page)
    assert form.texts() == ["Take the bus", "Take the train"]


def test_amounts_and_dates_come_back_as_words_do(transactional_db, partnership, olivia, window_of):
    page = window_of(olivia)
    page.goto(f"{partnership.get_absolute_url()}funding/costs/add/")
    typed = {
        "what": "Rent",
        "monthly": "1,250",
        "first_month_day": "1",
        "first_month_month": "4",
        "first_month_year": "2027",
    }
    typed |= {"last_month_day": "31", "last_month_month": "3", "last_month_year": "2029"}
    for name, value in typed.items():
        page.locator(f".psp-form [name={name}]").fill(value)
    page.locator(".psp-form [name=head]").first.check()
    save(page)
    page.go_back()
    assert {name: page.locator(f".psp-form [name={name}]").input_value() for name in typed} == typed
