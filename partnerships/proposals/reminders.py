"""What proposed changes make due: an answer, two weeks after each was made."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.proposals.models import Proposal
from partnerships.proposals.queries import answerers_of
from psp.core.dates import end_of_day, london_date, start_of_day
from psp.core.due import DueItem, source
from psp.core.notices import Sight

TO_ANSWER = timedelta(days=14)


@source("proposal", gettext_lazy("Proposed changes to your organisation, and what became of yours"))
def proposals_due(first: date, last: date, person_id: int | None = None) -> Iterable[DueItem]:
    """List the proposals that wait, owed by who can answer. One query, two more for each organisation."""
    moments = (start_of_day(first - TO_ANSWER), end_of_day(last - TO_ANSWER))
    rows = Proposal.objects.waiting().filter(proposed_at__range=moments).select_related("organisation", "proposed_by")
    people: dict[int, tuple[int, ...]] = {}
    for row in rows.order_by("pk"):
        if row.organisation_id not in people:
            people[row.organisation_id] = tuple(answerers_of(row.organisation).values_list("pk", flat=True))
        owing = tuple(pk for pk in people[row.organisation_id] if pk != row.proposed_by_id)
        if person_id is not None and person_id not in owing:
            continue
        words = _("Answer the proposal of {person} for {organisation}")
        yield DueItem(
            kind="proposal",
            key=f"proposal:{row.pk}",
            title=words.format(person=row.proposed_by, organisation=row.organisation),
            due_on=london_date(row.proposed_at) + TO_ANSWER,
            url=row.get_absolute_url(),
            people=owing,
            sight=Sight("proposal", row.pk),
        )
