"""What learning contributes to what is due: a learning point two weeks after each gate."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.learning.models import LearningPoint
from partnerships.lifecycle.models import Spell
from partnerships.lifecycle.workflow import State
from partnerships.partners.queries import with_leader
from psp.core.due import DueItem, source

AFTER_A_GATE = timedelta(days=14)
REACHED_BY_A_GATE = (State.PILOT, State.EVALUATION, State.TENDER, State.CONTRACT)


@source("learning", gettext_lazy("What you learned, two weeks after each gate"), narrows=True)
def learning_due(
    first: date, last: date, person_id: int | None, *, partnership_id: int | None = None
) -> Iterable[DueItem]:
    """List the partnerships that passed a gate and have written nothing down since. The project leader owes it."""
    written = LearningPoint.objects.filter(
        partnership=OuterRef("partnership"), withdrawn_at=None, written_at__date__gte=OuterRef("began_on")
    )
    rows: Any = Spell.objects.filter(
        ~Exists(written),
        ended_on=None,
        state__in=REACHED_BY_A_GATE,
        began_on__range=(first - AFTER_A_GATE, last - AFTER_A_GATE),
    )
    rows = with_leader(rows).select_related("partnership").order_by("began_on", "pk")
    if person_id is not None:
        rows = rows.filter(leader_id=person_id)
    if partnership_id is not None:
        rows = rows.filter(partnership_id=partnership_id)
    for row in rows:
        leaders = (row.leader_id,) if row.leader_id else ()
        yield DueItem(
            kind="learning",
            key=f"learning:{row.pk}",
            title=_("Write down what you learned up to the last gate"),
            due_on=row.began_on + AFTER_A_GATE,
            url=reverse("add_learning_point", args=[row.partnership_id]),
            partnership_id=row.partnership_id,
            partnership=row.partnership.name,
            people=leaders,
            leaders=leaders,
        )
