from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partnerships.models import Notice, Preference, User
from partnerships.notifications.models import kind_labels
from partnerships.notifications.queries import unread_count
from psp.core.moments import Moment
from tests.factories.notifications import NoticeFactory
from tests.factories.partnerships import PartnershipFactory

pytestmark = pytest.mark.django_db
LIST = "/notifications/"
EARLIER = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_a_person_sees_their_own_notices_and_nobody_elses(signed_in, olivia, pat):
    NoticeFactory(person=olivia, title="For Olivia")
    NoticeFactory(person=olivia, title="Hidden from the site", is_shown=False)
    NoticeFactory(person=pat, title="For Pat")
    page = signed_in(olivia).get(LIST)
    assert [notice.title for notice in page.context["object_list"]] == ["For Olivia"]
    assert page.context["unread_notifications"] == 1


def test_without_notices_the_page_says_what_it_is_for(signed_in, otto):
    page = signed_in(otto).get(LIST)
    assert "Nothing yet" in page.content.decode()
    assert reverse("notification_preferences") in page.content.decode()


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Started", "Sign the MoU"]),
        ("?q=mou", ["Sign the MoU"]),
        ("?read=no", ["Started"]),
        ("?read=yes", ["Sign the MoU"]),
        ("?kind=progress", ["Started", "Sign the MoU"]),
        ("?kind=report", []),
        ("?sort=title", ["Sign the MoU", "Started"]),
        ("?kind=gossip&read=perhaps&sort=secret&page=99", ["Started", "Sign the MoU"]),
    ],
)
def test_notices_are_filtered_and_sorted(signed_in, olivia, query, titles):
    NoticeFactory(
        person=olivia, title="Sign the MoU", due_on=date(2026, 7, 1), lead=7, created_at=EARLIER, read_at=EARLIER
    )
    NoticeFactory(person=olivia, title="Started")
    page = signed_in(olivia).get(LIST + query)
    assert (page.status_code, [notice.title for notice in page.context["object_list"]]) == (200, titles)


