from datetime import date

import pytest

from partnerships.activity.queries import done_anywhere
from procurement.models import Tender
from procurement.moderation.reminders import scores_to_moderate
from procurement.scoring.reminders import bids_to_score
from psp.home import to_do
from tests.factories import bids

# Two weeks after the opening on 14 April.
DUE = date(2026, 4, 28)
MODERATE_BY = date(2026, 5, 4)


def test_evaluators_owe_their_scores_two_weeks_after_the_opening(
    opened, scorers, edie, evan, django_assert_num_queries
):
    with django_assert_num_queries(10):
        due = list(bids_to_score(DUE, DUE))
    assert sorted((item.people, item.due_on) for item in due) == [((edie.pk,), DUE), ((evan.pk,), DUE)]
    bids.score_all(scorers[0], 3)
    assert [item.people for item in bids_to_score(DUE, DUE)] == [(evan.pk,)]
    assert list(bids_to_score(DUE, DUE, edie.pk)) == []


@pytest.mark.parametrize("decision_on", [None, date(2026, 12, 1)])
def test_home_lists_them_from_the_opening_on_whatever_day_is_planned(opened, scorers, edie, decision_on):
    Tender.objects.update(decision_on=decision_on)
    assert "bids_to_score" in {item.kind for item in to_do(edie, today=bids.AFTER.date(), done=done_anywhere()).items}


def test_it_leads_everyone_to_the_tender_and_who_owes_it_to_the_page_of_scores(opened, scorers, edie):
    assert {item.url for item in bids_to_score(DUE, DUE)} == {opened.get_absolute_url()}
    assert {item.url for item in bids_to_score(DUE, DUE, edie.pk)} == {opened.url("scoring")}


def test_an_early_decision_asks_for_the_scores_by_then(opened, scorers):
    early = date(2026, 4, 20)
    Tender.objects.update(decision_on=early)
    assert {item.due_on for item in bids_to_score(early, DUE)} == {early}


def test_the_purchasers_hear_of_scores_that_are_late(opened, pat, una, edie):
    [edies] = bids.appoint(opened, pat, edie)
    assert list(bids_to_score(DUE, DUE)) == []
    bids.declare_none(edies)
    [item] = bids_to_score(DUE, DUE)
    assert item.leaders == tuple(sorted([pat.pk, una.pk]))


def test_the_chair_owes_the_moderation_until_it_is_closed(in_moderation, pat, una, edie, evan):
    [item] = scores_to_moderate(MODERATE_BY, MODERATE_BY)
    assert (item.people, item.leaders) == ((edie.pk,), tuple(sorted([pat.pk, una.pk])))
    assert list(scores_to_moderate(MODERATE_BY, MODERATE_BY, evan.pk)) == []
    Tender.objects.update(state="ranked")
    assert list(scores_to_moderate(MODERATE_BY, MODERATE_BY)) == []
