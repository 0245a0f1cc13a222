from decimal import Decimal

import pytest

from partnerships.models import Activity
from procurement.criteria.forms import WeightsForm
from procurement.criteria.operations import add_question, edit_question, edit_weights, remove_question, weigh_questions
from procurement.criteria.queries import said_of_weights
from procurement.models import Question, Tender
from procurement.publication.operations import publish_tender
from procurement.tenders.models import tie_rule_in_words
from psp.core.problems import Invalid, NotPermitted, StaleVersion, WrongState
from tests.conftest import NOON
from tests.factories.history import changes_of
from tests.factories.tenders import PUBLISHED_AT, QuestionFactory

EVEN = {
    "quality_weight": Decimal(50),
    "price_weight": Decimal(50),
    "weights_reason": "",
    "price_method": "lowest_price",
    "budget": None,
}
UNEVEN = {"quality_weight": Decimal("70.5"), "price_weight": Decimal("29.5")}


def weigh(tender, by, version=1, **changes):
    return edit_weights(tender=tender, changes=EVEN | changes, expected_version=version, by=by, at=NOON)


def test_uneven_weights_are_kept_with_their_reason(tender, pat):
    weigh(tender, pat, **UNEVEN, weights_reason="Trust takes time")
    tender = Tender.objects.get()
    assert (tender.quality_weight, tender.price_weight, tender.weights_reason) == (
        Decimal("70.50"),
        Decimal("29.50"),
        "Trust takes time",
    )
    assert Activity.objects.get().verb == "tender_weights.set"


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        (UNEVEN, ["weights_reason"]),
        ({"quality_weight": Decimal(50), "price_weight": Decimal(49)}, ["price_weight"]),
        ({"price_method": "fixed_budget"}, ["budget", "price_weight"]),
    ],
)
def test_weights_that_break_a_rule_name_the_field_to_mend(changes, wrong, tender, pat):
    with pytest.raises(Invalid) as refusal:
        weigh(tender, pat, **changes)
    assert list(refusal.value.errors) == wrong


def test_a_fixed_budget_leaves_the_points_to_quality(tender, pat):
    fixed = {"quality_weight": Decimal(100), "price_weight": Decimal(0), "weights_reason": "The budget is given"}
    weigh(tender, pat, **fixed, price_method="fixed_budget", budget=Decimal(240_000))
    assert Tender.objects.get().budget == Decimal("240000.00")


def test_a_question_comes_after_the_others(tender, pat):
    first = tender.questions.get()
    added = add_question(tender=tender, text="How will you involve users?", weight=Decimal(40), by=pat, at=NOON)
    assert list(tender.questions.all()) == [first, added]
    assert Activity.objects.get().verb == "question.added"


def test_what_the_questions_weigh_together_is_said(tender, pat):
    add_question(tender=tender, text="How will you involve users?", weight=Decimal("0.01"), by=pat, at=NOON)
    said = said_of_weights(tender, list(tender.questions.all()))
    assert [one.sentence for one in said] == ["The questions weigh 100.01 together: make them 100"]


def test_weights_and_order_are_set_together(tender, pat):
    first, second = tender.questions.get(), QuestionFactory(tender=tender, weight=Decimal(20))
    weights = {first.pk: Decimal(60), second.pk: Decimal(40)}
    weigh_questions(
        tender=tender, weights=weights, positions={first.pk: 2, second.pk: 1}, expected_version=1, by=pat, at=NOON
    )
    assert [(row.pk, row.weight, row.version) for row in tender.questions.all()] == [
        (second.pk, Decimal("40.00"), 2),
        (first.pk, Decimal("60.00"), 2),
    ]
    activity = Activity.objects.get()
    assert [(row.record, row.field, row.before, row.after) for row in activity.changes] == [
        (first, "weight", "100.00", "60"),
        (first, "position", str(first.position), "2"),
        (second, "weight", "20.00", "40"),
        (second, "position", str(second.position), "1"),
    ]
    assert activity.is_private


def test_a_question_added_meanwhile_makes_the_set_stale(tender, pat):
    first = tender.questions.get()
    QuestionFactory(tender=tender)
    with pytest.raises(StaleVersion):
        weigh_questions(
            tender=tender, weights={first.pk: Decimal(50)}, positions={first.pk: 1}, expected_version=1, by=pat, at=NOON
        )


def test_a_weight_of_nothing_is_refused(tender, pat):
    first = tender.questions.get()
    with pytest.raises(Invalid):
        weigh_questions(
            tender=tender, weights={first.pk: Decimal(0)}, positions={first.pk: 1}, expected_version=1, by=pat, at=NOON
        )


def test_the_history_keeps_the_words_of_a_question_taken_out(tender, pat):
    question = tender.questions.get()
    remove_question(question=question, by=pat, at=NOON)
    assert (Question.objects.count(), changes_of(Activity.objects.get())["text"]) == (0, [question.text, None])


def test_a_published_tender_keeps_its_questions_and_weights(published, pat):
    question = QuestionFactory(tender=published)
    with pytest.raises(WrongState):
        weigh(published, pat)
    with pytest.raises(WrongState):
        add_question(tender=published, text="Another", weight=Decimal(1), by=pat, at=NOON)
    with pytest.raises(WrongState):
        edit_question(question=question, changes={"text": "Another"}, expected_version=1, by=pat, at=NOON)
    with pytest.raises(WrongState):
        remove_question(question=question, by=pat, at=NOON)


@pytest.mark.parametrize("who", ["olivia", "bo", "edie", "ada"])
def test_nobody_but_a_purchaser_sets_what_bids_are_judged_by(who, tender, request):
    person = request.getfixturevalue(who)
    with pytest.raises(NotPermitted):
        weigh(tender, person)
    with pytest.raises(NotPermitted):
        add_question(tender=tender, text="Another", weight=Decimal(1), by=person, at=NOON)


def test_the_tie_rule_announced_is_the_one_applied_whatever_was_typed_before(complete, pat):
    complete.tie_rule = "The cheaper one wins."
    complete.save()
    published = publish_tender(tender=complete, by=pat, at=PUBLISHED_AT)
    assert published.published["tie_rule"] == published.tie_rule == tie_rule_in_words()
    assert dict(published.published["rules"])["If totals are equal"].startswith(published.tie_rule)
    assert "tie_rule" not in WeightsForm.base_fields
