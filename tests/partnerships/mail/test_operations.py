from datetime import timedelta

import pytest
from django.utils import timezone

from partnerships.invitations.operations import invite
from partnerships.mail.operations import deliver_mail, queue_mail, requeue_mail, retry_failed_mail, retry_mail
from partnerships.models import Activity, Notice, OutgoingMail
from partnerships.tasks import send_mail
from psp.core.mail import Postbox
from psp.core.problems import NotPermitted, WrongState
from tests.conftest import NOON
from tests.factories.notifications import NoticeFactory, OutgoingMailFactory
from tests.factories.refusing import refusing

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def deliver(mail, at=NOON):
    with Postbox() as postbox:
        sent = deliver_mail(mail_id=mail.pk, at=at, postbox=postbox)
    mail.refresh_from_db()
    return sent


def a_mail(person, **options):
    notice = NoticeFactory(person=person, title="Tom & Jo’s <pilot> has started")
    context = {"notice": notice, "due_in_words": ""}
    return queue_mail(template="notice", context=context, person=person, kind="progress", at=NOON, **options)


def test_a_mail_reaches_its_reader_in_plain_text_and_html(post_office, olivia, settings):
    settings.REPLY_TO_EMAIL = "help@example.org"
    settings.BASE_URL = "https://psp.example.org"
    mail = a_mail(olivia, may_unsubscribe=True)
    assert deliver(mail) is True
    [(message_id, address, message)] = post_office.taken
    assert (message_id, address) == (mail.message_id, "olivia@example.org")
    assert message["Subject"] == "Tom & Jo’s <pilot> has started"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] == "<https://psp.example.org/notifications/preferences/>"
    assert message["Reply-To"] == "help@example.org"
    text, html = (message.get_body([kind]).get_content() for kind in ("plain", "html"))
    assert text.replace("\r\n", "\n") == (
        "Hello Olivia Reid,\n\nTom & Jo’s <pilot> has started\n\nOpen it here:\nhttps://psp.example.org/\n\n"
        "Manage public social partnerships\nhttps://psp.example.org\n"
        "To change what you are sent and when:\nhttps://psp.example.org/notifications/preferences/\n"
    )
    assert "Tom &amp; Jo’s &lt;pilot&gt; has started</h1>" in html
    assert (mail.state, mail.sent_at, mail.attempts) == ("done", NOON, 1)


def test_a_mail_that_is_sent_is_not_sent_again(post_office, olivia):
    mail = a_mail(olivia)
    assert [deliver(mail), deliver(mail), deliver(mail, NOON + timedelta(days=1))] == [True, False, False]
    assert len(post_office.taken) == 1


def test_many_mails_go_over_one_connection(post_office, olivia):
    mails = [a_mail(olivia) for _ in range(3)]
    with Postbox() as postbox:
        assert [deliver_mail(mail_id=mail.pk, at=NOON, postbox=postbox) for mail in mails] == [True] * 3
    assert [message_id for message_id, _, _ in post_office.taken] == [mail.message_id for mail in mails]
    assert len(post_office.lines) == 1


def test_with_the_mail_server_away_a_mail_waits_longer_and_longer_and_then_goes(nobody_answers, olivia, settings):
    mail, at, waits = a_mail(olivia), NOON, []
    for _ in range(6):
        assert deliver(mail, at) is False
        assert (mail.state, deliver(mail, mail.next_attempt_at - timedelta(seconds=1))) == ("queued", False)
        waits.append((mail.next_attempt_at - at) / MINUTE)
        at = mail.next_attempt_at
    assert waits == [1, 5, 15, 60, 60, 60]
    assert mail.error.startswith("ConnectionRefusedError")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert (deliver(mail, at), mail.state, mail.error, mail.attempts) == (True, "done", "", 7)


def test_after_three_days_a_mail_fails_with_the_reason_and_stays(nobody_answers, olivia):
    mail = a_mail(olivia)
    OutgoingMail.objects.update(attempts=74)
    deliver(mail)
    assert (mail.state, mail.error.split(":")[0], bool(mail.text)) == ("failed", "ConnectionRefusedError", True)


