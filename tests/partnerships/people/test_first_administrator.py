import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.management import call_command
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_the_first_administrator_is_made_at_the_server_and_led_to_a_second_factor(client, settings, monkeypatch):
    settings.DEMO_MODE = False
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "correct horse battery")
    call_command("createsuperuser", interactive=False, email="Ada@Example.org", name="Ada Munro", verbosity=0)
    told = {"login": "ada@example.org", "password": "correct horse battery"}
    answer = client.post(reverse("account_login"), told, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("mfa_index")
    assert "Set up a second factor" in answer.content.decode()
    # The password was typed a moment ago: it is not asked for again.
    for name in ("mfa_activate_totp", "mfa_add_webauthn"):
        assert client.get(reverse(name)).status_code == 200


def test_who_has_a_second_factor_is_asked_again_before_it_is_changed(client, settings, ada):
    settings.DEMO_MODE = False
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True, primary=True)
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(ada, secret)
    told = {"login": ada.email, "password": "correct horse battery"}
    client.post(reverse("account_login"), told, follow=True)
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    client.post(reverse("mfa_authenticate"), {"code": code}, follow=True)
    assert client.session["_auth_user_id"] == str(ada.pk)
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 302
