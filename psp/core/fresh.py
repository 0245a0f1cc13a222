"""Who has just typed their password is not asked for it again to set up their first second factor."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.http import HttpRequest


def note_typed_password(request: HttpRequest, person: Any) -> None:
    """Note in the session that the person has just typed their password, as a sign-in confirmed afresh does.

    Only for somebody without a second factor: with one, what needs a fresh sign-in asks for it.
    """
    from allauth.mfa.utils import is_mfa_enabled

    if not is_mfa_enabled(person):
        record_authentication(request, person, method="password", reauthenticated=True)


def after_sign_in(request: HttpRequest, user: Any, **_kwargs: Any) -> None:
    """Do so after a sign-in by password; one without a password, as in the demonstration, counts for nothing."""
    records = get_authentication_records(request, user)
    if records and records[-1]["method"] == "password" and not records[-1].get("reauthenticated"):
        note_typed_password(request, user)
