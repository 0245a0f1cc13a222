"""Who signs in, who fails and who is locked out is logged by id: no address, no password, nothing typed."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from structlog.testing import capture_logs

from partnerships.models import Activity
from tests.factories.people import UserFactory

PASSWORD, WRONG = "correct horse battery", "a wrong one, typed in clear"


@pytest.fixture
def person(db):
    found = UserFactory(email="someone@example.org")
    found.emailaddress_set.create(email=found.email, verified=True, primary=True)
    return found


def sign_in(client, address, password):
    with capture_logs() as lines:
        client.post(reverse("account_login"), {"login": address, "password": password})
    assert address not in str(lines)
    assert password not in str(lines)
    return [
        (line["event"], line.get("user_id")) for line in lines if "sign" in line["event"] or "factor" in line["event"]
    ]


def test_a_sign_in_and_a_sign_out_are_logged(client, person):
    assert sign_in(client, person.email, PASSWORD) == [("signed_in", person.pk)]
    with capture_logs() as lines:
        client.post(reverse("account_logout"))
    assert ("signed_out", person.pk) in [(line["event"], line.get("user_id")) for line in lines]


@pytest.mark.parametrize("address", ["SomeOne@example.org", "nobody@example.org"])
def test_a_failure_names_the_account_if_there_is_one(client, person, address):
    expected = person.pk if address.lower() == person.email else None
    assert sign_in(client, address, WRONG) == [("sign_in_failed", expected)]


def test_a_lockout_is_logged(client, person):
    events = [sign_in(client, person.email, WRONG) for _try in range(7)]
    assert [("sign_in_locked", person.pk)] in events


def test_a_wrong_code_is_logged(client, person):
    TOTP.activate(person, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    assert sign_in(client, person.email, PASSWORD) == []
    with capture_logs() as lines:
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert ("second_factor_failed", person.pk) in [(line["event"], line.get("user_id")) for line in lines]


def test_a_change_of_how_somebody_signs_in_stands_in_the_history(client, person):
    sign_in(client, person.email, PASSWORD)
    sent = {"oldpassword": PASSWORD, "password1": "gannet marble thistle", "password2": "gannet marble thistle"}
    client.post(reverse("account_change_password"), sent)
    [entry] = Activity.objects.filter(verb="password.changed")
    assert (entry.target, entry.actor, entry.is_private, entry.changes) == (person, person, True, [])
