"""What was written for somebody is neither shown nor sent once they may not see what it is about."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from partnerships.calendar.operations import make_feed
from partnerships.contacts.operations import remove_membership
from partnerships.mail.operations import deliver_mail
from partnerships.models import Notice, OutgoingMail, Preference, SweepRun
from partnerships.notifications.operations import notify
from partnerships.proposals.operations import propose_change
from partnerships.reminders.operations import send_digests, sweep_reminders
from partnerships.roles.operations import end_role
from psp.core.dates import LONDON
from psp.core.mail import Postbox
from psp.core.notices import Sight
from tests.factories.timeline import a_plan

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 1)
MORNING = datetime(2026, 7, 1, 7, tzinfo=LONDON)
CLOSED = "The person may no longer see what it is about."
LIST = reverse("notifications")


def tell(*people, key="pilot:1", title="The pilot has started", **about):
    return notify(people=people, kind="progress", title=title, url="/p/", key=key, at=MORNING, **about)


def once_a_day(person):
    Preference.objects.create(person=person, kind="progress", email="daily")


def leave(person, partnership):
    """End the person's role and let their organisation's other people go on without them."""
    for role in partnership.roles.filter(person=person):
        end_role(role=role, by=person, at=MORNING)
    membership = person.memberships.get()
    remove_membership(membership=membership, by=person, at=MORNING)
    person.forget()


def deliver(mail):
    with Postbox() as postbox:
        sent = deliver_mail(mail_id=mail.pk, at=MORNING, postbox=postbox)
    mail.refresh_from_db()
    return sent


def shown(client):
    page = client.get(LIST)
    listed = [notice.title for notice in page.context["page_obj"]]
    written = b"".join(client.get(f"{LIST}?format=csv").streaming_content).decode()
    return listed, int(str(page.context["unread_notifications"])), written.count("The pilot")


def test_a_notice_goes_from_list_count_file_and_page_with_the_last_way_into_the_partnership(partnership, bo, signed_in):
    tell(bo, partnership=partnership)
    client = signed_in(bo)
    assert shown(client) == (["The pilot has started"], 1, 1)
    partnership.roles.filter(person=bo).delete()
    # As somebody of a partner's they see it still.
    assert shown(client) == (["The pilot has started"], 1, 1)
    leave(bo, partnership)
    Notice.objects.exclude(item_key="pilot:1").delete()
    assert shown(client) == ([], 0, 0)
    [notice] = Notice.objects.all()
    for name in ("notice", "read_notice"):
        assert client.get(reverse(name, args=[notice.pk])).status_code == 404


def test_a_mail_that_waits_is_withheld_with_the_reason_and_forgets_what_it_says(
    partnership, bo, ada, mailoutbox, signed_in
):
    tell(bo, partnership=partnership)
    mail = OutgoingMail.objects.get()
    leave(bo, partnership)
    assert (deliver(mail), mailoutbox) == (False, [])
    assert (str(mail.state_words), mail.error, mail.text, mail.html, mail.is_withheld) == (
        "Not sent",
        CLOSED,
        "",
        "",
        True,
    )
    assert Notice.objects.get(item_key="pilot:1").not_sent_because == CLOSED
    page = signed_in(ada).get(mail.get_absolute_url()).content.decode()
    assert (CLOSED in page, "Not sent" in page) == (True, True)
    found = [signed_in(ada).get(f"{reverse('mail_queue')}?state={state}") for state in ("withheld", "done")]
    assert [list(one.context["page_obj"]) for one in found] == [[mail], []]
    # It is no fault, and never tried again.
    assert OutgoingMail.objects.failed().count() == 0
    assert deliver(mail) is False


def test_a_mail_tried_again_later_asks_again(partnership, bo, mailoutbox, settings):
    tell(bo, partnership=partnership)
    mail = OutgoingMail.objects.get()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert (deliver(mail), mail.state) == (False, "queued")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    leave(bo, partnership)
    OutgoingMail.objects.update(next_attempt_at=MORNING)
    assert (deliver(mail), mailoutbox, mail.error) == (False, [], CLOSED)


def test_a_digest_leaves_out_what_is_closed_when_it_is_gathered(partnership, bo, mailoutbox):
    once_a_day(bo)
    tell(bo, partnership=partnership)
    tell(bo, key="news", title="The service has a new page")
    leave(bo, partnership)
    SweepRun.objects.create(day=DAY, started_at=MORNING, finished_at=MORNING)
    assert send_digests(today=DAY, at=MORNING) == 1
    mail = OutgoingMail.objects.get(kind="digest")
    assert ("new page" in mail.text, "pilot" in mail.text) == (True, False)
    assert Notice.objects.get(item_key="pilot:1").not_sent_because == CLOSED
    assert deliver(mail) is True


def test_a_digest_that_waits_is_written_anew_without_what_is_closed_since(partnership, bo, mailoutbox):
    once_a_day(bo)
    tell(bo, partnership=partnership)
    tell(bo, key="news", title="The service has a new page")
    SweepRun.objects.create(day=DAY, started_at=MORNING, finished_at=MORNING)
    send_digests(today=DAY, at=MORNING)
    mail = OutgoingMail.objects.get(kind="digest")
    assert "pilot" in mail.text
    leave(bo, partnership)
    assert deliver(mail) is True
    [sent] = mailoutbox
    assert ("new page" in sent.body, "pilot" in sent.body + str(sent.alternatives)) == (True, False)


def test_a_digest_of_nothing_but_what_is_closed_is_not_sent(partnership, bo, mailoutbox):
    once_a_day(bo)
    tell(bo, partnership=partnership)
    SweepRun.objects.create(day=DAY, started_at=MORNING, finished_at=MORNING)
    send_digests(today=DAY, at=MORNING)
    mail = OutgoingMail.objects.get(kind="digest")
    leave(bo, partnership)
    assert (deliver(mail), mailoutbox, mail.error) == (False, [], CLOSED)


def test_a_closed_account_gets_no_mail_digest_or_feed(partnership, bo, client, mailoutbox):
    secret = make_feed(person=bo, by=bo, at=MORNING)
    tell(bo, partnership=partnership)
    once_a_day(bo)
    tell(bo, key="later", partnership=partnership)
    bo.is_active = False
    bo.save()
    mail = OutgoingMail.objects.get()
    assert (deliver(mail), mail.is_withheld, mailoutbox) == (False, True, [])
    SweepRun.objects.create(day=DAY, started_at=MORNING, finished_at=MORNING)
    assert send_digests(today=DAY, at=MORNING) == 0
    assert client.get(reverse("calendar_feed", args=[secret])).status_code == 404


def test_the_feed_and_the_reminders_end_with_the_sight_of_the_partnership(partnership, bo, client):
    a_plan(partnership)
    partnership.milestones.filter(key="vision_agreed").update(owner=bo, planned_on=DAY + timedelta(days=7))
    secret = make_feed(person=bo, by=bo, at=MORNING)

    def events():
        page = client.get(reverse("calendar_feed", args=[secret]))
        return {str(event["summary"]) for event in Calendar.from_ical(page.content).walk("VEVENT")}

    assert "Vision and values agreed (Kirkton Befriending)" in events()
    leave(bo, partnership)
    partnership.milestones.filter(key="vision_agreed").update(owner=bo)
    assert events() == set()
    sweep_reminders(today=DAY, at=MORNING)
    assert not Notice.objects.filter(person=bo, kind="milestone").exists()


def test_a_proposal_is_closed_to_whoever_left_the_organisation(charity, olivia, otto, partnership, mailoutbox):
    changes = {"values": {"about": "Visits"}, "rows": [("What it does", "", "Visits")], "target": charity}
    about = {"organisation": charity, "subject": "organisation", "act": "change", "why": "Their site says so."}
    propose_change(by=otto, at=MORNING, **about, **changes)
    notice = Notice.objects.get(person=olivia)
    assert Notice.objects.visible_to(olivia).get() == notice
    olivia.memberships.all().delete()
    olivia.forget()
    assert not Notice.objects.visible_to(olivia).exists()
    assert (deliver(notice.mail), mailoutbox) == (False, [])


def test_faults_of_the_service_are_for_administrators_of_today(ada, mailoutbox):
    tell(ada, sight=Sight("administrators"))
    assert Notice.objects.visible_to(ada).exists()
    ada.role = "development_officer"
    ada.save()
    assert not Notice.objects.visible_to(ada).exists()
    assert (deliver(OutgoingMail.objects.get()), mailoutbox) == (False, [])


def test_a_notice_open_to_nobody_known_is_refused(bo):
    with pytest.raises(ValueError, match="gossip"):
        tell(bo, sight=Sight("gossip", 1))
