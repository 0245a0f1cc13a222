"""What possible conflicts of interest make due: one to be decided, for the purchasing side alone."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.conflicts.models import Conflict
from procurement.conflicts.queries import deciders_of
from psp.core.dates import end_of_day, london_date, start_of_day
from psp.core.due import DueItem, source

# Ours: short, for until then a purchaser may be kept from their tender.
TO_DECIDE = timedelta(days=7)


@source("conflict", gettext_lazy("Possible conflicts of interest to decide"))
def conflicts_due(first: date, last: date, person_id: int | None = None) -> Iterable[DueItem]:
    """List the conflicts that wait for a decision, a week after they were flagged. One query, two more for each."""
    moments = (start_of_day(first - TO_DECIDE), end_of_day(last - TO_DECIDE))
    rows = Conflict.objects.waiting().filter(found_at__range=moments).exclude(partnership__state="stopped")
    for row in rows.select_related("partnership", "person", "organisation").order_by("pk"):
        people = tuple(deciders_of(row))
        if person_id is None or person_id in people:
            words = _("Decide a possible conflict of interest: {person} and {organisation}")
            yield DueItem(
                kind="conflict",
                key=f"conflict:{row.pk}",
                title=words.format(person=row.person, organisation=row.organisation),
                due_on=london_date(row.found_at) + TO_DECIDE,
                url=row.get_absolute_url(),
                partnership_id=row.partnership_id,
                partnership=row.partnership.name,
                people=people,
                leaders=people,
                is_confidential=True,
            )
