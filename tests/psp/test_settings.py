"""What the environment makes of the settings. They are read afresh here, without touching those in force."""

import os
import runpy
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from psp.environment import NAMES

SETTINGS = Path(__file__).parents[2] / "psp" / "settings.py"
PRODUCTION = {
    "PSP_ENV": "production",
    "SECRET_KEY": "s" * 50,
    "BID_SEAL_KEY": "b" * 50,
    "DATABASE_URL": "postgres://a:b@localhost/c",
    "REDIS_URL": "redis://localhost:6379/0",
    "EMAIL_URL": "smtp://localhost:25",
    "ALLOWED_HOSTS": "psp.example.org",
    "BASE_URL": "https://psp.example.org",
    "DEFAULT_FROM_EMAIL": "psp@example.org",
}
OIDC = {"OIDC_SERVER_URL": "https://id.example.org", "OIDC_CLIENT_ID": "psp", "OIDC_CLIENT_SECRET": "x"}


@pytest.fixture
def read(monkeypatch, tmp_path):
    def settings_of(environment):
        for name in [name for name in os.environ if name.removesuffix("_FILE") in NAMES]:
            monkeypatch.delenv(name)
        for name, value in ({"VAR_DIR": str(tmp_path)} | environment).items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(SETTINGS))

    return settings_of


@pytest.mark.parametrize(
    ("given", "count"),
    [({}, 0), (PRODUCTION, 1), (PRODUCTION | {"TRUSTED_PROXY_COUNT": "2"}, 2)],
)
def test_proxies_are_trusted_in_production_alone(read, given, count):
    assert read(given)["ALLAUTH_TRUSTED_PROXY_COUNT"] == count


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"S3_ENDPOINT_URL": "https://s3.example.org"}, "S3_BUCKET"),
        ({"S3_ACCESS_KEY": "a", "S3_SECRET_KEY": "b"}, "S3_BUCKET"),
        ({"S3_BUCKET": "psp", "S3_ACCESS_KEY": "a"}, "S3_SECRET_KEY"),
        ({"OIDC_CLIENT_ID": "psp"}, "OIDC_SERVER_URL, OIDC_CLIENT_SECRET"),
        ({"OIDC_SERVER_URL": "https://id.example.org"}, "OIDC_CLIENT_ID, OIDC_CLIENT_SECRET"),
    ],
)
@pytest.mark.parametrize("place", [{}, PRODUCTION], ids=["embedded", "production"])
def test_settings_that_mean_nothing_alone_name_what_is_missing(read, place, given, missing):
    with pytest.raises(ImproperlyConfigured, match=f"^Set {missing} too: "):
        read(place | given)


@pytest.mark.parametrize("given", [{"S3_BUCKET": "psp"}, OIDC], ids=["bucket", "sign-on"])
def test_settings_that_are_enough_alone_start(read, given):
    assert read(given)["PRODUCTION"] is False


@pytest.mark.parametrize(("given", "trusted"), [({}, False), ({"OIDC_TRUST_EMAIL": "on"}, True)])
def test_addresses_of_a_provider_are_trusted_only_when_asked_to(read, given, trusted):
    assert read(OIDC | given)["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]["VERIFIED_EMAIL"] is trusted


def test_the_length_of_a_session_is_a_setting_and_leaves_time_to_type(read):
    assert read({})["SESSION_COOKIE_AGE"] == 12 * 3600
    assert read({"SESSION_HOURS": "0.5"})["SESSION_COOKIE_AGE"] == 1800
    with pytest.raises(ImproperlyConfigured, match="SESSION_HOURS"):
        read({"SESSION_HOURS": "0"})


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("short", "too short"),
        ("b" * 31, "too short"),
        ("", "Enter a value for BID_SEAL_KEY"),
        (f"{'b' * 50},", "empty part"),
        (f",{'b' * 50}", "empty part"),
        (f"{'b' * 50}, ,{'c' * 50}", "empty part"),
        (f"short,{'b' * 50}", "too short"),
    ],
)
def test_a_key_somebody_could_guess_is_refused(read, key, words):
    with pytest.raises(ImproperlyConfigured, match=words):
        read(PRODUCTION | {"BID_SEAL_KEY": key})
    with pytest.raises(ImproperlyConfigured, match=words):
        read({"BID_SEAL_KEY": key})


def test_a_short_key_behind_a_new_one_still_opens_what_it_sealed(read):
    assert read(PRODUCTION | {"BID_SEAL_KEY": f"{'b' * 32},short"})["BID_SEAL_KEY"] == f"{'b' * 32},short"


@pytest.mark.parametrize(("demo_mode", "errors"), [(True, ["psp.E001"]), (False, [])])
def test_demo_mode_fails_the_check_before_a_service_is_opened(settings, demo_mode, errors):
    settings.DEMO_MODE = demo_mode
    found = run_checks(tags=["security"], include_deployment_checks=True)
    assert [each.id for each in found if each.id.startswith("psp.")] == errors
