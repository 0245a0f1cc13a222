"""What the design stage contributes to what is due: the latest texts that wait for somebody's agreement."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.design.models import Party
from partnerships.lifecycle.workflow import RUNNING
from partnerships.partners.models import Member
from partnerships.partners.queries import organisations_of, speakers_of, with_leader
from psp.core.dates import end_of_day, london_date, start_of_day
from psp.core.due import DueItem, source

# Ours: time to bring a text before a board or a management committee.
TO_AGREE = timedelta(days=28)


@source("agreement", gettext_lazy("Agreements your organisation owes"), narrows=True)
def agreements_due(
    first: date, last: date, person_id: int | None, *, partnership_id: int | None = None
) -> Iterable[DueItem]:
    """List the parties that have not agreed to the latest version of a text, owed by everybody who can agree for them.

    Where nobody can, the project leader owes it, who records what was agreed on paper. Four queries at most.
    """
    moments = (start_of_day(first - TO_AGREE), end_of_day(last - TO_AGREE))
    partners = Member.objects.current().filter(
        partnership=OuterRef("text__partnership"), organisation=OuterRef("organisation")
    )
    rows: Any = Party.objects.filter(
        Exists(partners),
        agreed_on=None,
        text__replaced_at=None,
        text__written_at__range=moments,
        text__partnership__state__in=RUNNING,
    )
    if partnership_id is not None:
        rows = rows.filter(text__partnership=partnership_id)
    rows = with_leader(rows, "text__partnership").select_related("text__partnership", "organisation").order_by("pk")
    if person_id is not None:
        rows = rows.filter(Q(leader_id=person_id) | Q(organisation__in=organisations_of(person_id)))
    parties: list[Any] = list(rows)
    people = speakers_of(parties)
    for row in parties:
        leaders = (row.leader_id,) if row.leader_id else ()
        owing = people[row.pk] or leaders
        if person_id is None or person_id in owing:
            yield DueItem(
                kind="agreement",
                key=f"agreement:{row.pk}",
                title=_("Agree for {organisation}: {text}").format(organisation=row.organisation, text=row.text),
                due_on=london_date(row.text.written_at) + TO_AGREE,
                url=row.text.get_absolute_url(),
                partnership_id=row.text.partnership_id,
                partnership=row.text.partnership.name,
                people=owing,
                leaders=leaders,
            )
