"""No page links to one that refuses the reader: as each of the cast, from the home page on."""

import pytest
from django.test import Client

from tests.factories.links import refused_links
from tests.factories.world import tell_the_story

# What pages link to is the same on every database.
pytestmark = pytest.mark.once

READERS = ("observer", "evaluator", "contact", "leader", "purchaser", "una", "administrator")


@pytest.mark.parametrize("reader", READERS)
def test_no_link_leads_to_a_page_that_is_refused(db, reader):
    world = tell_the_story()
    client = Client()
    client.force_login(world.cast[reader])
    assert refused_links(client, "/") == []
