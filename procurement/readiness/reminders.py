"""Readiness rounds that wait for answers or a purchaser's judgement, and conditions that wait to be met."""

from datetime import timedelta

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import PartnershipRole
from procurement.readiness.models import ReadinessCondition, ReadinessReview
from procurement.readiness.rules import can_answer, can_judge
from procurement.readiness.workflow import State
from procurement.tenders.queries import owed
from psp.core.dates import end_of_day, london_date, start_of_day
from psp.core.due import DueItem, source

# Ours: time to collect answers and evidence.
TO_ANSWER = timedelta(days=28)
PARTNERS = (PartnershipRole.LEADER, PartnershipRole.CONTACT)


@source("readiness_to_answer", gettext_lazy("Readiness reviews to answer"))
def reviews_to_answer(first, last, person_id=None):
    """List the rounds that were begun or handed back, owed by the project leader and the partners' contacts."""
    moments = (start_of_day(first - TO_ANSWER), end_of_day(last - TO_ANSWER))
    rows = ReadinessReview.objects.filter(state=State.DRAFT, requested_at__range=moments)
    for review, people, leaders in owed(rows, may=can_answer.test, roles=PARTNERS, person_id=person_id):
        title, day = _("Answer the readiness review, round {number}"), london_date(review.requested_at) + TO_ANSWER
        yield _item("readiness_to_answer", review, title, day, people, leaders)


@source("readiness_to_judge", gettext_lazy("Readiness reviews to judge"))
def reviews_to_judge(first, last, person_id=None):
    rows = ReadinessReview.objects.filter(state=State.SUBMITTED, judge_by__range=(first, last))
    for review, people, leaders in owed(rows, may=can_judge.test, person_id=person_id):
        title = _("Judge the readiness review, round {number}")
        yield _item("readiness_to_judge", review, title, review.judge_by, people, leaders)


def _item(kind, review, title, day, people, leaders):
    return DueItem(
        kind=kind,
        key=f"{kind}:{review.pk}",
        title=title.format(number=review.number),
        due_on=day,
        url=review.get_absolute_url(),
        partnership_id=review.partnership_id,
        partnership=review.partnership.name,
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
