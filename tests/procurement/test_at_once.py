"""Two people at the same moment: what may happen once happens once."""

import pytest
from django.db import connection

from partnerships.models import Activity
from procurement.awards.operations import award_tender
from procurement.models import Award, Bid, Evaluator, OpeningConfirmation, Tender
from procurement.opening.operations import confirm_opening
from procurement.scoring.operations import Given, close_scoring, lock_scores, save_scores
from tests.factories import bids
from tests.factories.at_once import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="shown only on PostgreSQL: a database in memory has one writer"
    ),
]


def verbs(tender):
    return list(
        Activity.objects.filter(partnership=tender.partnership).order_by("number").values_list("verb", flat=True)
    )


def test_two_openers_at_once_open_together(with_bids, pat, una):
    told = at_once(
        *(lambda person=person: confirm_opening(tender=with_bids, by=person, at=bids.AFTER) for person in (pat, una))
    )
    with_bids.refresh_from_db()
    assert (told, with_bids.state) == (["done", "done"], "opened")
    assert list(OpeningConfirmation.objects.values_list("position", flat=True)) == [1, 2]
    assert verbs(with_bids).count("bids.opened") == 1


def test_one_person_twice_at_once_opens_nothing(with_bids, pat):
    told = at_once(*[lambda: confirm_opening(tender=with_bids, by=pat, at=bids.AFTER)] * 3)
    with_bids.refresh_from_db()
    assert (told, with_bids.state, OpeningConfirmation.objects.count()) == (
        ["Invalid", "Invalid", "done"],
        "published",
        1,
    )


def test_two_evaluators_lock_at_once(opened, scorers):
    for evaluator in scorers:
        given = {cell: Given(3, "Good.") for cell in bids.every_cell(opened)}
        save_scores(evaluator=evaluator, given=given, by=evaluator.person, at=bids.SCORING)
    told = at_once(*(lambda one=one: lock_scores(evaluator=one, by=one.person, at=bids.SCORING) for one in scorers))
    assert (told, Evaluator.objects.scoring().filter(locked_at=None).count()) == (["done", "done"], 0)


def test_a_score_saved_while_it_is_locked_is_in_or_refused_never_half(opened, scorers):
    evaluator, other = scorers
    for one in (evaluator, other):
        given = {cell: Given(3, "Good.") for cell in bids.every_cell(opened)}
        save_scores(evaluator=one, given=given, by=one.person, at=bids.SCORING)
    [cell, *_rest] = bids.every_cell(opened)
    told = at_once(
        lambda: lock_scores(evaluator=evaluator, by=evaluator.person, at=bids.SCORING),
        lambda: save_scores(
            evaluator=evaluator, given={cell: Given(None, "", 1)}, by=evaluator.person, at=bids.SCORING
        ),
    )
    locked = Evaluator.objects.get(pk=evaluator.pk).locked_at is not None
    complete = not evaluator.scores.filter(is_complete=False).exists()
    # Either the lock came first and refused the change, or the change came first and refused the lock.
    assert (told, locked) in [(["WrongState", "done"], True), (["Invalid", "done"], False)]
    assert locked == complete


def test_scoring_is_closed_once(opened, pat, una, scorers):
    for evaluator in scorers:
        bids.score_all(evaluator, 3)
    told = at_once(
        *(lambda person=person: close_scoring(tender=opened, by=person, at=bids.SCORING) for person in (pat, una))
    )
    assert (told, verbs(opened).count("scoring.closed")) == (["WrongState", "done"], 1)


def test_a_double_click_awards_once(ranked, pat, una):
    told = at_once(
        *(
            lambda person=person: award_tender(tender=ranked, reasons="Best.", by=person, at=bids.DECIDED)
            for person in (pat, una)
        )
    )
    assert (told, Award.objects.count(), verbs(ranked).count("tender.awarded")) == (["WrongState", "done"], 1, 1)


def test_a_bid_that_races_with_the_opening_is_in_before_it_or_not_at_all(with_bids, pat, una):
    confirm_opening(tender=with_bids, by=pat, at=bids.AFTER)
    before = Bid.objects.count()
    told = at_once(
        lambda: confirm_opening(tender=with_bids, by=una, at=bids.AFTER),
        lambda: bids.record_a_bid(with_bids, pat, name="Quick", at=bids.BEFORE),
    )
    on_time = Bid.objects.on_time().count()
    assert Tender.objects.get(pk=with_bids.pk).state == "opened"
    assert (told, on_time) in [(["done", "done"], before + 1), (["WrongState", "done"], before)]
