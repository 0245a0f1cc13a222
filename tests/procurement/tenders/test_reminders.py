from datetime import UTC, date, datetime, timedelta

import pytest

from procurement.awards.reminders import decision_is_planned
from procurement.models import Result, Tender
from procurement.opening.reminders import bids_are_due
from procurement.scoring.reminders import NEXT_STEP
from procurement.tenders.reminders import questions_close
from psp.core.dates import london_date
from psp.core.due import without_waiting
from psp.core.moments import Moment
from tests.factories.tenders import PublishedTenderFactory


def test_the_clocks_of_an_open_tender_are_due_to_its_purchasers(published, pat, olivia):
    first, last = date(2026, 3, 1), date(2026, 5, 31)
    items = [*questions_close(first, last), *bids_are_due(first, last), *decision_is_planned(first, last)]
    assert [(item.kind, item.due_on, item.people, item.leaders) for item in items] == [
        ("tender_questions_close", date(2026, 3, 27), (pat.pk,), (olivia.pk,)),
        ("tender_deadline", date(2026, 4, 14), (pat.pk,), (olivia.pk,)),
        ("tender_decision", date(2026, 5, 26), (pat.pk,), (pat.pk,)),
    ]
    assert [item.url for item in items] == [
        published.url("clarifications"),
        published.get_absolute_url(),
        published.get_absolute_url(),
    ]


def test_the_day_questions_close_is_owed_no_longer_than_that_day(published):
    [item] = questions_close(date(2026, 3, 1), date(2026, 5, 31))
    assert [without_waiting([item], today=date(2026, 3, day)) for day in (27, 28)] == [[item], []]


@pytest.mark.parametrize(
    ("state", "kinds"),
    [
        ("draft", [0, 0, 0]),
        ("published", [1, 1, 1]),
        ("opened", [0, 0, 1]),
        ("ranked", [0, 0, 1]),
        ("standstill", [0, 0, 0]),
        ("cancelled", [0, 0, 0]),
    ],
)
def test_a_clock_stops_when_its_step_is_done(state, kinds, published):
    published.state = state
    published.save()
    days = date(2026, 3, 1), date(2026, 5, 31)
    assert [len(list(source(*days))) for source in (questions_close, bids_are_due, decision_is_planned)] == kinds


def test_without_a_planned_day_the_award_is_due_soon_after_the_ranking(ranked, pat):
    made_on = london_date(Result.objects.get().made_at)
    days = made_on, made_on + timedelta(days=14)
    Tender.objects.update(decision_on=None)
    [item] = decision_is_planned(*days)
    assert (item.due_on, pat.pk in item.people) == (made_on + NEXT_STEP, True)
    assert item.url == ranked.url("award_tender")
    Tender.objects.update(state="opened")
    assert list(decision_is_planned(*days)) == []


def test_the_day_of_the_deadline_is_londons(published):
    # 23:59 in London, and the midnight that ends the same day.
    for deadline in (datetime(2026, 4, 14, 22, 59, tzinfo=UTC), datetime(2026, 4, 14, 23, 0, tzinfo=UTC)):
        published.submission_deadline = deadline
        published.save()
        [item] = bids_are_due(date(2026, 4, 14), date(2026, 4, 14))
        assert (item.due_on, item.due) == (date(2026, 4, 14), Moment.end(date(2026, 4, 14)))
        assert list(bids_are_due(date(2026, 4, 15), date(2026, 4, 15))) == []


@pytest.mark.parametrize("source", [questions_close, bids_are_due, decision_is_planned])
def test_as_many_queries_for_many_tenders_as_for_one(source, published, django_assert_num_queries):
    asked = 6 if source is bids_are_due else 5
    with django_assert_num_queries(asked):
        assert len(list(source(date(2026, 3, 1), date(2026, 5, 31)))) == 1
    PublishedTenderFactory()
    PublishedTenderFactory()
    with django_assert_num_queries(asked):
        assert len(list(source(date(2026, 3, 1), date(2026, 5, 31)))) == 3


def test_only_what_the_person_owes(published, pat, olivia):
    PublishedTenderFactory()
    days = date(2026, 3, 1), date(2026, 5, 31)
    assert [item.partnership for item in questions_close(*days, pat.pk)] == ["Kirkton Befriending"]
    assert list(questions_close(*days, olivia.pk)) == []
