"""Readiness rounds that wait for a purchaser's judgement, and conditions that wait to be met."""

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import PartnershipRole
from procurement.readiness.models import ReadinessCondition, ReadinessReview
from procurement.readiness.workflow import State
from procurement.tenders.queries import owed
from psp.core.due import DueItem, source


@source("readiness_to_judge", gettext_lazy("Readiness reviews to judge"))
def reviews_to_judge(first, last, person_id=None):
    rows = ReadinessReview.objects.filter(state=State.SUBMITTED, judge_by__range=(first, last))
    for row, people, leaders in owed(rows, fields=["number", "judge_by"], person_id=person_id):
        yield DueItem(
            kind="readiness_to_judge",
            key=f"readiness_to_judge:{row['pk']}",
            title=_("Judge the readiness review, round {number}").format(number=row["number"]),
            due_on=row["judge_by"],
            url=reverse("readiness_review", args=[row["partnership_id"], row["pk"]]),
            partnership_id=row["partnership_id"],
            partnership=row["partnership_name"],
            people=people,
            leaders=leaders,
        )


@source("readiness_conditions", gettext_lazy("Conditions of a readiness review"))
def conditions_to_meet(first, last, person_id=None):
    rows = ReadinessCondition.objects.unmet().filter(due_on__range=(first, last))
    rows = rows.exclude(review__partnership__state="stopped")
    if person_id is not None:
        rows = rows.filter(owner=person_id)
    named = rows.order_by("pk").values(
        "pk",
        "text",
        "due_on",
        "owner_id",
        "review_id",
        "owner__is_active",
        in_partnership=F("review__partnership"),
        name=F("review__partnership__name"),
        role=F("review__partnership__roles__role"),
        person=F("review__partnership__roles__person"),
        person_is_active=F("review__partnership__roles__person__is_active"),
    )
    leaders = {}
    items = {}
    for row in named:
        items[row["pk"]] = row
        if row["role"] == PartnershipRole.LEADER and row["person_is_active"]:
            leaders[row["pk"]] = (row["person"],)
    for pk, row in items.items():
        yield DueItem(
            kind="readiness_conditions",
            key=f"readiness_conditions:{pk}",
            title=_("Meet the condition: {text}").format(text=row["text"]),
            due_on=row["due_on"],
            url=reverse("readiness_review", args=[row["in_partnership"], row["review_id"]]),
            partnership_id=row["in_partnership"],
            partnership=row["name"],
            people=(row["owner_id"],) if row["owner__is_active"] else (),
            leaders=leaders.get(pk, ()),
        )
