import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from psp.core.nearby import is_nearby

ELSEWHERE = [
    {"REMOTE_ADDR": "192.0.2.7"},
    {"REMOTE_ADDR": "172.17.0.1"},
    {"REMOTE_ADDR": ""},
    {"REMOTE_ADDR": "unix:"},
    {"REMOTE_ADDR": "::ffff:192.0.2.7"},
    {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
    {"HTTP_X_FORWARDED_PROTO": "https"},
    {"HTTP_FORWARDED": "for=127.0.0.1"},
    {"HTTP_X_REAL_IP": "127.0.0.1"},
    {"HTTP_VIA": "1.1 proxy"},
    {"HTTP_HOST": "psp.example.org"},
    {"HTTP_HOST": "192.0.2.1:8000"},
    {"SERVER_PROTOCOL": "HTTP/1.0"},
]
HERE = [
    {},
    {"REMOTE_ADDR": "127.0.0.5"},
    {"REMOTE_ADDR": "::1"},
    {"REMOTE_ADDR": "::ffff:127.0.0.1"},
    {"HTTP_HOST": "localhost:8000"},
    {"HTTP_HOST": "127.0.0.1:8000"},
    {"HTTP_HOST": "[::1]:8000"},
    {"HTTP_HOST": "psp.localhost"},
]


@pytest.mark.parametrize("given", HERE)
def test_this_machine_is_nearby(rf, settings, given):
    settings.ALLOWED_HOSTS = ["*"]
    assert is_nearby(rf.get("/", **given)) is True


@pytest.mark.parametrize("given", ELSEWHERE)
def test_nothing_else_is(rf, settings, given):
    settings.ALLOWED_HOSTS = ["*"]
    assert is_nearby(rf.get("/", **given)) is False


def test_nobody_is_where_a_proxy_stands_in_front(rf, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert is_nearby(rf.get("/")) is False


@pytest.fixture
def demo_person(olivia, settings):
    settings.DEMO_MODE, settings.ALLOWED_HOSTS = True, ["*"]
    type(olivia).objects.filter(pk=olivia.pk).update(is_demo=True)
    return olivia


@pytest.mark.parametrize("given", [{}, *ELSEWHERE])
@pytest.mark.django_db
def test_one_click_sign_in_answers_on_this_machine_alone(client, demo_person, given):
    page = client.get(reverse("account_login"), **given)
    answer = client.post(reverse("demo_sign_in"), {"email": demo_person.email}, **given)
    is_here = not given
    assert (b'action="/demo/sign-in/"' in page.content) is is_here
    assert (answer.status_code, "_auth_user_id" in client.session) == ((302, True) if is_here else (404, False))


@pytest.mark.parametrize("given", [{}, {"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}])
@pytest.mark.django_db
def test_the_password_everyone_knows_opens_nothing_from_elsewhere(client, demo_person, given):
    EmailAddress.objects.create(user=demo_person, email=demo_person.email, verified=True, primary=True)
    told = {"login": demo_person.email, "password": "correct horse battery"}
    client.post(reverse("account_login"), told, **given)
    assert ("_auth_user_id" in client.session) is (not given)


@pytest.mark.parametrize(("given", "led_to"), [({}, 200), ({"REMOTE_ADDR": "192.0.2.7"}, 302)])
@pytest.mark.django_db
def test_the_second_factor_is_left_out_on_this_machine_alone(client, ada, settings, given, led_to):
    settings.DEMO_MODE = True
    client.force_login(ada)
    assert client.get(reverse("home"), **given).status_code == led_to
