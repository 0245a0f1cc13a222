"""Windows on the pages of a server that runs in this process."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.test import Client

PASSWORD = "correct horse battery"


@pytest.fixture
def window_of(request, live_server, settings):
    """Open a window in which a person is signed in: ``window_of(olivia, java_script_enabled=False)``.

    ``keeps_pages=True`` opens it in a browser that keeps the pages one goes back to as they were left.
    """
    opened = []

    def open_window(person=None, *, keeps_pages=False, **options):
        browser = request.getfixturevalue("whole_chromium" if keeps_pages else "chromium")
        context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900}, **options)
        opened.append(context)
        if person is not None:
            client = Client()
            client.force_login(person)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        return context.new_page()

    yield open_window
    for context in opened:
        context.close()


@pytest.fixture
def sign_in_again():
    """End every session, or let each person sign in by the sign-in page: ``.end()``, ``.of(person)``, ``.elsewhere(page, person)``."""

    class SignIn:
        def of(self, person):
            """Give a person a password."""
            EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
            person.set_password(PASSWORD)
            person.save()

        def end(self):
            Session.objects.all().delete()

        def on(self, page, person):
            """Sign in on the sign-in page that is open."""
            page.locator("[name=login]").fill(person.email)
            page.locator("[name=password]").fill(PASSWORD)
            with page.expect_navigation():
                page.get_by_role("button", name="Sign in", exact=True).click()

        def elsewhere(self, page, person):
            """Sign in in another window, out of the session there first, which turns the tokens of every open page."""
            other = page.context.new_page()
            other.goto("/account/logout/")
            if other.locator("[name=login]").count() == 0:
                with other.expect_navigation():
                    other.locator(".psp-form button").click()
                other.goto("/account/login/")
            self.on(other, person)
            other.close()

    return SignIn()
