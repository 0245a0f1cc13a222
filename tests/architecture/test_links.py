"""What ``test_every_address.py`` says of the links of its cast, of somebody who has no role in the partnership."""

import pytest
from django.test import Client

from tests.factories.links import refused_links
from tests.factories.world import tell_the_story

# What pages link to is the same on every database.
pytestmark = pytest.mark.once


def test_no_page_links_to_one_that_refuses_another_purchaser(db):
    """Una purchases for the council and has no role in the partnership."""
    client = Client()
    client.force_login(tell_the_story().cast["una"])
    assert refused_links(client, [("", ["/"])]) == []
