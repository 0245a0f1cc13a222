"""Secrets of second factors are ciphertext in the database, and open with the keys of the service alone."""

import importlib
import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.urls import reverse

from psp.core import integrity, second_factors
from psp.core.sealing import SealBroken, unseal

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OLD, NEW = "an older key of the service, long enough", "a newer key of the service, long enough too"


def code_of(secret):
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def kept():
    return json.dumps(list(Authenticator.objects.values_list("data", flat=True)))


def test_what_the_library_keeps_is_ciphertext_and_still_works(pat):
    TOTP.activate(pat, SECRET)
    codes = RecoveryCodes.activate(pat)
    assert SECRET not in kept()
    assert kept().count("gAAAA") == 2
    assert Authenticator.objects.get(type="totp").wrap().validate_code(code_of(SECRET))
    assert codes.validate_code(codes.generate_codes()[0])
    assert not Authenticator.objects.get(type="totp").wrap().validate_code("000000x")


def test_what_opens_a_second_factor_opens_no_bid(settings):
    encrypted = second_factors.encrypt(SECRET)
    with pytest.raises(SealBroken):
        unseal(encrypted)
    with pytest.raises(SealBroken):
        second_factors.decrypt(SECRET)
    settings.BID_SEAL_KEY = NEW
    with pytest.raises(SealBroken):
        second_factors.decrypt(encrypted)


def test_the_secret_of_an_app_being_set_up_is_not_in_the_session_in_the_clear(olivia, client):
    olivia.emailaddress_set.create(email=olivia.email, verified=True, primary=True)
    client.force_login(olivia)
    client.post(reverse("account_reauthenticate"), {"password": "correct horse battery"})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    sessions = [row.get_decoded() for row in Session.objects.all()]
    assert any("mfa.totp.secret" in session for session in sessions)
    assert secret not in json.dumps(sessions)
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert answer.status_code == 302
    assert second_factors.decrypt(Authenticator.objects.get(type="totp").data["secret"]) == secret


def test_an_upgrade_encrypts_what_was_kept_in_the_clear_once(pat, edie):
    migration = importlib.import_module("partnerships.migrations.0019_encrypt_second_factors")
    Authenticator.objects.create(user=pat, type="totp", data={"secret": SECRET})
    Authenticator.objects.create(user=pat, type="recovery_codes", data={"seed": "ab" * 40, "used_mask": 3})
    Authenticator.objects.create(
        user=edie, type="recovery_codes", data={"migrated_codes": ["12345678"], "used_mask": 0}
    )
    migration.encrypt(apps, None)
    once = kept()
    assert [word for word in (SECRET, "ab" * 40, "12345678") if word in once] == []
    assert Authenticator.objects.get(type="totp").wrap().validate_code(code_of(SECRET))
    codes = Authenticator.objects.get(user=pat, type="recovery_codes")
    assert (second_factors.decrypt(codes.data["seed"]), codes.data["used_mask"]) == ("ab" * 40, 3)
    assert Authenticator.objects.get(user=edie).wrap().get_unused_codes() == ["12345678"]
    migration.encrypt(apps, None)
    assert second_factors.decrypt(Authenticator.objects.get(type="totp").data["secret"]) == SECRET


def test_a_new_key_takes_over_and_the_old_one_can_go(pat, settings, capsys):
    settings.BID_SEAL_KEY = OLD
    TOTP.activate(pat, SECRET)
    RecoveryCodes.activate(pat)
    settings.BID_SEAL_KEY = f"{NEW},{OLD}"
    call_command("renew_seals")
    assert "2 second factors." in capsys.readouterr().out
    call_command("renew_seals")
    assert "0 second factors." in capsys.readouterr().out
    settings.BID_SEAL_KEY = NEW
    assert Authenticator.objects.get(type="totp").wrap().validate_code(code_of(SECRET))
    settings.BID_SEAL_KEY = OLD
    with pytest.raises(CommandError, match="lacks a key"):
        call_command("renew_seals")


def test_a_renewal_says_how_many_second_factors_no_key_opens(pat):
    TOTP.activate(pat, SECRET)
    Authenticator.objects.update(data={"secret": "gAAAAA-altered"})
    with pytest.raises(CommandError, match="No key opens 1 second factors"):
        call_command("renew_seals")


def test_an_altered_second_factor_is_refused_in_words_and_recovery_codes_too(pat, client, settings):
    TOTP.activate(pat, SECRET)
    Authenticator.objects.update(data={"secret": "gAAAAA-altered"})
    pat.emailaddress_set.create(email=pat.email, verified=True, primary=True)
    client.post(reverse("account_login"), {"login": pat.email, "password": "correct horse battery"})
    answer = client.post(reverse("mfa_authenticate"), {"code": code_of(SECRET)})
    assert answer.status_code == 409
    assert client.get("/").status_code == 302


def test_verification_names_a_second_factor_that_does_not_open(pat, edie):
    TOTP.activate(pat, SECRET)
    broken = Authenticator.objects.create(user=edie, type="totp", data={"secret": "gAAAAA-altered"})
    [step] = integrity.run("second_factors")
    assert (step.checked, [problem.what for problem in step.problems]) == (2, [integrity.name_of(broken)])
