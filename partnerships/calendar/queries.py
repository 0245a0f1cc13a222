"""What goes into a calendar: what is due for a person, or for everyone in a partnership."""

from datetime import date
from typing import Any

from django.contrib.auth import get_user_model

from partnerships.lifecycle.models import Partnership
from partnerships.people.models import hash_of
from partnerships.reminders.queries import owed_by
from psp.core import due
from psp.core.dates import add_months
from psp.core.due import DueItem

AHEAD_MONTHS = 60


def owner_of_feed(secret: str) -> Any | None:
    """Return the person whose feed a secret opens, or None: revoked, replaced, or the account is closed."""
    people = get_user_model()._base_manager.filter(is_active=True, calendar_hash=hash_of(secret))
    return people.first() if secret else None


def items_of_person(person: Any, *, today: date) -> list[DueItem]:
    """List what the person owes over all their partnerships: whatever is late, and five years ahead."""
    return owed_by(person, today - due.FURTHEST_BACK, add_months(today, AHEAD_MONTHS), today=today)


def items_of_partnership(partnership: Partnership, *, person: Any, today: date) -> list[DueItem]:
    """List what anybody owes in a partnership, as far as it is shown to a person: whatever is late, and five years ahead."""
    last = add_months(today, AHEAD_MONTHS)
    found = due.items(today - due.FURTHEST_BACK, last, today=today, partnership_id=partnership.pk)
    return due.shown_to(person.pk, found)
