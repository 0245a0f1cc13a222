from datetime import date

from procurement.scoring.reminders import bids_to_score
from tests.factories import bids

DECISION = date(2026, 5, 26)


def test_evaluators_owe_their_scores_by_the_day_of_the_decision(opened, scorers, edie, evan, django_assert_num_queries):
    with django_assert_num_queries(2):
        due = list(bids_to_score(DECISION, DECISION))
    assert sorted((item.people, item.due_on) for item in due) == [((edie.pk,), DECISION), ((evan.pk,), DECISION)]
    bids.score_all(scorers[0], 3)
    assert [item.people for item in bids_to_score(DECISION, DECISION)] == [(evan.pk,)]
    assert list(bids_to_score(DECISION, DECISION, edie.pk)) == []


def test_the_purchasers_hear_of_scores_that_are_late(opened, pat, una, edie):
    bids.appoint(opened, pat, edie)
    [item] = bids_to_score(DECISION, DECISION)
    assert item.leaders == tuple(sorted([pat.pk, una.pk]))
