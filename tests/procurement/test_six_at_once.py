"""What can be made once in a tender is made once, and whoever comes second reads why: six times at the same moment."""

from datetime import date
from decimal import Decimal

from procurement.contingency.models import PARTS
from procurement.contingency.operations import write_plan
from procurement.evaluators.operations import appoint_evaluator
from procurement.involvement.operations import record_involvement
from procurement.models import ContingencyPlan, Debrief, Evaluator, PriorInvolvement, ReadinessReview, Tender, Threshold
from procurement.readiness.operations import start_readiness
from procurement.standstill.operations import hold_award, record_debrief
from procurement.tenders.operations import create_tender
from procurement.thresholds.operations import add_threshold
from tests.conftest import NOON
from tests.factories import bids
from tests.factories.at_once import ON_POSTGRESQL, at_once

pytestmark = ON_POSTGRESQL
TIMES = 6


def six(act):
    return at_once(*[act] * TIMES)


def once(refusal):
    return [refusal] * (TIMES - 1) + ["done"]


def test_what_comes_before_a_tender_is_made_once(in_evaluation, criteria, charity, olivia, pat, ada):
    content = dict.fromkeys(PARTS, "Words.")
    figures = {"name": "Own", "valid_from": date(2026, 1, 1), "amount": Decimal(1), "source": "S", "includes_vat": True}
    told = {
        "review": six(lambda: start_readiness(partnership=in_evaluation, by=olivia, at=NOON)),
        "plan": six(
            lambda: write_plan(partnership=in_evaluation, organisation=charity, content=content, by=olivia, at=NOON)
        ),
        "involvement": six(
            lambda: record_involvement(
                partnership=in_evaluation, organisation=charity, helped_design=False, by=pat, at=NOON
            )
        ),
        "tender": six(lambda: create_tender(partnership=in_evaluation, title="Visits", by=pat, at=NOON)),
        "threshold": six(lambda: add_threshold(by=ada, at=NOON, **figures)),
    }
    assert told == dict.fromkeys(told, once("Invalid"))
    made = (ReadinessReview, ContingencyPlan, PriorInvolvement, Tender, Threshold)
    assert [model.objects.count() for model in made] == [1] * len(made)


def test_a_person_is_appointed_once(opened, pat, edie):
    told = six(lambda: appoint_evaluator(tender=opened, person=edie, is_chair=True, by=pat, at=bids.AFTER))
    assert (told, Evaluator.objects.filter(person=edie, is_chair=True).count()) == (once("Invalid"), 1)


def test_an_award_is_held_and_debriefed_once(award, pat):
    bid, asked_on = award.tender.bids.last(), bids.DECIDED.date()
    told = {
        "hold": six(lambda: hold_award(award=award, reason="A challenge", by=pat, at=bids.DECIDED)),
        "debrief": six(lambda: record_debrief(award=award, bid=bid, asked_on=asked_on, by=pat, at=bids.DECIDED)),
    }
    assert told["hold"] == once("WrongState")
    assert set(told["debrief"]) <= {"done", "Invalid", "WrongState"}
    assert Debrief.objects.count() == 1
