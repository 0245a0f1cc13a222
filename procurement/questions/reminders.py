"""Questions from bidders that wait for an answer, for the purchasers of the tender."""

from dataclasses import replace
from datetime import timedelta

from django.db.models import Count, Q, Subquery
from django.utils.translation import gettext_lazy, ngettext

from procurement.questions.rules import can_answer
from procurement.tenders.engine.figures import START
from procurement.tenders.engine.periods import latest_answer
from procurement.tenders.models import Tender
from procurement.tenders.queries import due_of_tender, owed
from procurement.tenders.workflow import State
from procurement.thresholds.models import TimeLimit
from psp.core.dates import end_of_day, start_of_day
from psp.core.due import source

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
    for tender, people, leaders in owed(rows, may=can_answer.test, person_id=person_id):
        rule = START.answers_before_deadline
        figures = replace(START, answers_before_deadline=replace(rule, figure=tender.days or rule.figure))
        due_on = latest_answer(tender.submission_deadline, figures)
        if first <= due_on <= last:
            words = ngettext(
                "Answer {count} question from bidders: {tender}",
                "Answer {count} questions from bidders: {tender}",
                tender.waiting,
            )
            title = words.format(count=tender.waiting, tender="{tender}")
            yield due_of_tender("unanswered_questions", tender, title, due_on, people, leaders, page="clarifications")
