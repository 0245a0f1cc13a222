"""What commitments contribute to what is due: one to be signed, and a signed one that ends."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.commitments.models import Commitment
from partnerships.commitments.workflow import State
from partnerships.contacts.models import Membership
from partnerships.lifecycle.workflow import RUNNING
from partnerships.partners.models import PersonRole
from partnerships.partners.queries import with_leader
from psp.core.due import DueItem, source

DAY = timedelta(days=1)


@source("commitment", gettext_lazy("Commitments to sign, and commitments that end"), narrows=True)
def commitments_due(
    first: date, last: date, person_id: int | None, *, partnership_id: int | None = None
) -> Iterable[DueItem]:
    """List offers to be signed, owed by the organisation's people with a role here, and the last days of signed ones.

    Where the organisation has nobody, and for a commitment that ends, the project leader owes it.
    """
    rows = _dated(first, last)
    if person_id is not None:
        rows = rows.filter(Q(leader_id=person_id) | Q(organisation__in=_organisations_of(person_id)))
    if partnership_id is not None:
        rows = rows.filter(partnership_id=partnership_id)
    found: dict[int, tuple[Any, list[int]]] = {}
    for row in rows:
        people = found.setdefault(row.pk, (row, []))[1]
        if row.member_id and row.has_role and row.state == State.OFFERED:
            people.append(row.member_id)
    for row, people in found.values():
        item = _item(row, people)
        if person_id is None or person_id in item.people:
            yield item


def _dated(first: date, last: date) -> Any:
    """Select commitments with a day between two, one row for each person of the organisation."""
    to_sign = Q(state=State.OFFERED, sign_by__range=(first, last))
    ending = Q(state=State.SIGNED, until__range=(first + DAY, last + DAY))
    role = PersonRole.objects.filter(partnership=OuterRef("partnership"), person=OuterRef("member_id"))
    return (
        with_leader(Commitment.objects.filter(to_sign | ending, partnership__state__in=RUNNING))
        .annotate(member_id=F("organisation__memberships__person_id"))
        .annotate(has_role=Exists(role.filter(person__is_active=True)))
        .select_related("partnership", "organisation")
        .order_by("pk", "member_id")
    )


def _organisations_of(person_id: int) -> Any:
    return Membership.objects.filter(person=person_id).values("organisation")


def _item(row: Any, people: list[int]) -> DueItem:
    leaders = (row.leader_id,) if row.leader_id else ()
    is_offer = row.state == State.OFFERED
    words = _("Commitment to be signed by {organisation}") if is_offer else _("Commitment of {organisation} ends")
    return DueItem(
        kind="commitment",
        key=f"commitment:{row.pk}:{row.state}",
        title=words.format(organisation=row.organisation),
        due_on=row.sign_by if is_offer else row.ends_on,
        url=row.get_absolute_url(),
        partnership_id=row.partnership_id,
        partnership=row.partnership.name,
        people=tuple(people) or leaders,
        leaders=leaders,
    )
