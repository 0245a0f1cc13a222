import re

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.urls import reverse
from django.utils import timezone

from partnerships.accounts.operations import reset_second_factor
from partnerships.mail.operations import deliver_mail
from partnerships.models import OutgoingMail
from psp.core.mail import Postbox
from tests.factories.people import UserFactory

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


@pytest.mark.parametrize("name", ["account_login", "account_reset_password", "account_email"])
def test_the_account_pages_have_one_word_for_an_address(client, verified, name):
    if name == "account_email":
        client.force_login(verified)
    words = re.sub(r"<[^>]*>", " ", client.get(reverse(name)).content.decode())
    assert (re.findall(r"(?i)\bemail\b", words), "-mail address" in words) == ([], True)


def test_an_address_without_an_account_is_told_so_in_the_same_way(client, verified):
    mail = ask_for_a_new_password(client, "nobody@example.org")
    assert (mail.person, mail.address, mail.is_private) == (None, "nobody@example.org", True)
    assert mail.letter.subject == "There is no account with this address"
    assert "nobody@example.org" in mail.letter.text


@pytest.mark.parametrize("demo_mode", [True, False])
def test_demonstration_people_sign_in_only_in_demo_mode(client, verified, settings, demo_mode):
    type(verified).objects.filter(pk=verified.pk).update(is_demo=True)
    settings.DEMO_MODE = demo_mode
    client.post(reverse("account_login"), {"login": verified.email, "password": "correct horse battery"})
    assert ("_auth_user_id" in client.session) is demo_mode


def test_sessions_of_demonstration_people_end_with_demo_mode(client, olivia, settings):
    type(olivia).objects.filter(pk=olivia.pk).update(is_demo=True)
    client.force_login(olivia)
    settings.DEMO_MODE = True
    assert client.get(reverse("account")).status_code == 200
    settings.DEMO_MODE = False
    assert client.get(reverse("account")).status_code == 302


def test_limits_count_by_the_address_the_proxy_saw(client, verified, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}

    def sign_in(forwarded):
        told = {"login": "nobody@example.org", "password": "wrong"}
        return client.post(reverse("account_login"), told, headers={"X-Forwarded-For": forwarded}).status_code

    assert [sign_in(address) for address in ("192.0.2.1", "192.0.2.1", "192.0.2.2")] == [200, 429, 200]
    assert sign_in("198.51.100.7, 192.0.2.1") == 429


def test_a_demonstration_person_asked_again_who_they_are_is_told_the_password_and_nobody_else(client, olivia, settings):
    settings.DEMO_MODE = True
    client.force_login(olivia)
    said = []
    for is_demo in (True, False):
        type(olivia).objects.filter(pk=olivia.pk).update(is_demo=is_demo)
        page = client.get(reverse("account_reauthenticate")).content.decode()
        said.append(settings.DEMO_PASSWORD in page)
    assert said == [True, False]


@pytest.mark.parametrize("onward", ["nowhere", "//evil.example", "/\x00", "javascript:a()"])
def test_signing_in_leads_to_addresses_of_ours_alone(client, db, settings, onward):
    settings.DEMO_MODE = True
    UserFactory(email="demo@example.org", is_demo=True)
    assert client.post(reverse("demo_sign_in"), {"email": "demo@example.org", "next": onward}).url == "/"
    assert client.post(reverse("demo_sign_in"), {"email": "demo@\x00example"}).status_code == 404


def test_a_one_click_session_is_listed_and_ended_with_the_others(client, db, settings, ada):
    """By this list a person is signed out everywhere, such as when their second factor is reset."""
    settings.DEMO_MODE = True
    person = UserFactory(email="demo@example.org", is_demo=True)
    client.post(reverse("demo_sign_in"), {"email": "demo@example.org"})
    assert [session.user for session in UserSession.objects.all()] == [person]
    reset_second_factor(person=person, reason="Called back", by=ada, at=timezone.now())
    assert client.get(reverse("home")).status_code == 302
