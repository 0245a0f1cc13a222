"""The secrets of a server: each made once, and Redis and the database opened by no default."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMPOSE = (ROOT / "docker-compose.yml").read_text()


@pytest.fixture
def made(tmp_path):
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci/secrets", tmp_path / ".ci/secrets")
    contents = []
    for _time in range(2):
        subprocess.run([tmp_path / ".ci/secrets"], check=True, capture_output=True)
        contents.append({path.name: path.read_text() for path in (tmp_path / "var/secrets").iterdir()})
    assert contents[0] == contents[1]
    return contents[0]


def test_every_secret_the_services_read_is_made_but_the_address_of_the_mail_server(made):
    named = set(re.findall(r"file: \./var/secrets/(\w+)", COMPOSE))
    assert named - set(made) == {"email_url"}
    assert set(made) <= named


def test_redis_asks_for_the_password_its_address_holds(made):
    assert made["redis_url"] == f"redis://:{made['redis_password']}@redis:6379/0"
    assert "--requirepass" in COMPOSE
    assert "REDIS_URL_FILE: /run/secrets/redis_url" in COMPOSE


def test_the_role_of_the_product_is_not_the_superuser_of_the_database(made):
    assert made["database_url"] == f"postgres://psp:{made['database_password']}@database:5432/psp"
    assert made["database_superuser_password"] != made["database_password"]
    role = (ROOT / ".ci/database_role").read_text()
    assert {"NOSUPERUSER", "NOCREATEDB", "NOCREATEROLE", "NOBYPASSRLS"} <= set(role.split())
    assert "POSTGRES_USER" not in COMPOSE
    assert "/docker-entrypoint-initdb.d/" in COMPOSE


@pytest.mark.parametrize("name", ["secret_key", "bid_seal_key", "database_password", "redis_password"])
def test_secrets_are_long_and_random(made, name):
    assert len(made[name]) == 64
    assert len(set(made[name])) > 20
