from decimal import Decimal

import pytest

from procurement.tenders.engine.findings import Finding, Severity
from procurement.tenders.engine.weights import EVEN_SPLIT, WHOLE, QuestionWeight, check_weights

QUESTIONS = [
    QuestionWeight("outcomes", Decimal(40), "Service"),
    QuestionWeight("involvement", Decimal(30), "Service"),
    QuestionWeight("staff", Decimal("17.5"), "People"),
    QuestionWeight("fair_work", Decimal("12.5"), "People"),
]
HALF = Decimal(50)


def error(code, rule, **params):
    return Finding(Severity.ERROR, code, rule, params)


def test_quality_and_price_weigh_the_same_and_questions_sum_to_100():
    sections = {"Service": Decimal(70), "People": Decimal(30)}
    assert check_weights(HALF, HALF, QUESTIONS, sections=sections) == []


def test_another_split_needs_a_reason():
    sixty, forty = Decimal(60), Decimal(40)
    assert check_weights(sixty, forty, QUESTIONS, reason="A complex personal service") == []
    assert check_weights(sixty, forty, QUESTIONS, reason="  ") == [
        error("split_needs_reason", EVEN_SPLIT, quality=sixty, price=forty)
    ]


def test_quality_and_price_sum_to_100():
    found = check_weights(Decimal(60), HALF, QUESTIONS, reason="Why")
    assert found == [error("split_not_whole", WHOLE, quality=Decimal(60), price=HALF, total=Decimal(110))]


def test_no_weight_is_negative():
    found = check_weights(Decimal(110), Decimal(-10), QUESTIONS, reason="Why")
    assert found == [error("weight_negative", WHOLE, quality=Decimal(110), price=Decimal(-10))]


def test_the_missing_part_of_the_question_weights_is_named():
    found = check_weights(HALF, HALF, QUESTIONS[:3])
    assert found == [error("questions_not_whole", WHOLE, total=Decimal("87.5"), difference=Decimal("12.5"))]


def test_a_question_without_weight_is_named():
    found = check_weights(HALF, HALF, [*QUESTIONS, QuestionWeight("premises", Decimal(0))])
    assert found == [error("question_without_weight", WHOLE, question="premises", weight=Decimal(0))]


@pytest.mark.parametrize(("quality", "codes"), [(HALF, ["questions_missing"]), (Decimal(0), [])])
def test_quality_that_weighs_something_needs_questions(quality, codes):
    found = check_weights(quality, 100 - quality, [], reason="Why")
    assert [finding.code for finding in found] == codes


def test_a_section_weighs_what_its_questions_weigh():
    found = check_weights(HALF, HALF, QUESTIONS, sections={"Service": Decimal(60), "Premises": Decimal(10)})
    assert found == [
        error("section_differs", WHOLE, section="Service", weight=Decimal(60), total=Decimal(70)),
        error("section_differs", WHOLE, section="Premises", weight=Decimal(10), total=Decimal(0)),
    ]
