import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from prometheus_client.parser import text_string_to_metric_families

from partnerships.people.models import new_secret
from tests.factories.notifications import OutgoingMailFactory
from tests.psp.test_settings import read  # noqa: F401  a fixture

TOKEN = "a token nobody guesses at all"


@pytest.fixture
def ask(client, db, settings):
    settings.METRICS_TOKEN = TOKEN

    def asked(authorization=f"Bearer {TOKEN}"):
        return client.get(reverse("metrics"), headers={"Authorization": authorization} if authorization else {})

    return asked


def samples(answer):
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN])
def test_without_the_token_the_page_is_not_there(ask, authorization):
    assert ask(authorization).status_code == 404


def test_without_a_token_in_the_settings_nobody_reads_it(ask, settings):
    settings.METRICS_TOKEN = ""
    assert [ask(words).status_code for words in ("Bearer ", "Bearer", "")] == [404, 404, 404]


def test_requests_are_counted_by_route_and_never_by_address(ask, client):
    before = samples(ask()).get(("psp_requests_total", "404", "GET", "accept_invitation"), 0)
    secret = new_secret()
    client.get(reverse("accept_invitation", args=[secret]))
    client.get(f"/no-such-page/{secret}/")
    answer = ask()
    assert samples(answer)["psp_requests_total", "404", "GET", "accept_invitation"] == before + 1
    assert secret not in answer.content.decode()


def test_the_state_of_the_service_is_there(ask):
    OutgoingMailFactory(state="failed")
    found = samples(ask())
    assert (found["psp_up",], found["psp_database_up",], found["psp_mail_failed",]) == (1, 1, 1)


def test_a_token_that_can_be_guessed_is_refused(read):  # noqa: F811
    with pytest.raises(ImproperlyConfigured, match="METRICS_TOKEN"):
        read({"METRICS_TOKEN": "short"})
