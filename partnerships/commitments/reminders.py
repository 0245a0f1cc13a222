"""What commitments contribute to what is due: one to be signed, and a signed one that ends."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.commitments.models import Commitment
from partnerships.commitments.workflow import State
from partnerships.lifecycle.workflow import RUNNING
from partnerships.partners.queries import organisations_of, speakers_of, with_leader
from psp.core.dates import end_of_day, london_date, start_of_day
from psp.core.due import DueItem, source

DAY = timedelta(days=1)
# Ours: how long a signature takes where the offer names no day.
TO_SIGN = timedelta(days=28)


@source("commitment", gettext_lazy("Commitments to sign, and commitments that end"), narrows=True)
def commitments_due(
    first: date, last: date, person_id: int | None, *, partnership_id: int | None = None
) -> Iterable[DueItem]:
    """List offers to be signed, owed by everybody who can sign for the organisation, and the last days of signed ones.

    Where nobody can, and for a commitment that ends, the project leader owes it; one that has ended is late for nobody. Four queries at most.
    """
    rows = _dated(first, last)
    if person_id is not None:
        rows = rows.filter(Q(leader_id=person_id) | Q(organisation__in=organisations_of(person_id)))
    if partnership_id is not None:
        rows = rows.filter(partnership_id=partnership_id)
    found: list[Any] = list(rows)
    people = speakers_of(found)
    for row in found:
        item = _item(row, people[row.pk] if row.state == State.OFFERED else ())
        if person_id is None or person_id in item.people:
            yield item


def _dated(first: date, last: date) -> Any:
    """Select commitments with a day between two."""
    offered_at = (start_of_day(first - TO_SIGN), end_of_day(last - TO_SIGN))
    by_then = Q(sign_by__range=(first, last)) | Q(sign_by=None, created_at__range=offered_at)
    to_sign = Q(by_then, state=State.OFFERED)
    ending = Q(state=State.SIGNED, until__range=(first + DAY, last + DAY))
    rows = with_leader(Commitment.objects.filter(to_sign | ending, partnership__state__in=RUNNING))
    return rows.select_related("partnership", "organisation").order_by("pk")


def _item(row: Any, people: tuple[int, ...]) -> DueItem:
    leaders = (row.leader_id,) if row.leader_id else ()
    is_offer = row.state == State.OFFERED
    words = _("Commitment to be signed by {organisation}") if is_offer else _("Commitment of {organisation} ends")
    return DueItem(
        kind="commitment",
        key=f"commitment:{row.pk}:{row.state}",
        title=words.format(organisation=row.organisation),
        due_on=(row.sign_by or london_date(row.created_at) + TO_SIGN) if is_offer else row.ends_on,
        url=row.get_absolute_url(),
        partnership_id=row.partnership_id,
        partnership=row.partnership.name,
        people=people or leaders,
        leaders=leaders,
        over_on=None if is_offer else row.until,
    )
