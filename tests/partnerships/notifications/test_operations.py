import pytest
from django.db import transaction

from partnerships.models import Activity, Notice, OutgoingMail, Preference
from partnerships.notifications.operations import mark_all_read, mark_read, notify, save_preferences
from psp.core.problems import Invalid, NotPermitted
from tests.conftest import NOON
from tests.factories.history import changes_of
from tests.factories.notifications import NoticeFactory

pytestmark = pytest.mark.django_db


def tell(*people, key="pilot:1", **options):
    return notify(people=people, kind="progress", title="The pilot has started", url="/p/", key=key, at=NOON, **options)


def test_people_are_told_on_the_site_and_by_mail(olivia, pat, partnership):
    assert tell(olivia, pat.pk, partnership=partnership, detail="Agreed on 1 June.") == 2
    assert [
        (n.person, n.title, n.detail, n.partnership, n.mailed_at) for n in Notice.objects.order_by("person__name")
    ] == [(person, "The pilot has started", "Agreed on 1 June.", partnership, NOON) for person in (olivia, pat)]
    assert sorted((mail.address, mail.subject, mail.may_unsubscribe) for mail in OutgoingMail.objects.all()) == [
        (address, "The pilot has started (Kirkton Befriending)", True)
        for address in ("olivia@example.org", "pat@example.org")
    ]
    assert {notice.mail.address for notice in Notice.objects.all()} == {"olivia@example.org", "pat@example.org"}


def test_an_event_is_told_once_however_often_it_is_said(olivia, pat):
    tell(olivia)
    tell(olivia, pat)
    assert (Notice.objects.count(), OutgoingMail.objects.count()) == (2, 2)
    tell(olivia, key="pilot:2")
    assert (Notice.objects.count(), OutgoingMail.objects.count()) == (3, 3)


def test_closed_accounts_hear_nothing(olivia, pat):
    pat.is_active = False
    pat.save()
    assert tell(olivia, pat) == 1
    assert tell() == 0


def test_an_event_nobody_can_choose_about_is_refused(olivia):
    with pytest.raises(ValueError, match="gossip"):
        notify(people=[olivia], kind="gossip", title="x", url="/", key="x", at=NOON)


def test_a_title_longer_than_the_page_takes_is_cut_and_never_refused(olivia):
    notify(people=[olivia], kind="progress", title="long " * 200, url="/", key="k", at=NOON, detail="x" * 900)
    assert (len(Notice.objects.get().title), len(OutgoingMail.objects.get().subject)) == (300, 250)


def test_a_line_break_in_a_title_makes_no_header(olivia):
    notify(people=[olivia], kind="progress", title="Hello\r\nBcc: all@example.org", url="/", key="k", at=NOON)
    assert OutgoingMail.objects.get().subject == "Hello Bcc: all@example.org"


def test_what_is_rolled_back_tells_nobody_and_the_next_say_does(olivia):
    with pytest.raises(ZeroDivisionError):
        rolled_back(olivia)
    assert (Notice.objects.count(), OutgoingMail.objects.count()) == (0, 0)
    tell(olivia)
    assert (Notice.objects.count(), OutgoingMail.objects.count()) == (1, 1)


def rolled_back(person):
    with transaction.atomic():
        tell(person)
        raise ZeroDivisionError


def test_a_notice_left_unmailed_is_mailed_with_the_next(olivia, pat):
    NoticeFactory(person=pat, mailed_at=None)
    tell(olivia)
    assert {mail.address for mail in OutgoingMail.objects.all()} == {"olivia@example.org", "pat@example.org"}


def test_a_notice_is_marked_read_by_its_reader_alone(olivia, pat):
    notice = NoticeFactory(person=olivia)
    with pytest.raises(NotPermitted):
        mark_read(notice=notice, by=pat, at=NOON)
    assert olivia.notices.unread().count() == 1
    mark_read(notice=notice, by=olivia, at=NOON)
    assert olivia.notices.unread().count() == 0


def test_reading_everything_leaves_other_peoples_notices_alone(olivia, pat):
    for person in (olivia, olivia, pat):
        NoticeFactory(person=person)
    assert (mark_all_read(by=olivia, at=NOON), mark_all_read(by=olivia, at=NOON)) == (2, 0)
    assert pat.notices.unread().count() == 1


def test_choices_are_saved_changed_and_recorded(olivia):
    save_preferences(choices={"progress": ("daily", True), "report": ("immediate", True)}, by=olivia, at=NOON)
    save_preferences(choices={"progress": ("none", False)}, by=olivia, at=NOON)
    save_preferences(choices={"progress": ("none", False)}, by=olivia, at=NOON)
    assert list(Preference.objects.values_list("person", "kind", "email", "on_site")) == [
        (olivia.pk, "progress", "none", False),
        (olivia.pk, "report", "immediate", True),
    ]
    assert [changes_of(activity) for activity in Activity.objects.order_by("pk")] == [
        {"progress": ["At once, on the site", "Once a day, on the site"]},
        {"progress": ["Once a day, on the site", "Never, not on the site"]},
    ]


@pytest.mark.parametrize("choices", [{"gossip": ("daily", True)}, {"progress": ("weekly", True)}])
def test_choices_nobody_offered_are_refused(olivia, choices):
    with pytest.raises(Invalid):
        save_preferences(choices=choices, by=olivia, at=NOON)
    assert Preference.objects.count() == 0


def test_telling_asks_the_database_no_more_for_many_people_than_for_one(olivia, pat, edie, django_assert_num_queries):
    with django_assert_num_queries(15):
        tell(olivia)
    with django_assert_num_queries(15):
        tell(olivia, pat, edie, key="pilot:2")
