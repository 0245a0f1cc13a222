"""The secret address of a person's calendar feed. Only its hash is kept, so it is shown once."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partnerships.activity.operations import lock_history, record
from partnerships.people.models import User, hash_of, new_secret
from psp.core.access import refusal
from psp.core.problems import NotPermitted


@transaction.atomic
def make_feed(*, person: Any, by: Any, at: datetime) -> str:
    """Make a new secret address for a person's calendar; an older one opens nothing any more. Return the secret.

    Raises NotPermitted for anybody but the person.
    """
    lock_history(None)
    _require_self(person, by)
    secret = new_secret()
    person.calendar_hash = hash_of(secret)
    person.save(update_fields=["calendar_hash"])
    record(verb="calendar.opened", target=person, by=by, at=at, is_private=True)
    return secret


@transaction.atomic
def revoke_feed(*, person: Any, by: Any, at: datetime) -> None:
    """Close a person's calendar feed; doing it twice does nothing. Raises NotPermitted for anybody but the person."""
    lock_history(None)
    _require_self(person, by)
    if User.objects.filter(pk=person.pk).exclude(calendar_hash="").update(calendar_hash=""):
        person.calendar_hash = ""
        record(verb="calendar.revoked", target=person, by=by, at=at, is_private=True)


def _require_self(person: Any, by: Any) -> None:
    if by.pk != person.pk:
        raise NotPermitted(refusal(_("the person")))
