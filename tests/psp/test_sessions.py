"""A session lasts so long after the last thing somebody did; a page can ask how long, and ask for more."""

import time

import pytest
from django.conf import settings
from django.test import Client

from psp.core import session_length


@pytest.fixture
def clock(monkeypatch):
    """Let minutes pass: ``clock(90)``."""
    real, ahead = time.time, [0]
    monkeypatch.setattr(session_length.time, "time", lambda: real() + ahead[0])

    def pass_minutes(minutes):
        ahead[0] += minutes * 60

    return pass_minutes


@pytest.fixture
def client(olivia):
    client = Client(enforce_csrf_checks=True)
    client.force_login(olivia)
    client.get("/you/")
    return client


def left(client):
    return round(client.get("/session/").json()["seconds"] / 60)


LENGTH = 12 * 60


def test_opening_a_page_extends_the_session_and_asking_does_not(client, clock):
    assert left(client) == LENGTH
    clock(120)
    assert left(client) == LENGTH - 120
    client.get("/you/")
    assert left(client) == LENGTH


def test_what_a_page_asks_for_by_itself_is_no_activity_and_what_it_saves_is(client, clock):
    clock(120)
    client.get("/learning/", headers={"HX-Request": "true"})
    assert left(client) == LENGTH - 120
    token = client.cookies[settings.CSRF_COOKIE_NAME].value
    client.post("/notifications/read/", headers={"HX-Request": "true", "X-CSRFToken": token})
    assert left(client) == LENGTH


def test_activity_is_written_at_most_every_few_minutes(client, clock):
    session = client.session
    clock(4)
    client.get("/help/")
    assert client.session[session_length.ACTIVE_AT] == session[session_length.ACTIVE_AT]
    clock(2)
    client.get("/help/")
    assert client.session[session_length.ACTIVE_AT] == session[session_length.ACTIVE_AT] + 6 * 60


def test_staying_signed_in_takes_a_token_and_gives_the_whole_length(client, clock):
    clock(700)
    assert client.post("/session/", headers={"Accept": "application/json"}).status_code == 403
    answer = client.get("/session/")
    assert (answer.json()["signed_in"], answer["Cache-Control"].split(", ")[-1]) == (True, "private")
    client.post("/session/", headers={"X-CSRFToken": answer.json()["token"]})
    assert left(client) == LENGTH


def test_without_a_session_a_page_learns_only_that(client):
    assert Client().get("/session/").json() == {"signed_in": False}


def test_the_page_holds_what_the_warning_needs(client, settings):
    page = client.get("/you/").content.decode()
    assert 'data-warned-before="600"' in page
    assert 'id="session"' not in Client().get("/account/login/").content.decode()
    settings.SESSION_COOKIE_AGE = 20 * 60
    assert 'data-warned-before="300"' in client.get("/you/").content.decode()


@pytest.mark.parametrize(("seconds", "words"), [(12 * 3600, "12 hours"), (3600, "1 hour"), (1800, "30 minutes")])
def test_the_cookies_page_says_how_long_a_session_lasts(client, settings, seconds, words):
    settings.SESSION_COOKIE_AGE = seconds
    page = client.get("/help/cookies/").content.decode()
    assert (f"{words} after you last did something" in page, "psp_unsaved" in page) == (True, True)
