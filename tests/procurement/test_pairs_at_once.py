"""Operations on one tender at the same moment, with those on its partnership: the database never has to end one of them."""

from datetime import date, timedelta
from decimal import Decimal

from partnerships.models import Partnership, Timeline, User
from partnerships.moves.operations import move_task
from partnerships.roles.operations import end_role
from procurement.awards.operations import award_tender
from procurement.bids.operations import withdraw_bid
from procurement.contingency.models import PARTS
from procurement.contingency.operations import write_plan
from procurement.criteria.operations import add_question, edit_weights, remove_question, weigh_questions
from procurement.evaluators.operations import appoint_evaluator, name_chair, remove_evaluator
from procurement.involvement.operations import edit_involvement
from procurement.models import Award, Evaluator, PriorInvolvement, Tender
from procurement.publication.operations import amend_tender, publish_tender
from procurement.questions.models import Clarification
from procurement.questions.operations import answer_question, leave_question, record_question
from procurement.reading.operations import exclude_bid
from procurement.scoring.operations import Given, lock_scores, save_scores
from procurement.standstill.operations import hold_award, publish_award_notice, record_debrief, record_notice
from procurement.tenders.operations import cancel_tender, edit_tender
from procurement.timetable.operations import edit_dates
from tests.conftest import NOON
from tests.factories import bids
from tests.factories.at_once import ON_POSTGRESQL, ended_by_the_database
from tests.factories.tenders import PUBLISHED_AT
from tests.factories.timeline import a_plan

pytestmark = ON_POSTGRESQL
OPEN = bids.BEFORE
LATER = bids.DEADLINE.replace(day=28)


def tender():
    return Tender.objects.get()


def edit(operation, noun, record, by, at, **changes):
    operation(**{noun: record}, changes=changes, expected_version=record.version, by=by, at=at)


def of_the_partnership(leader):
    """What people do in the partnership meanwhile."""

    def move():
        partnership = Partnership.objects.get()
        version = Timeline.objects.get().version
        to = date(2029, 8, 2)
        move_task(partnership=partnership, key="notice_published", to=to, by=leader, at=NOON, expected_version=version)

    return {
        "move_task": move,
        "end_role": lambda: end_role(
            role=Partnership.objects.get().roles.get(role="contact"), by=User.objects.get(pk=leader.pk), at=NOON
        ),
    }


def test_no_two_operations_on_a_draft_wait_for_each_other(complete, olivia, pat):
    a_plan(complete.partnership)
    weights = {"quality_weight": Decimal(60), "price_weight": Decimal(40), "weights_reason": "Quality"}
    weights |= {"price_method": "lowest", "budget": None}

    def weigh():
        question = tender().questions.get()
        placed = {"weights": {question.pk: Decimal(90)}, "positions": {question.pk: 2}}
        weigh_questions(tender=tender(), **placed, expected_version=tender().version, by=pat, at=NOON)

    acts = {
        "edit_tender": lambda: edit(edit_tender, "tender", tender(), pat, NOON, title="Visits"),
        "edit_dates": lambda: edit(edit_dates, "tender", tender(), pat, NOON, contract_ends_on=date(2030, 9, 30)),
        "edit_weights": lambda: edit(edit_weights, "tender", tender(), pat, NOON, **weights),
        "add_question": lambda: add_question(tender=tender(), text="How?", weight=Decimal(5), by=pat, at=NOON),
        "remove_question": lambda: remove_question(question=tender().questions.get(), by=pat, at=NOON),
        "weigh_questions": weigh,
        "publish_tender": lambda: publish_tender(tender=tender(), by=pat, at=PUBLISHED_AT),
        "cancel_tender": lambda: cancel_tender(tender=tender(), note="No money", by=pat, at=NOON),
        "edit_involvement": lambda: edit(
            edit_involvement, "involvement", PriorInvolvement.objects.first(), pat, NOON, helped_design=False
        ),
        "write_plan": lambda: write_plan(
            partnership=Partnership.objects.get(),
            organisation=olivia.memberships.get().organisation,
            content=dict.fromkeys(PARTS, "Words."),
            by=olivia,
            at=NOON,
        ),
    }
    assert ended_by_the_database(acts | of_the_partnership(olivia)) == {}


