"""Opening a page writes nothing but who read which bid: no address changes anything by being read."""

import re

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from psp.core import session_length
from tests.architecture.access_table import every_place, partnership_of, read_table
from tests.factories.addresses import address_of
from tests.factories.world import tell_the_story

# Which statements a page asks for is the same on every database.
pytestmark = pytest.mark.once

WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
ROLES = ("observer", "contact", "evaluator", "leader", "purchaser", "administrator")
# Who read which bid is kept by reading it.
ALLOWED = {"procurement_reading"}


def is_of_the_library(place):
    """Pages of the sign-in library keep the secret of a sign-in that is under way in the person's own session."""
    return place.view.__module__.startswith("allauth.")


def tables_written(client, address):
    """The tables one GET writes to, but those that may be."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
        if answer.streaming:
            # Read to its end it closes by itself; closed by hand it would close the connection of the test too.
            b"".join(answer.streaming_content)
    written = {match[1] for query in captured for match in [WRITES.match(query["sql"])] if match}
    return written - ALLOWED


@pytest.fixture(autouse=True)
def _long_sessions(monkeypatch):
    """Let the first page extend the session, and no other while a test lasts."""
    monkeypatch.setattr(session_length, "WRITTEN_EVERY_SECONDS", 10**6)


@pytest.mark.parametrize("role", ROLES)
def test_no_page_writes_when_it_is_opened(db, role):
    world, table = tell_the_story(), read_table()
    client = Client()
    client.force_login(world.cast[role])
    client.get("/")
    found, opened = [], 0
    for name, place in every_place().items():
        address = address_of(place, partnership_of(name, world))
        if address is None or is_of_the_library(place) or table.get(name, {}).get(role) != 200:
            continue
        opened += 1
        if written := tables_written(client, address):
            found.append(f"{name}: {', '.join(sorted(written))}")
    assert opened > 50
    assert "\n".join(found) == ""


def test_no_page_of_the_admin_writes_when_it_is_opened(db):
    world, client = tell_the_story(), Client()
    client.force_login(world.cast["administrator"])
    client.get("/")
    found = []
    request = RequestFactory().get("/")
    request.user = world.cast["administrator"]
    for model, page in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        newest = page.get_queryset(request).order_by("pk").last()
        addresses = [reverse(f"{name}_changelist")]
        addresses += [reverse(f"{name}_change", args=[newest.pk])] if newest else []
        for address in addresses:
            if written := tables_written(client, address):
                found.append(f"{address}: {', '.join(sorted(written))}")
    assert "\n".join(found) == ""
