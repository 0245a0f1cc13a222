import re

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from partnerships.mail.operations import deliver_mail
from partnerships.models import OutgoingMail
from psp.core.mail import Postbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def verified(olivia):
    EmailAddress.objects.create(user=olivia, email=olivia.email, verified=True, primary=True)
    return olivia


def ask_for_a_new_password(client, address):
    answer = client.post(reverse("account_reset_password"), {"email": address})
    assert answer.status_code == 302
    return OutgoingMail.objects.get()


def test_a_password_reset_waits_in_the_queue_sealed_and_its_link_works(client, verified, mailoutbox, settings):
    mail = ask_for_a_new_password(client, "OLIVIA@example.org")
    assert (mail.person, mail.kind, mail.is_private, mail.subject) == (
        verified,
        "account",
        True,
        "Choose a new password",
    )
    assert (mail.text, mail.html, mailoutbox) == ("", "", [])
    with Postbox() as postbox:
        assert deliver_mail(mail_id=mail.pk, at=timezone.now(), postbox=postbox) is True
    [message] = mailoutbox
    [link] = re.findall(r"http://testserver(/\S+)", message.body)
    [(html, _type)] = message.alternatives
    assert (message.to, "List-Unsubscribe" in message.extra_headers) == (["olivia@example.org"], False)
    assert f'href="http://testserver{link}"' in html
    assert client.get(link, follow=True).context["form"].fields.keys() == {"password1", "password2"}


def test_an_address_without_an_account_is_told_so_in_the_same_way(client, verified):
    mail = ask_for_a_new_password(client, "nobody@example.org")
    assert (mail.person, mail.address, mail.is_private) == (None, "nobody@example.org", True)
    assert mail.letter.subject == "There is no account with this address"
    assert "nobody@example.org" in mail.letter.text
