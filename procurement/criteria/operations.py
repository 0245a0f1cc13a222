"""Setting what a tender is judged by: weights, how prices become points, and the quality questions."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from partnerships.public import apply_changes, lock_record, record
from procurement.tenders.models import PriceMethod, Question, Tender
from procurement.tenders.operations import check_draft, check_may
from psp.core.problems import Invalid, StaleVersion
from psp.core.records import Change, Changes, changes_between, save_version, values_of

ALL = Decimal(100)
EVEN = Decimal(50)


def _check_weights(changes: Mapping[str, Any]) -> None:
    errors = {}
    quality, price = changes["quality_weight"], changes["price_weight"]
    if quality + price != ALL:
        errors["price_weight"] = _("Quality and price weigh {total} together: make them 100").format(
            total=quality + price
        )
    if quality != EVEN and not changes["weights_reason"].strip():
        errors["weights_reason"] = _("Enter why quality and price do not weigh the same")
    if changes["price_method"] == PriceMethod.FIXED_BUDGET:
        if changes["budget"] is None:
            errors["budget"] = _("Enter the budget: bids above it are not ranked")
        if price != 0:
            errors["price_weight"] = _("Enter 0: with a fixed budget quality alone decides")
    if errors:
        raise Invalid(errors)


@transaction.atomic
def edit_weights(*, tender: Tender, changes: dict[str, Any], expected_version: int, by: Any, at: datetime) -> Tender:
    """Set the weights of quality and price and the method of a draft. How ties are settled is the same for every tender.

    50 : 50 unless a reason is recorded (seed). Raises NotPermitted, WrongState, StaleVersion, Invalid.
    """
    lock_record(tender)
    check_may("procurement.change_tender", tender, by)
    check_draft(tender, at=at)
    _check_weights(changes)
    apply_changes(tender, changes, expected_version=expected_version, verb="tender_weights.set", by=by, at=at)
    return tender


@transaction.atomic
def add_question(*, tender: Tender, by: Any, at: datetime, **fields: Any) -> Question:
    """Add a quality question to a draft, after the others. Raises NotPermitted, WrongState."""
    lock_record(tender)
    check_may("procurement.change_tender", tender, by)
    check_draft(tender, at=at)
    last = tender.questions.aggregate(last=Max("position"))["last"] or 0
    question = Question.objects.create(tender=tender, position=last + 1, **fields)
    _record("question.added", question, {}, by=by, at=at)
    return question


def _record(verb: str, target: Question | Tender, changes: Changes, *, by: Any, at: datetime) -> None:
    # The history is open to bidders among the partners: what questions say stays private until it is published.
    record(verb=verb, target=target, partnership=target.partnership, by=by, at=at, changes=changes, is_private=True)


@transaction.atomic
def edit_question(
    *, question: Question, changes: dict[str, Any], expected_version: int, by: Any, at: datetime
) -> Question:
    """Change a question of a draft. Raises NotPermitted, WrongState, StaleVersion."""
    lock_record(question)
    check_may("procurement.change_question", question, by)
    check_draft(question.tender, at=at)
    before = values_of(question, list(changes))
    for name, value in changes.items():
        setattr(question, name, value)
    save_version(question, changes, expected=expected_version)
    if changed := changes_between(before, values_of(question, list(changes))):
        _record("question.edited", question, changed, by=by, at=at)
    return question


@transaction.atomic
def remove_question(*, question: Question, by: Any, at: datetime) -> Tender:
    """Take a question out of a draft; the history keeps its words. Raises NotPermitted, WrongState."""
    lock_record(question)
    tender = question.tender
    check_may("procurement.delete_question", question, by)
    check_draft(tender, at=at)
    changes: dict[str, list[str | None]] = {"text": [question.text, None], "weight": [str(question.weight), None]}
    question.delete()
    _record("question.removed", tender, changes, by=by, at=at)
    return tender


@transaction.atomic
def weigh_questions(
    *,
    tender: Tender,
    weights: Mapping[int, Decimal],
    positions: Mapping[int, int],
    expected_version: int,
    by: Any,
    at: datetime,
) -> Tender:
    """Set the weights and the order of all questions of a draft at once; both map the question's id.

    The tender's version guards the set as a whole. Raises NotPermitted, WrongState, StaleVersion, and Invalid for a weight
    that is not above 0.
    """
    lock_record(tender)
    check_may("procurement.change_tender", tender, by)
    check_draft(tender, at=at)
    questions = {question.pk: question for question in tender.questions.select_for_update()}
    if set(weights) != set(questions):
        raise StaleVersion(str(tender))
    if wrong := [pk for pk, weight in weights.items() if not 0 < weight <= ALL]:
        raise Invalid({f"weight_{pk}": _("Enter a weight above 0, at most 100") for pk in wrong})
    apply_changes(tender, {}, expected_version=expected_version, verb="question_weights.set", by=by, at=at)
    changes: list[Change] = []
    for pk, question in questions.items():
        before, after = question.weight, weights[pk]
        if before != after:
            changes.append(Change("weight", before, after, record=question))
        if question.position != positions[pk]:
            changes.append(Change("position", question.position, positions[pk], record=question))
        question.weight, question.position = weights[pk], positions[pk]
        question.version += 1
    Question.objects.bulk_update(questions.values(), ["weight", "position", "version"])
    if changes:
        _record("question_weights.set", tender, changes, by=by, at=at)
    return tender
