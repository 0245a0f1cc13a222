"""The admin pages of the sign-in library: read by administrators and changed by nobody.

Addresses, second factors and sessions are the person's own to change, in their account. What an administrator does to
them is an operation of the product, which is recorded: closing an account, resetting a lost second factor.
"""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import models

from psp.core.admin import ReadAdmin, register

# Nothing of the product is kept in these: groups give nobody anything, single sign-on is set up by settings.
CLOSED: tuple[type[models.Model], ...] = (Group, SocialApp, SocialToken)
PERSON = ("user__name", "user__email")
READ: dict[type[models.Model], dict[str, Any]] = {
    EmailAddress: {
        "list_display": ["email", "user", "primary", "verified"],
        "list_filter": ["primary", "verified"],
        "search_fields": ["email", *PERSON],
    },
    # ``data`` holds secrets and recovery seeds.
    Authenticator: {
        "list_display": ["user", "type", "created_at", "last_used_at"],
        "list_filter": ["type"],
        "search_fields": PERSON,
        "hidden": ("data",),
    },
    UserSession: {
        "list_display": ["user", "created_at", "last_seen_at"],
        "search_fields": PERSON,
        "hidden": ("session_key", "data"),
    },
    SocialAccount: {
        "list_display": ["user", "provider", "date_joined", "last_login"],
        "list_filter": ["provider"],
        "search_fields": PERSON,
        "hidden": ("uid", "extra_data"),
    },
}


def close() -> None:
    """Take the library's own pages out of the admin and put pages to read in their place."""
    for model in (*CLOSED, *READ):
        if admin.site.is_registered(model):
            admin.site.unregister(model)
    for model, attributes in READ.items():
        register(model, ReadAdmin, view_on_site=False, **attributes)
