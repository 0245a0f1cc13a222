"""What goes into a calendar: what is due for a person, or for everyone in a partnership."""

from datetime import date, timedelta
from typing import Any

from django.contrib.auth import get_user_model

from partnerships.lifecycle.models import Partnership
from partnerships.people.models import hash_of
from psp.core import due
from psp.core.dates import add_months
from psp.core.due import DueItem

PAST = timedelta(days=60)
AHEAD_MONTHS = 60


def owner_of_feed(secret: str) -> Any | None:
    """Return the person whose feed a secret opens, or None: revoked, replaced, or the account is closed."""
    people = get_user_model()._base_manager.filter(is_active=True, calendar_hash=hash_of(secret))
    return people.first() if secret else None


def items_of_person(person: Any, *, today: date) -> list[DueItem]:
    """List what the person owes over all their partnerships, from two months back to five years ahead."""
    found = due.items(today - PAST, add_months(today, AHEAD_MONTHS), person_id=person.pk)
    seen = set(Partnership.objects.visible_to(person).values_list("pk", flat=True))
    return [item for item in found if item.partnership_id is None or item.partnership_id in seen]


def items_of_partnership(partnership: Partnership, *, today: date) -> list[DueItem]:
    """List what anybody owes in a partnership, from two months back to five years ahead."""
    return due.items(today - PAST, add_months(today, AHEAD_MONTHS), partnership_id=partnership.pk)
