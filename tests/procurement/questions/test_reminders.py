from datetime import date

from procurement.models import Clarification, TimeLimit
from procurement.questions.reminders import unanswered_questions
from tests.conftest import NOON


def ask(tender, *, answered=False):
    number = tender.clarifications.count() + 1
    return Clarification.objects.create(
        tender=tender,
        number=number,
        asked_on=date(2026, 3, 19),
        text="May a vehicle bid?",
        answer="Yes." if answered else "",
        answered_at=NOON if answered else None,
    )


def due(first=date(2026, 4, 1), last=date(2026, 4, 30), person_id=None):
    return list(unanswered_questions(first, last, person_id))


def test_waiting_questions_are_one_thing_due_on_the_last_day_to_answer(
    published, pat, olivia, figures, django_assert_num_queries
):
    assert due() == []
    ask(published)
    ask(published)
    ask(published, answered=True)
    with django_assert_num_queries(5):
        [item] = due()
    assert (item.title, item.due_on, item.people, item.leaders) == (
        f"Answer 2 questions from bidders: {published.title}",
        date(2026, 4, 8),
        (pat.pk,),
        (olivia.pk,),
    )
    assert due(last=date(2026, 4, 7)) == due(first=date(2026, 4, 9)) == []
    assert due(person_id=olivia.pk) == []


def test_the_last_day_follows_the_limit_administrators_keep(published, figures):
    ask(published)
    TimeLimit.objects.filter(code="answers_before_deadline").update(figure=10)
    assert [item.due_on for item in due(last=date(2026, 4, 8))] == [date(2026, 4, 2)]


def test_nothing_is_due_once_bids_are_open(published, figures):
    ask(published)
    published.state = "opened"
    published.save()
    assert due() == []
