"""Pages of somebody signed in are kept by no browser and no proxy; what was refused is logged by person and route."""

import pytest
from django.test import Client
from django.urls import reverse
from structlog.testing import capture_logs

from tests.architecture.access_table import every_place, partnership_of, read_table
from tests.factories.addresses import address_of
from tests.factories.world import tell_the_story

pytestmark = pytest.mark.once
# Neither asks who is there: a state of the service, a picture, and what a script asks about its own session.
NOT_PRIVATE = {"health", "icon"}


def test_no_answer_to_somebody_signed_in_is_stored(db):
    world, table, stored, seen = tell_the_story(), read_table(), [], 0
    for role in ("leader", "purchaser", "administrator"):
        client = Client()
        client.force_login(world.cast[role])
        for name, place in every_place().items():
            address = address_of(place, partnership_of(name, world))
            if address is None or name in NOT_PRIVATE or table.get(name, {}).get(role) not in {200, 302}:
                continue
            answer = client.get(address)
            answer.close()
            seen += 1
            if "no-store" not in answer.get("Cache-Control", ""):
                stored.append((role, name))
    assert stored == []
    assert seen > 300


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