@pytest.mark.parametrize(
    ("to_recipient", "to_content", "state", "error"),
    [
        ("550 5.1.1 No such person", None, "failed", "550 5.1.1 No such person"),
        ("450 4.2.1 Busy, come back", None, "queued", "450 4.2.1 Busy, come back"),
        (None, "554 5.7.1 We do not like it", "failed", "554 5.7.1 We do not like it"),
        (None, "451 4.3.0 Try later", "queued", "451 4.3.0 Try later"),
    ],
)
def test_a_refusal_for_good_fails_at_once_and_any_other_is_tried_again(
    post_office, olivia, to_recipient, to_content, state, error
):
    post_office.answers += [to_recipient] if to_recipient else []
    post_office.to_data += [to_content] if to_content else []
    mail = a_mail(olivia)
    assert (deliver(mail), mail.state, mail.error, post_office.taken) == (False, state, error, [])


def test_one_refusal_does_not_keep_the_next_mail_from_going(post_office, olivia, pat):
    post_office.answers = ["550 No such person"]
    mails = [a_mail(olivia), a_mail(pat)]
    with Postbox() as postbox:
        assert [deliver_mail(mail_id=mail.pk, at=NOON, postbox=postbox) for mail in mails] == [False, True]


def test_a_mail_whose_delivery_is_unknown_goes_again_under_the_same_message_id(post_office, olivia):
    post_office.to_data = [""]
    mail = a_mail(olivia)
    assert (deliver(mail), mail.state) == (False, "queued")
    assert deliver(mail, NOON + MINUTE) is True
    assert [message_id for message_id, _, _ in post_office.taken] == [mail.message_id] * 2


def test_a_worker_killed_after_sending_leaves_a_mail_that_goes_again_under_the_same_message_id(post_office, olivia):
    mail = a_mail(olivia)
    OutgoingMail.objects.claim(mail.pk, at=NOON)
    assert deliver(mail, NOON + 4 * MINUTE) is False
    assert (deliver(mail, NOON + 6 * MINUTE), mail.attempts) == (True, 2)


def test_an_address_that_cannot_be_written_fails_at_once(post_office):
    mail = OutgoingMailFactory(address="a\nb@example.org")
    assert (deliver(mail), mail.state, post_office.taken) == (False, "failed", [])


def test_somebody_whose_account_was_closed_gets_nothing(post_office, olivia):
    mail = a_mail(olivia)
    olivia.is_active = False
    olivia.save()
    assert (deliver(mail), mail.is_withheld, post_office.taken) == (False, True, [])
    assert mail.error == "The account was closed before the mail was sent."


def test_a_private_mail_is_sealed_while_it_waits_and_forgotten_when_it_is_sent(post_office, olivia):
    mail = a_mail(olivia, is_private=True)
    assert (mail.text, mail.html, "pilot" in mail.sealed) == ("", "", False)
    assert deliver(mail) is True
    assert (mail.sealed, "pilot" in post_office.taken[0][2].get_body(["plain"]).get_content()) == ("", True)


def test_a_private_mail_refused_for_good_is_forgotten_and_cannot_be_tried_again(post_office, olivia, ada):
    post_office.answers = ["550 No such person"]
    mail = a_mail(olivia, is_private=True)
    assert (deliver(mail), mail.state, mail.sealed) == (False, "failed", "")
    with pytest.raises(WrongState):
        retry_mail(mail=mail, by=ada, at=NOON)


def test_a_private_mail_whose_key_is_gone_fails_and_says_so(post_office, olivia, settings):
    mail = a_mail(olivia, is_private=True)
    settings.BID_SEAL_KEY = "another"
    assert (deliver(mail), mail.state, "BID_SEAL_KEY" in mail.error) == (False, "failed", True)