def test_the_spreadsheet_holds_what_the_page_shows(signed_in, olivia, pat):
    NoticeFactory(person=olivia, title="=1+1", detail="Owed by Pat")
    NoticeFactory(person=pat, title="For Pat")
    answer = signed_in(olivia).get(f"{LIST}?format=csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert (len(lines), "'=1+1,Owed by Pat" in lines[1]) == (2, True)


def test_a_notice_says_how_late_it_was_when_it_was_sent_and_never_anything_else(signed_in, olivia):
    soon = {"due_on": date(2026, 6, 2), "lead": 1}
    NoticeFactory(person=olivia, created_at=EARLIER, due_at=Moment.end(date(2026, 6, 2)).as_datetime(), **soon)
    NoticeFactory(person=olivia, created_at=EARLIER, due_on=date(2026, 5, 29), lead=0)
    client = signed_in(olivia)
    page = client.get(LIST).content.decode()
    assert ("2 June 2026 at 11:59pm" in page, "When sent: due tomorrow at 11:59pm" in page) == (True, True)
    assert ("29 May 2026" in page, "When sent: 3 days late" in page) == (True, True)
    lines = b"".join(client.get(f"{LIST}?format=csv&sort=due").streaming_content).decode().splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["2026-06-01 13:00"] * 2
    assert [line.split(",")[5:7] for line in lines[1:]] == [
        ["2026-05-29", "3 days late"],
        ["2026-06-02 23:59", "due tomorrow at 11:59pm"],
    ]


def test_the_list_asks_the_database_no_more_for_three_than_for_one(
    signed_in, olivia, partnership, django_assert_num_queries
):
    NoticeFactory(person=olivia, partnership=partnership)
    client = signed_in(olivia)
    client.get(LIST)
    with django_assert_num_queries(6):
        client.get(LIST)
    for _ in range(2):
        NoticeFactory(person=olivia, partnership=partnership)
    with django_assert_num_queries(6):
        client.get(LIST)


def test_opening_a_notice_leads_to_its_page_and_counts_as_reading(signed_in, olivia):
    notice = NoticeFactory(person=olivia, url="/partnerships/7/")
    answer = signed_in(olivia).get(notice.get_absolute_url())
    assert (answer.status_code, answer.url) == (302, "/partnerships/7/")
    assert olivia.notices.unread().count() == 0


@pytest.mark.parametrize("name", ["notice", "read_notice"])
def test_somebody_elses_notice_is_not_there(signed_in, olivia, ada, name):
    notice = NoticeFactory(person=olivia)
    client = signed_in(ada)
    assert [client.get(reverse(name, args=[pk])).status_code for pk in (notice.pk, 999)] == [404, 404]
    assert client.post(reverse(name, args=[notice.pk])).status_code == 404
    assert olivia.notices.unread().count() == 1


def test_a_notice_is_marked_read_from_the_list_and_the_list_comes_back(signed_in, olivia):
    notices = [NoticeFactory(person=olivia) for _ in range(3)]
    client = signed_in(olivia)
    for _time in range(2):
        answer = client.post(reverse("read_notice", args=[notices[0].pk]), {"next": "/notifications/?read=no"})
        assert (answer.status_code, answer.url) == (302, "/notifications/?read=no")
    assert olivia.notices.unread().count() == 2
    client.post(reverse("read_notices"), {"next": "https://evil.example/"})
    assert olivia.notices.unread().count() == 0


def test_without_a_script_marking_asks_first(signed_in, olivia):
    notice = NoticeFactory(person=olivia)
    for url in (reverse("read_notice", args=[notice.pk]), reverse("read_notices")):
        assert signed_in(olivia).get(url).status_code == 200
    assert olivia.notices.unread().count() == 1


def test_the_choices_page_lists_every_kind_and_saves_what_is_chosen(signed_in, olivia):
    client = signed_in(olivia)
    page = client.get(reverse("notification_preferences"))
    for label in kind_labels().values():
        assert str(label) in page.context["form"].as_p()
    sent = {f"email_{kind}": "daily" for kind in kind_labels()} | {"site_progress": "on"}
    assert client.post(reverse("notification_preferences"), sent).status_code == 302
    assert Preference.objects.filter(person=olivia, email="daily").count() == len(kind_labels())
    assert list(Preference.objects.filter(on_site=True).values_list("kind", flat=True)) == ["progress"]
    form = client.get(reverse("notification_preferences")).context["form"]
    assert (form["email_report"].value(), form["site_report"].value(), form["site_progress"].value()) == (
        "daily",
        False,
        True,
    )


@pytest.mark.parametrize("sent", [{}, {"email_progress": "weekly"}, {"email_progress": "x" * 100_000}])
def test_a_choice_that_is_none_is_refused_with_the_way_to_mend_it(signed_in, olivia, sent):
    page = signed_in(olivia).post(reverse("notification_preferences"), sent)
    assert page.status_code == 422
    assert "There is a problem" in page.content.decode()
    assert Preference.objects.count() == 0


@pytest.mark.parametrize("name", ["notifications", "notification_preferences", "read_notices"])
def test_strangers_are_led_to_the_sign_in(client, name):
    answer = client.get(reverse(name))
    assert (answer.status_code, answer.url.startswith("/account/login/")) == (302, True)
    assert Notice.objects.count() == 0


def test_the_number_in_the_header_takes_one_query_where_the_person_has_a_role(partnership, olivia):
    NoticeFactory.create_batch(3, person=olivia, partnership=partnership)
    NoticeFactory(person=olivia)
    person = User.objects.get(pk=olivia.pk)
    assert unread_count(person) == 4  # the roles, which every page asks for, are known from here on
    with CaptureQueriesContext(connection) as queries:
        assert unread_count(person) == 4
    assert len(queries) == 1


def test_the_number_in_the_header_leaves_out_what_is_closed(partnership, olivia):
    NoticeFactory(person=olivia, partnership=partnership)
    NoticeFactory(person=olivia, partnership=PartnershipFactory())
    NoticeFactory(person=olivia, sight="conflict", subject_id=1, partnership=partnership)
    assert unread_count(olivia) == Notice.objects.visible_to(olivia).unread().count() == 1
