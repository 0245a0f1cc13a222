"""Attempts to sign in are limited whether or not the cache answers, and a code of a second factor counts once."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.urls import reverse
from redis.backoff import NoBackoff
from redis.retry import Retry

from psp.core import caches as forgiving
from tests.factories.post_office import free_port

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def olivia(olivia):
    EmailAddress.objects.create(user=olivia, email=olivia.email, verified=True, primary=True)
    olivia.set_password(PASSWORD)
    olivia.save()
    return olivia


@pytest.fixture
def _redis_away(settings):
    """Nothing listens where Redis should be."""
    options = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, "retry": Retry(NoBackoff(), 0)}
    backend = {"BACKEND": "psp.core.caches.ForgivingRedisCache", "OPTIONS": options}
    settings.CACHES = {"default": backend | {"LOCATION": f"redis://127.0.0.1:{free_port()}/0"}}
    yield
    forgiving.breaker.worked()


def sign_in(client, person, password):
    answer = client.post(reverse("account_login"), {"login": person.email, "password": password})
    return answer.status_code, "Too many" in answer.content.decode()


@pytest.mark.parametrize("is_away", [False, True])
def test_after_five_wrong_passwords_the_right_one_waits_too(is_away, client, olivia, request):
    if is_away:
        request.getfixturevalue("_redis_away")
    tried = [sign_in(client, olivia, f"wrong {number} word") for number in range(8)]
    assert tried == [(200, False)] * 5 + [(200, True)] * 3
    assert sign_in(client, olivia, PASSWORD) == (200, True)
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("_redis_away")
def test_another_account_signs_in_meanwhile(client, olivia, pat):
    [sign_in(client, pat, f"wrong {number} word") for number in range(8)]
    assert sign_in(client, olivia, PASSWORD)[0] == 302


@pytest.mark.usefixtures("_redis_away")
def test_a_code_of_a_second_factor_counts_once_meanwhile(olivia):
    key = TOTP.activate(olivia, "A" * 32).instance
    used = [TOTP(key)._mark_code_used("123456") for _again in range(2)]
    assert used == [True, False]


@pytest.mark.usefixtures("_redis_away")
def test_nothing_else_is_kept_in_the_process():
    cache.set("home:1", "what can be worked out again")
    assert (cache.get("home:1"), cache.get_many(["home:1"]), cache.has_key("home:1")) == (None, {}, False)


def test_what_was_counted_meanwhile_counts_once_the_cache_answers_again(tmp_path):
    """On files, as the embedded mode has them: Redis differs in nothing here."""
    forgiving.meanwhile.set("allauth:rl:login", [2.0, 1.0], 60)
    forgiving.meanwhile.add("allauth.mfa.totp.used", "y", 60)
    back = forgiving.ForgivingFileCache(str(tmp_path), {})
    assert back.get("allauth:rl:login") == [2.0, 1.0]
    back.set("allauth:rl:login", [3.0, 2.0, 1.0], 60)
    assert (forgiving.meanwhile.get("allauth:rl:login"), back.get("allauth:rl:login")) == (None, [3.0, 2.0, 1.0])
    assert (back.add("allauth.mfa.totp.used", "y"), back.has_key("allauth.mfa.totp.used")) == (False, True)
    assert (back.delete("allauth.mfa.totp.used"), back.add("allauth.mfa.totp.used", "y")) == (True, True)
