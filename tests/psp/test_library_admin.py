"""Administrators read what the sign-in library keeps, without its secrets, and change nothing of it past the product."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from psp.core.admin import ReadAdmin

OURS = {"partnerships", "procurement", "evaluation"}
ODD = ["kirkton 𝕜 🏴 ا ب ß ' -- % _ \\ <b> -1 " + "1" * 400, "\x00"]


def name_of(model):
    return f"{model._meta.app_label}_{model._meta.model_name}"


def registered():
    return sorted(admin.site._registry, key=name_of)


@pytest.fixture
def of_pat(pat):
    """An address, a second factor, a session and a sign-on of Pat's."""
    moment = timezone.now()
    session = {"ip": "192.0.2.1", "user_agent": "x", "created_at": moment, "session_key": "k" * 32}
    return [
        EmailAddress.objects.create(user=pat, email="p@example.org", verified=False),
        Authenticator.objects.create(user=pat, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"}),
        UserSession.objects.create(user=pat, **session),
        SocialAccount.objects.create(user=pat, provider="sso", uid="uid-of-pat", extra_data={"token": "tok-of-pat"}),
    ]


def test_pages_of_libraries_change_nothing(of_pat, signed_in, ada):
    client = signed_in(ada)
    for row in of_pat:
        name, before = name_of(type(row)), type(row).objects.values().get(pk=row.pk)
        page = client.get(reverse(f"admin:{name}_change", args=[row.pk]))
        assert page.status_code == 200
        for secret in ("JBSWY3DPEHPK3PXP", "k" * 32, "uid-of-pat", "tok-of-pat"):
            assert secret not in page.content.decode()
        assert (
            client.post(reverse(f"admin:{name}_change", args=[row.pk]), {"email": "x@example.org"}).status_code == 403
        )
        assert client.post(reverse(f"admin:{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
        assert client.get(reverse(f"admin:{name}_add")).status_code == 403
        for action in ("make_verified", "delete_selected"):
            client.post(reverse(f"admin:{name}_changelist"), {"action": action, "_selected_action": [row.pk]})
        assert type(row).objects.values().get(pk=row.pk) == before


def test_every_page_of_the_admin_is_built_on_ours():
    """A library that brings a page of its own is noticed here."""
    assert [name_of(model) for model in registered() if not isinstance(admin.site._registry[model], ReadAdmin)] == []
    kept = {model for model in apps.get_models() if model._meta.app_label not in OURS}
    shown = {name_of(model) for model in kept if model in admin.site._registry}
    assert shown == {
        "account_emailaddress",
        "mfa_authenticator",
        "socialaccount_socialaccount",
        "usersessions_usersession",
    }


def test_every_list_is_searched_by_odd_words(signed_in, ada):
    client, wrong = signed_in(ada), {}
    for model in registered():
        url = reverse(f"admin:{name_of(model)}_changelist")
        for words in ODD:
            if (status := client.get(url, {"q": words}).status_code) not in {200, 302, 400}:
                wrong[name_of(model), words[:20]] = status
    assert wrong == {}


def secret_fields(model):
    """Names of the fields no page shows: by what the page hides, and by what they are called."""
    hidden = set(admin.site._registry[model].hidden) if model in admin.site._registry else set()
    names = {f.name for f in model._meta.get_fields() if hasattr(f, "attname")}
    return {n for n in names if n in hidden or "sealed" in n or n.endswith("_hash") or n == "password"}


@pytest.mark.once
def test_no_list_is_narrowed_by_a_secret(signed_in, ada, rf):
    """Neither by one of its own nor by one of a record it leads to: each answer would tell a letter of it."""
    request, client, narrowed = rf.get("/"), signed_in(ada), []
    request.user = ada
    for model in registered():
        page, own = admin.site._registry[model], secret_fields(model)
        keys = [f for f in model._meta.fields if f.is_relation and f.related_model]
        secret = own | {f"{key.name}__{name}" for key in keys for name in secret_fields(key.related_model)}
        lookups = [f"{name}{end}" for name in sorted(secret) for end in ("", "__startswith", "__gt", "__regex")]
        narrowed += [(model, lookup) for lookup in lookups if page.lookup_allowed(lookup, "a", request)]
        sought = [path.lstrip("^=@") for path in page.get_search_fields(request)]
        shown = [str(name).lstrip("-") for name in (*page.list_display, *(page.ordering or ()))]
        narrowed += [(model, path) for path in (*sought, *shown) if path in secret]
        if own:
            url = reverse(f"admin:{name_of(model)}_changelist")
            assert client.get(url, {f"{min(own)}__startswith": "a"}).status_code == 400
    assert narrowed == []


@pytest.mark.once
def test_lists_are_still_narrowed_by_what_they_offer(signed_in, ada, pat):
    client = signed_in(ada)
    url = reverse("admin:partnerships_user_changelist")
    page = client.get(url, {"role__exact": "council_purchaser"})
    assert [row.name for row in page.context["cl"].result_list] == ["Pat Lennox"]
    broken = []
    for model in registered():
        url = reverse(f"admin:{name_of(model)}_changelist")
        shown = client.get(url).context["cl"]
        for spec in shown.filter_specs:
            link = url + list(spec.choices(shown))[-1]["query_string"]
            broken += [link] if client.get(link).status_code != 200 else []
    assert broken == []
