"""When a study is due: its leader submits it, then a purchaser approves it."""

from itertools import groupby
from operator import itemgetter

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.studies.models import Study
from evaluation.studies.workflow import State
from partnerships.models import PartnershipRole, PersonRole
from psp.core.due import DueItem, source

OWED_BY = {State.DRAFT: PartnershipRole.LEADER, State.SUBMITTED: PartnershipRole.PURCHASER}


@source("study_approval", gettext_lazy("Evaluation to be approved"))
def approval_is_due(first, last, person_id=None):
    """Drafts are owed by the leader, submitted ones by the purchasers. One query."""
    rows = Study.objects.filter(state__in=OWED_BY, due_on__range=(first, last))
    rows = rows.exclude(partnership__state="stopped")
    if person_id is not None:
        held = PersonRole.objects.filter(partnership=OuterRef("partnership"), person=person_id)
        owed = [Q(Exists(held.filter(role=role)), state=state) for state, role in OWED_BY.items()]
        rows = rows.filter(owed[0] | owed[1])
    joined = rows.order_by("pk").values(
        "pk",
        "title",
        "state",
        "due_on",
        "partnership_id",
        partnership_name=F("partnership__name"),
        role=F("partnership__roles__role"),
        person=F("partnership__roles__person"),
        person_is_active=F("partnership__roles__person__is_active"),
    )
    for _pk, group in groupby(joined, key=itemgetter("pk")):
        yield _item(list(group))


def _item(people):
    row = people[0]
    words = _("Submit the evaluation: {study}") if row["state"] == State.DRAFT else _("Approve the evaluation: {study}")
    return DueItem(
        kind="study_approval",
        key=f"study:{row['pk']}",
        title=words.format(study=row["title"]),
        due_on=row["due_on"],
        url=reverse("study", args=[row["pk"]]),
        partnership_id=row["partnership_id"],
        partnership=row["partnership_name"],
        people=_ids(people, OWED_BY[row["state"]]),
        leaders=_ids(people, PartnershipRole.LEADER),
    )


def _ids(people, role):
    return tuple(sorted({row["person"] for row in people if row["person_is_active"] and row["role"] == role}))
