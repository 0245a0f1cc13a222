"""Sessions and tokens that end around the sign-in itself, the second factor, the administration, and what scripts send."""

import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.test import Client

from partnerships.models import Service, UnsavedForm
from psp.core.marks import BROWSER, mark_for
from tests.factories.organisations import ServiceFactory
from tests.factories.pages import forms_of, values_of
from tests.factories.partnerships import PersonRoleFactory

PASSWORD = "correct horse battery"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
WORDS = "You were signed out while you were typing. Nothing has been saved yet. Check it and save."
OLD = "This page was out of date, so nothing was done. Try again."


def sent_from(page, to):
    form = next(form for form in forms_of(page) if form["action"].endswith(to))
    return {name: values[-1] for name, values in values_of(form).items()}


@pytest.fixture
def browser_of():
    """Sign a person in by the pages of the sign-in, in a browser that carries tokens; return the browser."""

    def open_browser(person):
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        person.set_password(PASSWORD)
        person.save()
        client = Client(enforce_csrf_checks=True)
        client.force_login(person)
        return client

    return open_browser


def end_session(client):
    del client.cookies[settings.SESSION_COOKIE_NAME]


def test_the_form_comes_back_after_a_second_factor_too(partnership, olivia, browser_of):
    TOTP.activate(olivia, SECRET)
    browser = browser_of(olivia)
    url = f"/partnerships/{partnership.pk}/learning/add/"
    sent = sent_from(browser.get(url), "") | {"title": "Take the bus"}
    end_session(browser)
    answer = browser.post(url, sent)
    login = sent_from(browser.get(answer.url), "/login/") | {"login": olivia.email, "password": PASSWORD}
    asked = browser.post("/account/login/", login, follow=True)
    assert asked.request["PATH_INFO"] == "/account/2fa/authenticate/"
    code = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
    told = sent_from(asked, "/authenticate/") | {"code": code}
    page = browser.post("/account/2fa/authenticate/", told, follow=True)
    assert (page.request["PATH_INFO"], WORDS in page.content.decode()) == (url, True)
    assert 'value="Take the bus"' in page.content.decode()


def test_a_second_factor_asked_for_while_typing_loses_nothing(partnership, olivia, browser_of, settings):
    settings.DEMO_MODE = False
    browser = browser_of(olivia)
    url = f"/partnerships/{partnership.pk}/learning/add/"
    sent = sent_from(browser.get(url), "") | {"title": "Take the bus"}
    PersonRoleFactory(partnership=partnership, person=olivia, role="evaluator")
    assert browser.post(url, sent).url == "/account/2fa/"
    TOTP.activate(olivia, SECRET)
    page = browser.get(url).content.decode()
    assert "You were asked for a second factor while you were typing." in page
    assert 'value="Take the bus"' in page


def test_the_one_click_sign_in_of_the_demonstration_leads_back_too(partnership, olivia, browser_of, settings):
    settings.DEMO_MODE = True
    browser = browser_of(olivia)
    type(olivia).objects.filter(pk=olivia.pk).update(is_demo=True)
    url = f"/partnerships/{partnership.pk}/learning/add/"
    sent = sent_from(browser.get(url), "") | {"title": "Take the bus"}
    end_session(browser)
    page = browser.get(browser.post(url, sent).url)
    told = sent_from(page, "/demo/sign-in/")
    assert browser.post("/demo/sign-in/", told).url.startswith(f"{url}?unsaved=")


def test_the_sign_in_pages_of_before_open_again(olivia, browser_of):
    browser = browser_of(olivia)
    end_session(browser)
    login = sent_from(browser.get("/account/login/?next=/learning/"), "/login/")
    browser.cookies[settings.CSRF_COOKIE_NAME] = "y" * 32
    answer = browser.post("/account/login/", login | {"login": olivia.email, "password": PASSWORD})
    assert answer.url == "/account/login/?next=%2Flearning%2F"
    assert OLD in browser.get(answer.url).content.decode()


def test_what_changes_an_account_is_never_kept_and_asked_for_again(olivia, browser_of):
    browser = browser_of(olivia)
    url = "/account/password/change/"
    sent = sent_from(browser.get(url), "") | {"oldpassword": PASSWORD, "password1": "hunter two three"}
    end_session(browser)
    answer = browser.post(url, sent)
    page = browser.get(answer.url)
    assert "You were signed out before this could be done. Sign in, then do it again." in page.content.decode()
    assert UnsavedForm.objects.count() == 0


def test_nothing_typed_in_the_administration_is_lost(ada, browser_of):
    browser = browser_of(ada)
    service = ServiceFactory(name="Befriending")
    change = f"/admin/partnerships/service/{service.pk}/change/"
    for url, name in (("/admin/partnerships/service/add/", "Night visits"), (change, "Day visits")):
        sent = sent_from(browser.get(url), "") | {"name": name, "_save": "Save"}
        end_session(browser)
        answer = browser.post(url, sent)
        browser.force_login(ada)
        page = browser.get(browser.get(answer.url).url)
        assert (page.status_code, WORDS in page.content.decode()) == (200, True)
        again = sent_from(page, "")
        assert (again["name"], Service.objects.filter(name=name).exists()) == (name, False)
        assert browser.post(url, again | {"_save": "Save"}).status_code == 302
        assert (Service.objects.filter(name=name).exists(), UnsavedForm.objects.exists()) == (True, False)


def test_a_turned_token_in_the_administration_shows_the_form_again(ada, browser_of):
    browser = browser_of(ada)
    sent = sent_from(browser.get("/admin/partnerships/service/add/"), "") | {"name": ""}
    sent["name"] = "Night visits"
    browser.cookies[settings.CSRF_COOKIE_NAME] = "y" * 32
    page = browser.post("/admin/partnerships/service/add/", sent, follow=True)
    assert (sent_from(page, "")["name"], Service.objects.count()) == ("Night visits", 0)


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"Accept": "application/json"}], ids=["htmx", "fetch"])
def test_scripts_are_told_what_happened_and_given_no_page(partnership, olivia, browser_of, headers):
    browser = browser_of(olivia)
    url = f"/partnerships/{partnership.pk}/learning/add/"
    sent = sent_from(browser.get(url), "")
    browser.cookies[settings.CSRF_COOKIE_NAME] = "y" * 32
    answer = browser.post(url, sent, headers=headers)
    assert (answer.status_code, answer.json()) == (403, {"stale": True})
    end_session(browser)
    answer = browser.get(url, headers=headers)
    assert (answer.status_code, answer.json()) == (401, {"signed_out": True})


def test_every_form_of_a_page_says_for_whom_it_was_made(partnership, olivia, signed_in):
    client = signed_in(olivia)
    page = client.get(f"/partnerships/{partnership.pk}/learning/add/").content.decode()
    said = mark_for(olivia, client.cookies[BROWSER].value.partition(".")[0]).split(":")[0]
    assert page.count(f'name="made_for" value="{said}:') == page.count("csrfmiddlewaretoken") > 0
    assert "made_for" not in Client().get("/account/login/").content.decode()
