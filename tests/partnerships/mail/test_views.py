import re

import pytest
from django.urls import reverse
from django.utils import timezone

from partnerships.invitations.operations import invite
from partnerships.mail.operations import deliver_mail, queue_mail
from partnerships.models import OutgoingMail
from psp.core.mail import Postbox
from tests.conftest import NOON
from tests.factories.notifications import NoticeFactory, OutgoingMailFactory

pytestmark = pytest.mark.django_db
LIST = "/mail/"


def pages(mail):
    return [LIST, "/mail/retry/", f"/mail/{mail.pk}/", f"/mail/{mail.pk}/retry/"]


def test_administrators_alone_see_the_queue(signed_in, olivia, pat, ada):
    mail = OutgoingMailFactory()
    for person, expected in ((olivia, [403, 403, 404, 404]), (pat, [403, 403, 404, 404]), (ada, [200] * 4)):
        client = signed_in(person)
        assert [client.get(url).status_code for url in pages(mail)] == expected


def test_nobody_else_sends_a_mail_again(signed_in, olivia):
    mail = OutgoingMailFactory(state="failed")
    client = signed_in(olivia)
    assert [client.post(url).status_code for url in ("/mail/retry/", f"/mail/{mail.pk}/retry/")] == [403, 404]
    mail.refresh_from_db()
    assert mail.state == "failed"


def test_the_queue_shows_what_went_wrong_and_the_page_what_it_says(signed_in, ada):
    mail = OutgoingMailFactory(state="failed", error="550 No such person", attempts=3)
    client = signed_in(ada)
    assert "550 No such person" in client.get(LIST).content.decode()
    page = client.get(mail.get_absolute_url()).content.decode()
    for words in ("550 No such person", "The pilot has started.", mail.message_id[1:-1]):
        assert words in page


def test_what_a_private_mail_says_is_shown_nowhere(signed_in, ada):
    context = {"notice": NoticeFactory(title="secret-link"), "due_in_words": ""}
    mail = queue_mail(
        template="notice", context=context, to="new@example.org", kind="account", at=NOON, is_private=True
    )
    OutgoingMail.objects.update(subject="Choose a new password")
    client = signed_in(ada)
    shown = client.get(mail.get_absolute_url()).content.decode() + client.get(LIST).content.decode()
    shown += b"".join(client.get(f"{LIST}?format=csv").streaming_content).decode()
    assert ("Choose a new password" in shown, "secret-link" in shown, mail.sealed in shown) == (True, False, False)


def an_invitation(ada):
    invite(email="new@example.org", name="New", role="development_officer", by=ada, at=timezone.now())
    mail = OutgoingMail.objects.get()
    with Postbox() as postbox:
        assert deliver_mail(mail_id=mail.pk, at=timezone.now(), postbox=postbox)
    return mail


def test_mail_that_stays_on_this_machine_is_readable_with_its_link(signed_in, ada, settings, tmp_path, client):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    mail = an_invitation(ada)
    page = signed_in(ada).get(mail.get_absolute_url()).content.decode()
    [link] = set(re.findall(r'href="http://[^/"]+(/invitations/accept/[^"]+)"', page))
    assert "reaches nobody" in page
    client.logout()
    assert client.get(link).status_code == 200


@pytest.mark.parametrize("production", [True, False])
def test_mail_that_is_really_sent_is_forgotten_even_into_files_of_production(
    signed_in, ada, settings, tmp_path, production
):
    if production:
        settings.PRODUCTION = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
        settings.EMAIL_FILE_PATH = tmp_path / "mail"
    mail = an_invitation(ada)
    assert OutgoingMail.objects.get().sealed == ""
    page = signed_in(ada).get(mail.get_absolute_url()).content.decode()
    assert ("shown to nobody" in page, "/invitations/accept/" in page) == (True, False)


@pytest.mark.parametrize(
    ("query", "addresses"),
    [
        ("", {"a@example.org", "b@example.org", "c@example.org"}),
        ("?state=failed", {"b@example.org"}),
        ("?q=a@example", {"a@example.org"}),
        ("?q=pilot", {"a@example.org", "b@example.org", "c@example.org"}),
        ("?sent_to=pat", {"c@example.org"}),
        ("?state=lost&sort=sealed&page=-1", {"a@example.org", "b@example.org", "c@example.org"}),
    ],
)
def test_the_queue_is_filtered(signed_in, ada, pat, query, addresses):
    OutgoingMailFactory(address="a@example.org")
    OutgoingMailFactory(address="b@example.org", state="failed")
    OutgoingMailFactory(address="c@example.org", state="done", person=pat)
    page = signed_in(ada).get(LIST + query)
    assert {mail.address for mail in page.context["object_list"]} == addresses


def test_the_queue_asks_the_database_no_more_for_three_than_for_one(signed_in, ada, django_assert_num_queries):
    client = signed_in(ada)
    for count in (1, 2):
        for _ in range(count):
            OutgoingMailFactory()
        with django_assert_num_queries(7):
            client.get(LIST)


def test_the_spreadsheet_lists_the_queue_without_what_the_mails_say(signed_in, ada):
    OutgoingMailFactory(state="failed", error="550 No such person", text="What it says")
    lines = b"".join(signed_in(ada).get(f"{LIST}?format=csv").streaming_content).decode()
    assert ("550 No such person" in lines, "What it says" in lines) == (True, False)


def test_a_failed_mail_is_tried_again_and_sending_the_form_twice_counts_once(signed_in, ada):
    mail = OutgoingMailFactory(state="failed")
    url = reverse("retry_mail", args=[mail.pk])
    client = signed_in(ada)
    token = client.get(url).context["once"]
    for _time in range(2):
        answer = client.post(url, {"once": token})
        assert (answer.status_code, answer.url) == (302, mail.get_absolute_url())
    mail.refresh_from_db()
    assert mail.state == "queued"


def test_a_mail_that_was_sent_meanwhile_is_not_tried_again(signed_in, ada):
    mail = OutgoingMailFactory(state="done")
    assert signed_in(ada).post(reverse("retry_mail", args=[mail.pk])).status_code == 422


def test_all_failed_mail_is_tried_again(signed_in, ada):
    for _ in range(2):
        OutgoingMailFactory(state="failed")
    answer = signed_in(ada).post("/mail/retry/", follow=True)
    assert "2 mails are on their way" in answer.content.decode()
    assert OutgoingMail.objects.filter(state="queued").count() == 2
