"""When a study is due: its leader submits it, then a purchaser who did not submit it approves it."""

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.studies.models import Study
from evaluation.studies.workflow import State
from partnerships.models import PartnershipRole, PersonRole
from psp.core.dates import end_of_day, london_date, start_of_day
from psp.core.due import DueItem, source

OWED_BY = {State.DRAFT: PartnershipRole.LEADER, State.SUBMITTED: PartnershipRole.PURCHASER}
# Ours: a submitted study waits no longer than this, even where a later day was planned.
TO_APPROVE = timedelta(days=14)


@source("study_approval", gettext_lazy("Evaluation to be approved"))
def approval_is_due(first, last, person_id=None):
    """List drafts, owed by the leader by the day planned, and submitted studies, owed by those who can approve them.

    Two queries.
    """
    submitted_at = (start_of_day(first - TO_APPROVE), end_of_day(last - TO_APPROVE))
    rows = Study.objects.filter(
        Q(state__in=OWED_BY, due_on__range=(first, last)) | Q(state=State.SUBMITTED, submitted_at__range=submitted_at)
    )
    if person_id is not None:
        rows = rows.filter(partnership__in=PersonRole.objects.filter(person=person_id).values("partnership"))
    rows = list(rows.exclude(partnership__state="stopped").select_related("partnership").order_by("pk"))
    held = PersonRole.objects.filter(
        partnership__in={row.partnership_id for row in rows}, role__in=OWED_BY.values(), person__is_active=True
    )
    roles = {}
    for partnership, role, person in held.order_by("person").values_list("partnership", "role", "person"):
        roles.setdefault((partnership, role), []).append(person)
    for row in rows:
        item = _item(row, roles)
        if first <= item.due_on <= last and (person_id is None or person_id in item.people):
            yield item


def _item(row, roles):
    is_draft = row.state == State.DRAFT
    words = _("Submit the evaluation: {study}") if is_draft else _("Approve the evaluation: {study}")
    owing = roles.get((row.partnership_id, OWED_BY[row.state]), ())
    return DueItem(
        kind="study_approval",
        key=f"study:{row.pk}",
        title=words.format(study=row.title),
        due_on=_due_on(row),
        url=reverse("study", args=[row.pk]),
        partnership_id=row.partnership_id,
        partnership=row.partnership.name,
        # Whoever submitted it approves it never (``rules.can_approve``).
        people=tuple(person for person in owing if person != row.submitted_by_id),
        leaders=tuple(roles.get((row.partnership_id, PartnershipRole.LEADER), ())),
    )


def _due_on(row):
    waited = london_date(row.submitted_at) + TO_APPROVE if row.submitted_at and row.state == State.SUBMITTED else None
    return min(day for day in (row.due_on, waited) if day)
