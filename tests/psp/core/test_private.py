"""Pages of somebody signed in are kept by no browser and no proxy; what was refused is logged by person and route."""

import pytest
from django.urls import reverse
from structlog.testing import capture_logs

pytestmark = pytest.mark.once


def test_public_pages_may_be_stored_until_somebody_signs_in(client, olivia):
    for name in ("help", "privacy", "cookies"):
        assert "no-store" not in client.get(reverse(name)).get("Cache-Control", "")
    client.force_login(olivia)
    assert "no-store" in client.get(reverse("help"))["Cache-Control"]


def test_pages_behind_a_secret_link_are_not_stored(client, db):
    answer = client.get(reverse("accept_invitation", kwargs={"secret": "a" * 43}))
    assert "no-store" in answer["Cache-Control"]


def test_refusals_are_logged_with_who_was_refused(client, olivia):
    client.force_login(olivia)
    with capture_logs() as lines:
        assert client.get(reverse("people")).status_code == 403
    [line] = [line for line in lines if line["event"] == "refused"]
    assert (line["user_id"], line["route"], line["status"]) == (olivia.pk, "people", 403)
