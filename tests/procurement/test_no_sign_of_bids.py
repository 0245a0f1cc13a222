"""A bid that comes in shows to nobody outside the purchasing side: not on a page, and not by how much work a page is."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partnerships.activity.queries import SEALED
from tests.factories import bids
from tests.factories.tenders import QuestionFactory

pytestmark = pytest.mark.once


@pytest.mark.parametrize("name", ["bo", "olivia", "ada"])
def test_pages_ask_as_little_after_a_bid_as_before(published, figures, pat, name, clock, request):
    QuestionFactory(tender=published)
    client, partnership = Client(), published.partnership
    client.force_login(request.getfixturevalue(name))
    pages = [reverse("home"), reverse("partnerships"), partnership.get_absolute_url(), partnership.url("timeline")]

    def asked():
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            counts.append(len(queries))
        return counts

    with clock(bids.BEFORE):
        asked()
        before = asked()
        bids.record_a_bid(published, pat, name="Sunrise Care")
        assert asked() == before


def test_whatever_is_done_to_a_bid_before_the_opening_is_among_what_pages_do_not_notice():
    """A new verb about bids is either among them or named here as what comes after the opening."""
    words = "".join(path.read_text("utf-8") for path in Path("procurement").rglob("*.py"))
    verbs = set(re.findall(r'"(bid\.[a-z_]+)"', words))
    assert verbs - {"bid.excluded", "bid.papers_deleted"} == SEALED
