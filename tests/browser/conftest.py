"""Windows on the pages of a server that runs in this process."""

import pytest
from django.test import Client


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
