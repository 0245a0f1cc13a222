"""What the pilot contributes to what is due: success criteria without a result."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.partners.queries import with_leader
from partnerships.pilot.models import SuccessCriterion
from partnerships.pilot.operations import MEASURED_IN
from psp.core.due import DueItem, source


@source("criterion_result", gettext_lazy("Results of success criteria"), narrows=True)
def results_due(
    first: date, last: date, person_id: int | None, *, partnership_id: int | None = None
) -> Iterable[DueItem]:
    """List success criteria without a result, in pilot and evaluation. The project leader owes them."""
    rows = SuccessCriterion.objects.without_result().filter(
        due_on__range=(first, last), partnership__state__in=MEASURED_IN
    )
    rows = with_leader(rows).select_related("partnership").order_by("due_on", "pk")
    if person_id is not None:
        rows = rows.filter(leader_id=person_id)
    if partnership_id is not None:
        rows = rows.filter(partnership_id=partnership_id)
    for row in rows:
        leaders = (row.leader_id,) if row.leader_id else ()
        yield DueItem(
            kind="criterion_result",
            key=f"criterion:{row.pk}",
            title=_("Result due: {criterion}").format(criterion=row.statement),
            due_on=row.due_on,
            url=row.get_absolute_url(),
            partnership_id=row.partnership_id,
            partnership=row.partnership.name,
            people=leaders,
            leaders=leaders,
        )
