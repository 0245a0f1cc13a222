"""Questions from bidders that wait for an answer, for the purchasers of the tender."""

from dataclasses import replace
from datetime import timedelta

from django.db.models import Count, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from procurement.tenders.engine.figures import START
from procurement.tenders.engine.periods import latest_answer
from procurement.tenders.models import Tender
from procurement.tenders.queries import owed
from procurement.tenders.workflow import State
from procurement.thresholds.models import TimeLimit
from psp.core.dates import end_of_day, start_of_day
from psp.core.due import DueItem, source

# The last day to answer lies at most this many days before the deadline, however administrators set the limit.
REACH = timedelta(days=60)


@source("unanswered_questions", gettext_lazy("Questions from bidders to answer"))
def unanswered_questions(first, last, person_id=None):
    waiting = Count(
        "clarifications", filter=Q(clarifications__answered_at=None, clarifications__left_at=None), distinct=True
    )
    rows = Tender.objects.filter(
        state=State.PUBLISHED, submission_deadline__range=(start_of_day(first), end_of_day(last + REACH))
    )
    days = TimeLimit.objects.filter(code="answers_before_deadline").values("figure")[:1]
    rows = rows.annotate(waiting=waiting, days=Subquery(days)).filter(waiting__gt=0)
    fields = ["title", "submission_deadline", "waiting", "days"]
    for row, people, leaders in owed(rows, fields=fields, person_id=person_id):
        rule = START.answers_before_deadline
        figures = replace(START, answers_before_deadline=replace(rule, figure=row["days"] or rule.figure))
        due_on = latest_answer(row["submission_deadline"], figures)
        if first <= due_on <= last:
            count = row["waiting"]
            words = ngettext(
                "Answer {count} question from bidders: {tender}",
                "Answer {count} questions from bidders: {tender}",
                count,
            )
            yield DueItem(
                kind="unanswered_questions",
                key=f"unanswered_questions:{row['pk']}",
                title=words.format(count=count, tender=row["title"]),
                due_on=due_on,
                url=reverse("clarifications", args=[row["partnership_id"], row["pk"]]),
                partnership_id=row["partnership_id"],
                partnership=row["partnership_name"],
                people=people,
                leaders=leaders,
            )
