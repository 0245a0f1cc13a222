"""What ``test_every_address.py`` says of reading, of the pages of the administration."""

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import reverse

from psp.core import session_length
from tests.architecture.visits import tables_written
from tests.factories.world import tell_the_story

# Which statements a page asks for is the same on every database.
pytestmark = pytest.mark.once


def test_no_page_of_the_admin_writes_when_it_is_opened(db, monkeypatch):
    monkeypatch.setattr(session_length, "WRITTEN_EVERY_SECONDS", 10**6)
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
            _answer, written = tables_written(client, address)
            if written:
                found.append(f"{address}: {', '.join(sorted(written))}")
    assert found == []
