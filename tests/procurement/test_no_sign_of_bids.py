"""A bid that comes in shows to nobody outside the purchasing side: not on a page, and not by how much work a page is."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partnerships.activity.queries import SEALED
from partnerships.models import Notice
from partnerships.reminders.models import SweepRun
from partnerships.reminders.operations import sweep_reminders
from tests.factories import bids
from tests.factories.organisations import OrganisationFactory
from tests.factories.partnerships import PersonRoleFactory
from tests.factories.people import MembershipFactory, UserFactory
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


@pytest.mark.parametrize("days", [-1, 7])
def test_reminders_to_the_leader_are_the_same_whoever_of_the_purchasers_has_bid(
    published, figures, pat, una, olivia, ada, days
):
    QuestionFactory(tender=published)
    for person, name in ((pat, "Sunrise Care"), (una, "Moray Friends")):
        MembershipFactory(person=person, organisation=OrganisationFactory(name=name))
    day = (bids.DEADLINE + timedelta(days=days)).date()

    def told():
        """What the leader is told that day, and what administrators who stand in are."""
        Notice.objects.all().delete()
        SweepRun.objects.all().delete()
        sweep_reminders(today=day, at=bids.DEADLINE)
        notices = Notice.objects.filter(person__in=[olivia, ada], kind="tender_deadline")
        return sorted(notices.values_list("person", "title", "detail"))

    before = told()
    assert [detail for _person, _title, detail in before] == (["Owed by the purchasers."] if days > 0 else [])
    bids.record_a_bid(published, una, name="Sunrise Care")
    assert told() == before
    # Both are shut out once somebody who purchased for a while has recorded the other bid.
    role = PersonRoleFactory(partnership=published.partnership, person=UserFactory(), role="purchaser")
    bids.record_a_bid(published, role.person, name="Moray Friends")
    role.delete()
    assert told() == before


def test_whatever_is_done_to_a_bid_before_the_opening_is_among_what_pages_do_not_notice():
    """A new verb about bids is either among them or named here as what comes after the opening."""
    words = "".join(path.read_text("utf-8") for path in Path("procurement").rglob("*.py"))
    verbs = set(re.findall(r'"(bid\.[a-z_]+)"', words))
    assert verbs - {"bid.excluded", "bid.papers_deleted"} == SEALED
