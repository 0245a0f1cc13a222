"""Somebody who lost their second factor sets up a new one, and the history says who let them."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.management import CommandError, call_command

from partnerships.models import Activity
from partnerships.people.operations import reset_second_factor
from psp.core.problems import Invalid, NotPermitted
from tests.conftest import NOON

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


def test_the_command_finds_the_person_by_address(guarded, capsys):
    call_command("reset_second_factor", "PAT@example.org", "--reason", WHY)
    assert "Pat Lennox had 1 second factors." in capsys.readouterr().out
    assert Authenticator.objects.count() == 0
    with pytest.raises(CommandError, match="Nobody here"):
        call_command("reset_second_factor", "nobody@example.org", "--reason", WHY)
    with pytest.raises(CommandError, match="Say how you know"):
        call_command("reset_second_factor", "pat@example.org", "--reason", " ")
