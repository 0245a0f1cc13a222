import pytest
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
