from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from tests.factories.identity_provider import IdentityProvider


@pytest.fixture
def provider(settings):
    with IdentityProvider(email="olivia@example.org") as provider:
        app = {
            "provider_id": "sso",
            "name": "The council",
            "client_id": "psp",
            "secret": "x",
            "settings": {"server_url": provider.url},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield provider


@pytest.fixture
def verified(olivia):
    EmailAddress.objects.create(user=olivia, email=olivia.email, verified=True, primary=True)
    return olivia


def sign_on(client):
    """Go to the provider, and come back with its code as a browser would."""
    asked = client.post(reverse("openid_connect_login", args=["sso"]))
    [state] = parse_qs(urlsplit(asked.url).query)["state"]
    return client.get(reverse("openid_connect_callback", args=["sso"]), {"code": "c", "state": state})


@pytest.mark.parametrize(
    ("claims", "trusted", "is_signed_in"),
    [
        ({"email_verified": True}, False, True),
        ({}, False, False),
        ({}, True, True),
        ({"email_verified": True, "email": "nobody@example.org"}, True, False),
    ],
)
def test_who_has_an_account_signs_in_with_an_address_the_provider_or_the_setting_vouches_for(
    client, verified, provider, settings, claims, trusted, is_signed_in
):
    provider.claims |= claims
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["VERIFIED_EMAIL"] = trusted
    answer = sign_on(client)
    assert client.session.get("_auth_user_id") == (str(verified.pk) if is_signed_in else None)
    is_unconfirmed = not claims and not trusted
    assert ("socialaccount/address_not_confirmed.html" in [t.name for t in answer.templates]) is is_unconfirmed


@pytest.mark.parametrize("address", ["olivia@example.org", "nobody@example.org"])
def test_whoever_the_provider_does_not_vouch_for_is_told_how_to_connect_the_accounts(
    client, verified, provider, address
):
    provider.claims |= {"email": address}
    page = sign_on(client).content.decode()
    assert (reverse("account_login") in page, address in page) == (True, False)


def test_the_account_page_leads_to_the_connections_where_there_is_a_provider(signed_in, olivia, provider, settings):
    address = reverse("socialaccount_connections")
    assert address in signed_in(olivia).get(reverse("account")).content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert address not in signed_in(olivia).get(reverse("account")).content.decode()
