from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from partnerships.models import Activity, User
from partnerships.people.models import hash_of
from tests.factories.partnerships import PartnershipFactory
from tests.factories.timeline import a_plan


@pytest.fixture
def soon(partnership, bo):
    """A milestone of Bo's today, and the rest of a plan."""
    a_plan(partnership)
    partnership.milestones.filter(key="vision_agreed").update(owner=bo, planned_on=timezone.localdate())
    return partnership


def made(client):
    text = client.post(reverse("calendar_link")).content.decode()
    return text.split("/calendar/", 2)[-1].split(".ics")[0] if ".ics" in text else ""


def summaries(page):
    return [str(event["summary"]) for event in Calendar.from_ical(page.content).walk("VEVENT")]


def test_the_address_is_shown_once_and_only_its_hash_is_kept(soon, bo, signed_in):
    client = signed_in(bo)
    secret = made(client)
    bo.refresh_from_db()
    assert bo.calendar_hash == hash_of(secret)
    assert secret not in client.get(reverse("calendar_link")).content.decode()
    assert [(a.verb, a.is_private) for a in Activity.objects.filter(verb__startswith="calendar.")] == [
        ("calendar.opened", True)
    ]


def test_the_feed_holds_what_its_owner_owes_and_needs_no_sign_in(soon, bo, signed_in, client):
    secret = made(signed_in(bo))
    client.logout()
    page = client.get(reverse("calendar_feed", args=[secret]))
    assert (page.status_code, page["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert summaries(page) == [
        "Vision and values agreed (Kirkton Befriending)",
        "Write the contingency plan of Northside Neighbours (Kirkton Befriending)",
    ]
    assert page["Cache-Control"] == "private, no-store"


def test_a_partnership_no_longer_seen_is_left_out(soon, bo, signed_in, client):
    secret = made(signed_in(bo))
    soon.roles.filter(person=bo).delete()
    soon.members.filter(organisation__memberships__person=bo).delete()
    assert summaries(client.get(reverse("calendar_feed", args=[secret]))) == []


def test_a_revoked_feed_is_not_there(soon, bo, signed_in, client):
    secret = made(signed_in(bo))
    for _ in range(2):
        assert signed_in(bo).post(reverse("calendar_link"), {"revoke": "1"}).status_code == 302
    assert client.get(reverse("calendar_feed", args=[secret])).status_code == 404
    assert Activity.objects.filter(verb="calendar.revoked").count() == 1


def test_a_new_address_closes_the_old_one(soon, bo, signed_in, client):
    old, new = made(signed_in(bo)), made(signed_in(bo))
    assert [client.get(reverse("calendar_feed", args=[secret])).status_code for secret in (old, new)] == [404, 200]


def test_the_feed_of_a_closed_account_is_not_there(soon, bo, signed_in, client):
    secret = made(signed_in(bo))
    User.objects.filter(pk=bo.pk).update(is_active=False)
    assert client.get(reverse("calendar_feed", args=[secret])).status_code == 404


@pytest.mark.parametrize("secret", ["x", "0" * 64, "%00", "é" * 300])
def test_guessing_opens_nothing(soon, client, secret):
    assert client.get(f"/calendar/{secret}.ics").status_code == 404


def test_an_event_keeps_its_uid_when_its_milestone_moves(soon, bo, signed_in, client):
    secret = made(signed_in(bo))

    def uids():
        page = client.get(reverse("calendar_feed", args=[secret]))
        return [str(event["uid"]) for event in Calendar.from_ical(page.content).walk("VEVENT")]

    before = uids()
    soon.milestones.filter(key="vision_agreed").update(planned_on=date(timezone.localdate().year + 1, 2, 1))
    assert uids() == before != []


@pytest.mark.parametrize(
    ("person", "status"), [("olivia", 200), ("pat", 200), ("edie", 200), ("ada", 200), ("otto", 404)]
)
def test_a_partnerships_dates_are_downloaded_by_those_in_it(soon, person, status, request, signed_in):
    other = PartnershipFactory(name="Castle Reuse")
    a_plan(other)
    other.milestones.update(planned_on=timezone.localdate())
    page = signed_in(request.getfixturevalue(person)).get(reverse("partnership_calendar", args=[soon.pk]))
    assert page.status_code == status
    if status == 200:
        assert "Vision and values agreed (Kirkton Befriending)" in summaries(page)
        assert [words for words in summaries(page) if "Castle" in words] == []
        assert page["Content-Disposition"] == 'attachment; filename="kirkton-befriending.ics"'


def test_the_page_needs_somebody_signed_in(client, db):
    assert client.get(reverse("calendar_link")).status_code == 302


def test_what_is_still_owed_stays_however_late_it_is(soon, bo, olivia, signed_in):
    long_ago = timezone.localdate() - timedelta(days=400)
    soon.milestones.filter(key="vision_agreed").update(planned_on=long_ago)
    page = signed_in(olivia).get(reverse("partnership_calendar", args=[soon.pk]))
    assert "Vision and values agreed (Kirkton Befriending)" in summaries(page)
