"""What is kept of signing in: log lines that name a person by id alone, and nothing that was typed.

A change to how somebody signs in stands in the history too, for administrators.
"""

from typing import Any

import structlog
from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth import get_user_model, signals
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from partnerships.activity.operations import lock_history, record

log = structlog.stdlib.get_logger(__name__)


def connect() -> None:
    """Have every sign-in, sign-out and failure logged, and each change to how somebody signs in."""
    signals.user_logged_in.connect(_signed_in, dispatch_uid="log of sign-ins")
    signals.user_logged_out.connect(_signed_out, dispatch_uid="log of sign-outs")
    signals.user_login_failed.connect(_failed, dispatch_uid="log of failures")
    mfa.authentication_failed.connect(_second_factor_failed, dispatch_uid="log of second factors")
    for signal, event in (
        (account.password_changed, "password.changed"),
        (account.password_set, "password.set"),
        (account.password_reset, "password.reset"),
        (account.email_changed, "address.changed"),
        (account.email_added, "address.added"),
        (account.email_removed, "address.removed"),
        (mfa.authenticator_added, "second_factor.added"),
        (mfa.authenticator_removed, "second_factor.removed"),
        (mfa.authenticator_reset, "recovery_codes.renewed"),
    ):
        signal.connect(_about(event), dispatch_uid=f"log of {event}", weak=False)


def id_of(address: Any) -> int | None:
    """Return the id of the account somebody tried to open, None for no account."""
    people = get_user_model()._default_manager
    return people.filter(email__iexact=str(address).replace("\x00", "")).values_list("pk", flat=True).first()


def _signed_in(sender: Any, user: AbstractBaseUser, **_kwargs: Any) -> None:
    log.info("signed_in", user_id=user.pk)


def _signed_out(sender: Any, user: AbstractBaseUser | None, **_kwargs: Any) -> None:
    if user is not None:
        log.info("signed_out", user_id=user.pk)


def _failed(sender: Any, credentials: dict[str, Any], **_kwargs: Any) -> None:
    log.warning("sign_in_failed", user_id=id_of(credentials.get("email") or credentials.get("username") or ""))


def _second_factor_failed(sender: Any, user: AbstractBaseUser, reauthentication: bool, **_kwargs: Any) -> None:
    log.warning("second_factor_failed", user_id=user.pk, confirms_sign_in=reauthentication)


def _about(event: str) -> Any:
    def noted(sender: Any, user: Any, **_kwargs: Any) -> None:
        log.info(event.replace(".", "_"), user_id=user.pk)
        with transaction.atomic():
            lock_history(None)
            record(verb=event, target=user, by=user, at=timezone.now(), is_private=True)

    return noted
