"""A mistake in a setting stops the start, in words; it never opens a door."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from psp.environment import NAMES
from tests.psp.test_settings import OIDC, PRODUCTION, SETTINGS, read  # noqa: F401  read is a fixture

README = SETTINGS.parents[1] / "README.md"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[("PSP_ENV", value) for value in ("prod", "Production", "PRODUCTION", " production", "staging", "")],
        *[("DEMO_MODE", value) for value in ("", "offf", "disabled", "2")],
        *[(name, "ture") for name in ("DEBUG", "OIDC_TRUST_EMAIL")],
        *[("TRUSTED_PROXY_COUNT", value) for value in ("-1", "one", "1.5", "")],
        *[("SESSION_HOURS", value) for value in ("0", "-3", "nan", "inf", "half")],
        *[("PORT", value) for value in ("-1", "70000", "http")],
        *[("WORK_LEASE_SECONDS", value) for value in ("0", "soon")],
        ("DATABASE_URL", "mysql://localhost/psp"),
        ("DATABASE_URL", "psp"),
        ("REDIS_URL", "localhost:6379"),
        ("BASE_URL", "psp.example.org"),
        ("S3_ENDPOINT_URL", "s3.example.org"),
        ("EMAIL_URL", "dummymail://"),
        ("OIDC_SERVER_URL", "id.example.org"),
    ],
)
def test_what_a_setting_does_not_know_is_refused_by_name(read, name, value):  # noqa: F811
    with pytest.raises(ImproperlyConfigured, match=name):
        read(OIDC | {"S3_BUCKET": "psp"} | {name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECURE_SSL_REDIRECT", "ture"),
        ("SECURE_HSTS_SECONDS", "-1"),
        ("DEBUG", "on"),
        ("DEMO_MODE", "on"),
        ("EMAIL_URL", "consolemail://"),
        ("OIDC_SERVER_URL", "http://id.example.org"),
    ],
)
def test_production_refuses_what_would_leave_it_open(read, name, value):  # noqa: F811
    with pytest.raises(ImproperlyConfigured, match=name):
        read(PRODUCTION | OIDC | {name: value})


@pytest.mark.parametrize("value", ["", "  "], ids=["empty", "blank"])
@pytest.mark.parametrize("name", sorted(NAMES))
@pytest.mark.parametrize("place", [{}, PRODUCTION | OIDC], ids=["embedded", "production"])
def test_a_setting_that_is_given_but_empty_is_refused(read, place, name, value):  # noqa: F811
    with pytest.raises(ImproperlyConfigured, match=f"^Enter a value for {name}, or leave it out. See README"):
        read(place | {name: value})


def test_all_that_is_empty_is_named_at_once(read):  # noqa: F811
    with pytest.raises(ImproperlyConfigured, match=r"^Enter a value for METRICS_TOKEN, S3_BUCKET, or"):
        read({"S3_BUCKET": "", "METRICS_TOKEN": ""})


@pytest.mark.processes
@pytest.mark.parametrize(
    "command", [["manage.py", "check"], ["-m", "celery", "-q", "-A", "psp.celery", "worker"]], ids=["manage", "celery"]
)
def test_a_mistake_ends_a_process_with_one_sentence(command, tmp_path):
    given = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), "PSP_ENV": "prod"}
    ended = subprocess.run(
        [sys.executable, *command], check=False, cwd=SETTINGS.parents[1], env=given, capture_output=True, text=True
    )
    said = "PSP_ENV is “prod”: write embedded or production. See README, Configuration.\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", said)


def test_a_refused_address_is_not_repeated_since_it_may_hold_a_password(read):  # noqa: F811
    with pytest.raises(ImproperlyConfigured) as refused:
        read(PRODUCTION | {"DATABASE_URL": "mysql://psp:hunter2@localhost/psp"})
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    "name", ["SECRET_KEY", "BID_SEAL_KEY", "DATABASE_URL", "SECRET_KEY_FALLBACKS", "S3_SECRET_KEY"]
)
@pytest.mark.parametrize("kind", ["no name", "no file", "empty", "blank"])
def test_a_file_that_holds_no_value_is_refused(read, tmp_path, name, kind):  # noqa: F811
    file = tmp_path / "secret"
    if kind in {"empty", "blank"}:
        file.write_text(" \n" if kind == "blank" else "")
    with pytest.raises(ImproperlyConfigured, match=f"^{name}_FILE "):
        read(PRODUCTION | {f"{name}_FILE": "" if kind == "no name" else str(file)})


def test_a_file_is_read_without_the_line_break_an_editor_leaves(read, tmp_path):  # noqa: F811
    file = tmp_path / "database_url"
    file.write_text("postgres://a:b@database:5432/psp\n")
    given = {name: value for name, value in PRODUCTION.items() if name != "DATABASE_URL"}
    assert read(given | {"DATABASE_URL_FILE": str(file)})["DATABASES"]["default"]["NAME"] == "psp"


@pytest.mark.parametrize(("word", "on"), [("on", True), ("TRUE", True), ("1", True), ("off", False), ("No", False)])
def test_words_for_on_and_off(read, word, on):  # noqa: F811
    assert read({"DEMO_MODE": word})["DEMO_MODE"] is on


def test_the_readme_lists_every_setting_and_no_other():
    table = re.search(r"\| setting \|.*?\n\n", README.read_text(), re.DOTALL)
    rows = table[0].strip().splitlines()[2:]
    named = {name for row in rows for name in re.findall(r"`([A-Z][A-Z0-9_]+)`", row.split("|")[1])}
    assert named == NAMES


def test_the_code_reads_no_setting_that_is_not_listed():
    text = "".join((Path(SETTINGS.parent) / name).read_text() for name in ("settings.py", "web_server.py"))
    read_there = set(re.findall(r'_?env\.\w+\(\s*"([A-Z0-9_]+)"', text))
    assert read_there >= {"PSP_ENV", "DEMO_MODE", "WEB_THREADS"}
    assert read_there <= NAMES
