"""Somebody who lost their second factor sets up a new one, and the history says who let them."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.management import CommandError, call_command
from django.urls import reverse

from partnerships.accounts.operations import reset_second_factor
from partnerships.models import Activity, Notice, OutgoingMail
from psp.core.problems import Invalid, NotPermitted
from tests.conftest import NOON
from tests.factories.people import UserFactory

WHY = "Called back on the number in the directory"


@pytest.fixture
def guarded(pat, signed_in):
    """Pat with an authenticator app, recovery codes and an open session."""
    for kind in (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES):
        Authenticator.objects.create(user=pat, type=kind, data={})
    client = signed_in(pat)
    UserSession.objects.create(
        user=pat, session_key=client.session.session_key, ip="192.0.2.1", user_agent="x", created_at=NOON
    )
    return pat


def test_the_factors_go_the_sessions_end_and_it_is_recorded(guarded, ada):
    assert reset_second_factor(person=guarded, reason=WHY, by=ada, at=NOON) == 1
    assert (Authenticator.objects.count(), UserSession.objects.count()) == (0, 0)
    entry = Activity.objects.get(verb="second_factor.reset")
    assert (entry.target, entry.actor, entry.note, entry.is_private) == (guarded, ada, WHY, True)


def test_it_takes_another_administrator_and_a_reason(guarded, olivia, ada):
    with pytest.raises(NotPermitted):
        reset_second_factor(person=guarded, reason=WHY, by=olivia, at=NOON)
    with pytest.raises(NotPermitted):
        reset_second_factor(person=ada, reason=WHY, by=ada, at=NOON)
    with pytest.raises(Invalid):
        reset_second_factor(person=guarded, reason=" ", by=ada, at=NOON)
    assert Authenticator.objects.count() == 2


def test_the_person_gets_a_mail_and_the_other_administrators_are_notified(guarded, ada):
    other = UserFactory(role="administrator", name="Una Gray")
    reset_second_factor(person=guarded, reason=WHY, by=ada, at=NOON)
    mail = OutgoingMail.objects.get(address=guarded.email)
    assert "Ada Munro reset the second factor" in mail.text
    assert list(Notice.objects.values_list("person__name", "title")) == [
        (other.name, "Ada Munro reset the second factor of Pat Lennox")
    ]
    assert Notice.objects.visible_to(other).exists()
    other.role = "development_officer"
    assert not Notice.objects.visible_to(other).exists()


def test_an_administrator_resets_it_on_the_persons_page_after_confirming_who_they_are(guarded, ada, client):
    client.force_login(ada)
    address = reverse("reset_second_factor", args=[guarded.pk])
    assert address in client.get(guarded.get_absolute_url()).content.decode()
    answer = client.get(address)
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, reverse("account_reauthenticate"))
    client.post(address, {"note": WHY})
    assert Authenticator.objects.count() == 2
    client.post(reverse("account_reauthenticate") + f"?next={address}", {"password": "correct horse battery"})
    page = client.get(address)
    assert page.status_code == 200
    assert client.post(address, {"note": " "}).status_code == 422
    assert client.post(address, {"note": WHY}).url == guarded.get_absolute_url()
    assert Authenticator.objects.count() == 0


@pytest.mark.parametrize("who", ["olivia", "pat"])
def test_nobody_else_opens_that_page(who, guarded, signed_in, request):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(reverse("reset_second_factor", args=[guarded.pk])).status_code == 403
    assert client.post(reverse("reset_second_factor", args=[guarded.pk]), {"note": WHY}).status_code == 403


def test_the_command_finds_the_person_by_address(guarded, capsys):
    call_command("reset_second_factor", "PAT@example.org", "--reason", WHY)
    assert "Pat Lennox had 1 second factors." in capsys.readouterr().out
    assert Authenticator.objects.count() == 0
    with pytest.raises(CommandError, match="Nobody here"):
        call_command("reset_second_factor", "nobody@example.org", "--reason", WHY)
    with pytest.raises(CommandError, match="Say how you know"):
        call_command("reset_second_factor", "pat@example.org", "--reason", " ")