def test_no_two_operations_on_an_open_tender_wait_for_each_other(with_bids, olivia, pat):
    a_plan(with_bids.partnership)
    record_question(tender=with_bids, text="How many?", asked_on=date(2026, 3, 9), asker="A", by=pat, at=OPEN)
    receipt = with_bids.receipts["moray"]

    def asked():
        return Clarification.objects.get()

    acts = {
        "amend_tender": lambda: amend_tender(
            tender=tender(),
            changes={"submission_deadline": LATER},
            reason="More time",
            expected_version=tender().version,
            by=pat,
            at=OPEN,
        ),
        "record_question": lambda: record_question(
            tender=tender(), text="When?", asked_on=date(2026, 3, 10), asker="B", by=pat, at=OPEN
        ),
        "answer_question": lambda: answer_question(
            clarification=asked(), answer="300", extend=True, expected_version=asked().version, by=pat, at=OPEN
        ),
        "leave_question": lambda: leave_question(clarification=asked(), reason="Withdrawn", by=pat, at=OPEN),
        "record_bid": lambda: bids.record_a_bid(tender(), pat, name="Quick"),
        "withdraw_bid": lambda: withdraw_bid(tender=tender(), receipt=receipt, by=pat, at=OPEN),
        "cancel_tender": lambda: cancel_tender(tender=tender(), note="No money", by=pat, at=OPEN),
    }
    assert ended_by_the_database(acts | of_the_partnership(olivia)) == {}


def test_no_two_operations_on_opened_bids_wait_for_each_other(opened, scorers, olivia, pat, una):
    a_plan(opened.partnership)
    [cell, *_rest] = bids.every_cell(opened)
    bids.score_all(scorers[1], 3)
    cells = {each: Given(3, "Good.") for each in bids.every_cell(opened)}

    def evaluator(place):
        return Evaluator.objects.get(pk=scorers[place].pk)

    def score_and_lock():
        save_scores(evaluator=evaluator(0), given=cells, by=scorers[0].person, at=bids.SCORING)
        lock_scores(evaluator=evaluator(0), by=scorers[0].person, at=bids.SCORING)

    acts = {
        "appoint_evaluator": lambda: appoint_evaluator(
            tender=tender(), person=User.objects.get(pk=una.pk), is_chair=False, by=pat, at=bids.SCORING
        ),
        "name_chair": lambda: name_chair(evaluator=evaluator(1), by=pat, at=bids.SCORING),
        "remove_evaluator": lambda: remove_evaluator(evaluator=evaluator(0), note="Away", by=pat, at=bids.SCORING),
        "save_scores": lambda: save_scores(
            evaluator=evaluator(0), given={cell: Given(2, "Fair.")}, by=scorers[0].person, at=bids.SCORING
        ),
        "lock_scores": score_and_lock,
        "exclude_bid": lambda: exclude_bid(bid=tender().bids.first(), reason="A conviction", by=pat, at=bids.SCORING),
        "cancel_tender": lambda: cancel_tender(tender=tender(), note="No money", by=pat, at=bids.SCORING),
    }
    assert ended_by_the_database(acts | of_the_partnership(olivia)) == {}


def test_no_two_operations_on_an_award_wait_for_each_other(ranked, olivia, pat, una):
    a_plan(ranked.partnership)
    award_tender(tender=ranked, reasons="It reaches more people.", by=pat, at=bids.DECIDED)
    told_on, day = bids.DECIDED.date(), timedelta(days=1)

    def award():
        return Award.objects.get()

    for bid in list(ranked.bids.on_time())[1:]:
        record_notice(award=award(), bid=bid, sent_on=told_on, is_electronic=True, by=pat, at=bids.DECIDED)
    Award.objects.update(standstill_ends_on=told_on)
    acts = {
        "record_notice": lambda: record_notice(
            award=award(),
            bid=tender().bids.on_time().first(),
            sent_on=told_on,
            is_electronic=True,
            by=pat,
            at=bids.DECIDED,
        ),
        "hold_award": lambda: hold_award(award=award(), reason="A challenge", by=pat, at=bids.DECIDED),
        "record_debrief": lambda: record_debrief(
            award=award(), bid=tender().bids.last(), asked_on=told_on, by=pat, at=bids.DECIDED
        ),
        "publish_award_notice": lambda: publish_award_notice(
            award=award(), published_on=told_on + day, by=pat, at=bids.DECIDED + day
        ),
        "cancel_tender": lambda: cancel_tender(tender=tender(), note="No money", by=pat, at=bids.DECIDED),
    }
    assert ended_by_the_database(acts | of_the_partnership(olivia)) == {}