def test_a_key_is_queued_once(olivia, pat):
    assert a_mail(olivia, key="welcome:1") is not None
    assert a_mail(pat, key="welcome:1") is None
    assert [mail.person for mail in OutgoingMail.objects.all()] == [olivia]


def test_the_bell_rings_again_for_what_was_left_behind_and_for_nothing_else():
    later = NOON + timedelta(hours=1)
    OutgoingMailFactory(next_attempt_at=NOON)  # its bell was lost
    OutgoingMailFactory(state="running", lease_until=NOON)  # its worker died
    OutgoingMailFactory(state="running", lease_until=later + MINUTE)
    OutgoingMailFactory(next_attempt_at=later - timedelta(seconds=4))  # its bell rang just now
    OutgoingMailFactory(next_attempt_at=later + MINUTE)
    for state in ("done", "failed"):
        OutgoingMailFactory(state=state)
    assert requeue_mail(at=later) == 2


def test_a_mail_no_worker_survives_is_given_up_in_the_end():
    later = NOON + timedelta(hours=1)
    kept, given_up = (OutgoingMailFactory(state="running", lease_until=NOON, attempts=tried) for tried in (74, 75))
    assert requeue_mail(at=later) == 1
    assert [(mail.pk, mail.state, mail.error) for mail in OutgoingMail.objects.order_by("pk")] == [
        (kept.pk, "running", ""),
        (given_up.pk, "failed", "Every attempt to send it was cut short."),
    ]


def test_whoever_invited_is_told_of_a_mail_no_worker_survives(olivia):
    asked = invite(email="new@example.org", name="New Person", role="development_officer", by=olivia, at=NOON)
    OutgoingMail.objects.update(state="running", lease_until=NOON, attempts=75)
    requeue_mail(at=NOON + timedelta(hours=1))
    assert [(n.person, n.title) for n in Notice.objects.all()] == [(olivia, "Your invitation did not reach New Person")]
    assert asked.mail_id is not None


def test_only_administrators_try_a_mail_again(olivia, ada, post_office):
    mail = OutgoingMailFactory(state="failed", error="550 No such person")
    with pytest.raises(NotPermitted):
        retry_mail(mail=mail, by=olivia, at=NOON)
    retry_mail(mail=mail, by=ada, at=NOON)
    assert [(a.verb, a.actor, a.target_id) for a in Activity.objects.all()] == [("mail.retried", ada, mail.pk)]
    assert deliver(mail) is True


@pytest.mark.parametrize("state", ["running", "done"])
def test_a_mail_that_is_sent_or_being_sent_is_not_tried_again(ada, state):
    mail = OutgoingMailFactory(state=state)
    with pytest.raises(WrongState):
        retry_mail(mail=mail, by=ada, at=NOON)
    assert Activity.objects.count() == 0


def test_all_failed_mail_is_tried_again_at_once_but_for_what_is_not_kept(ada, olivia):
    again = OutgoingMailFactory(state="failed")
    OutgoingMailFactory(state="failed", is_private=True, text="")
    OutgoingMailFactory(state="done")
    with pytest.raises(NotPermitted):
        retry_failed_mail(by=olivia, at=NOON)
    assert retry_failed_mail(by=ada, at=NOON) == 1
    assert list(OutgoingMail.objects.claimable(NOON)) == [again]


def test_a_mail_that_cannot_be_written_waits_and_the_mails_after_it_are_sent(post_office, olivia, pat):
    broken, whole = a_mail(olivia), a_mail(pat)
    OutgoingMail.objects.filter(pk=broken.pk).update(id=4711)
    broken = OutgoingMail.objects.get(pk=4711)
    with refusing("SELECT", "partnerships_notice", broken.pk):
        send_mail([broken.pk, whole.pk])
    broken.refresh_from_db()
    assert [address for _id, address, _message in post_office.taken] == ["pat@example.org"]
    assert (broken.state, broken.error) == ("queued", "It could not be written (RowRefused).")
    assert deliver(broken, timezone.now() + timedelta(hours=1)) is True
