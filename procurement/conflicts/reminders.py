"""What possible conflicts of interest make due: one to be decided, for the purchasing side alone."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.conflicts.models import Conflict
from procurement.conflicts.queries import deciders_of
from psp.core.dates import end_of_day, london_date, start_of_day
from psp.core.due import DueItem, source
from psp.core.notices import Sight

# Ours: short, for until then a purchaser may be kept from their tender.
TO_DECIDE = timedelta(days=7)


@source("conflict", gettext_lazy("Possible conflicts of interest to decide"))
def conflicts_due(first: date, last: date, person_id: int | None = None) -> Iterable[DueItem]:
    """List the conflicts that wait for a decision, a week after they were flagged. One query, two more for each."""
    for row in _waiting(first, last):
        people = tuple(deciders_of(row))
        if person_id is None or person_id in people:
            yield _item(
                "conflict", row, _("Decide a possible conflict of interest: {person} and {organisation}"), people
            )


@source("conflict_to_declare", gettext_lazy("Possible conflicts of interest of your own"))
def conflicts_to_declare(first: date, last: date, person_id: int | None = None) -> Iterable[DueItem]:
    """List the conflicts about which the person concerned has said nothing yet. One query."""
    rows = _waiting(first, last).filter(declared_at=None, person__is_active=True)
    if person_id is not None:
        rows = rows.filter(person=person_id)
    for row in rows:
        title = _("Say whether {organisation} is a conflict of interest for you")
        yield _item("conflict_to_declare", row, title, (row.person_id,))


def _waiting(first: date, last: date) -> QuerySet[Conflict]:
    moments = (start_of_day(first - TO_DECIDE), end_of_day(last - TO_DECIDE))
    rows = Conflict.objects.waiting().filter(found_at__range=moments).exclude(partnership__state="stopped")
    return rows.select_related("partnership", "person", "organisation").order_by("pk")


def _item(kind: str, row: Conflict, title: str, people: tuple[int, ...]) -> DueItem:
    return DueItem(
        kind=kind,
        key=f"{kind}:{row.pk}",
        title=title.format(person=row.person, organisation=row.organisation),
        due_on=london_date(row.found_at) + TO_DECIDE,
        url=row.get_absolute_url(),
        partnership_id=row.partnership_id,
        partnership=row.partnership.name,
        people=people,
        leaders=people,
        is_confidential=True,
        sight=Sight("conflict", row.pk),
    )
