"""A service with people and organisations and nothing else, walked by people at their own windows while days pass."""

from datetime import timedelta

import pytest
from celery import current_app
from django.utils import timezone

from psp.core import reference
from psp.demo.cast import Cast
from psp.demo.days import Days
from psp.demo.people import PEOPLE
from tests.factories.browser import Walker


class Calendar:
    """The days of a walk: time runs as it does, and jumps ahead when it is told to."""

    def __init__(self, monkeypatch):
        real, self.ahead = timezone.now, timedelta()
        monkeypatch.setattr(timezone, "now", lambda: real() + self.ahead)

    def pass_days(self, days):
        self.ahead += timedelta(days=days)

    def day(self, days=0):
        """Return the day so many days from today."""
        return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def calendar(monkeypatch):
    return Calendar(monkeypatch)


@pytest.fixture
def someone(transactional_db, live_server, chromium, settings):
    """Give a person's window: ``someone("Olivia Reid")``, without JavaScript.

    Signs them in by the button of the sign-in page, and again when their session has run out. ``someone()`` is a window
    in which nobody is signed in.
    """
    settings.DEMO_MODE, settings.BASE_URL = True, live_server.url
    # What a worker would do, the page's own process does at once.
    current_app.conf.task_always_eager = True
    reference.load_all()
    Cast(Days(timezone.now())).everyone(PEOPLE)
    opened = {}

    def window(name=""):
        if name not in opened:
            opened[name] = Walker(chromium.new_context(base_url=live_server.url, java_script_enabled=False).new_page())
        walker = opened[name].go("/")
        if name and "/account/login/" in walker.page.url:
            walker.press(f"Sign in as {name}")
        return walker

    yield window
    current_app.conf.task_always_eager = False
    for walker in opened.values():
        walker.page.context.close()
