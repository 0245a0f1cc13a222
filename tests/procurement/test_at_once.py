"""Two people at the same moment: what may happen once happens once."""

from datetime import UTC, date, datetime, timedelta

from partnerships.models import Activity
from procurement.awards.operations import award_tender, conclude_tender
from procurement.draws.operations import prepare_draw, witness_draw
from procurement.models import (
    Award,
    Bid,
    Contract,
    Evaluator,
    Hold,
    OpeningConfirmation,
    Reading,
    Result,
    Tender,
)
from procurement.opening.operations import confirm_opening
from procurement.publication.operations import publish_tender, release_due_tenders, withdraw_publication
from procurement.reading.operations import read_bids
from procurement.scoring.operations import Given, close_scoring, lock_scores, save_scores
from procurement.standstill.operations import hold_award
from procurement.timetable.operations import edit_dates
from tests.factories import bids
from tests.factories.at_once import ON_POSTGRESQL, at_once, while_it_waits_to_commit
from tests.factories.tenders import PUBLISHED_AT

pytestmark = ON_POSTGRESQL


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


def test_pages_opened_at_once_count_every_reading_once(opened, pat):
    """Several windows of one person, the bids in another order each time."""
    Reading.objects.all().delete()
    rows = list(opened.bids.select_related("tender__partnership"))
    reads = [
        lambda order=order: read_bids(bids=order, part="identity", by=pat, at=bids.AFTER)
        for order in (rows, rows[::-1], rows, rows[::-1])
    ]
    told = at_once(*reads)
    assert told == ["done"] * 4
    assert list(Reading.objects.values_list("count", flat=True)) == [4, 4]


def test_two_witnesses_confirm_at_once_and_one_draw_is_made(tied, pat, edie):
    draw = prepare_draw(tender=tied, witnesses=[pat, edie], by=pat, at=bids.SCORING)
    told = at_once(
        *(
            lambda person=person: witness_draw(draw=draw, number="271828", by=person, at=bids.SCORING)
            for person in (pat, edie)
        )
    )
    assert (told, Result.objects.count(), verbs(tied).count("draw.made")) == (["done", "done"], 2, 1)


def test_a_publication_is_released_once(complete, pat):
    publish_tender(tender=complete, by=pat, at=PUBLISHED_AT - timedelta(days=7))
    told = at_once(*[lambda: release_due_tenders(at=PUBLISHED_AT)] * 3)
    assert (told, verbs(complete).count("tender.published")) == (["done"] * 3, 1)


def test_a_tender_is_published_with_the_dates_that_somebody_just_saved(complete, pat):
    read = Tender.objects.select_related("partnership").get(pk=complete.pk)
    shorter = {"submission_deadline": datetime(2026, 3, 5, 12, tzinfo=UTC)}
    told = while_it_waits_to_commit(
        lambda: edit_dates(tender=complete, changes=shorter, expected_version=1, by=pat, at=PUBLISHED_AT),
        lambda: publish_tender(tender=read, by=pat, at=PUBLISHED_AT),
    )
    tender = Tender.objects.get()
    assert (told, tender.state, tender.date_errors > 0) == (["done", "GateNotMet"], "draft", True)


def test_a_publication_withdrawn_while_it_is_released_is_one_or_the_other(complete, pat):
    publish_tender(tender=complete, by=pat, at=PUBLISHED_AT - timedelta(days=7))
    told = at_once(
        lambda: release_due_tenders(at=PUBLISHED_AT),
        lambda: withdraw_publication(tender=complete, by=pat, at=PUBLISHED_AT - timedelta(seconds=1)),
    )
    state = Tender.objects.get(pk=complete.pk).state
    assert (told, state) in [(["done", "done"], "draft"), (["WrongState", "done"], "published")]


def test_a_challenge_races_with_the_contract_and_one_of_them_wins(award, pat, una):
    at = bids.DECIDED + timedelta(days=20)
    signed = {"value": award.value, "signed_on": award.earliest_signature_on, "document": None}
    signed |= {"starts_on": date(2026, 10, 1), "ends_on": date(2029, 9, 30)}
    told = at_once(
        lambda: conclude_tender(tender=award.tender, by=pat, at=at, **signed),
        lambda: hold_award(award=award, reason="Doubts.", by=una, at=at),
    )
    assert told in (["GateNotMet", "done"], ["WrongState", "done"])
    assert Contract.objects.count() + Hold.objects.count() == 1


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
