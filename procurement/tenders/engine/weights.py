"""What quality, price and each question weigh, held against the rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from procurement.tenders.engine.findings import Finding, Rule, Severity, Trust

ALL = Decimal(100)
EVEN = Decimal(50)
EVEN_SPLIT = Rule("even_split", Trust.SEED, 50)
WHOLE = Rule("weights_sum", Trust.OURS, 100)


@dataclass(frozen=True, slots=True)
class QuestionWeight:
    """What one quality question weighs, in per cent of all quality; its section where it has one."""

    code: str
    weight: Decimal
    section: str = ""


def check_weights(
    quality: Decimal,
    price: Decimal,
    questions: Sequence[QuestionWeight],
    *,
    reason: str = "",
    sections: Mapping[str, Decimal] | None = None,
) -> list[Finding]:
    """List everything wrong with the weights of a tender, all in per cent.

    Quality and price sum to 100, and weigh the same unless a reason is recorded (seed). The weights
    of the questions sum to 100, and those of a section to what ``sections`` states for it (ours).
    """
    return [
        *_split(quality, price, reason),
        *_questions(quality, questions),
        *_sections(questions, sections or {}),
    ]


def _error(code: str, rule: Rule, **params: object) -> Finding:
    return Finding(Severity.ERROR, code, rule, params)


def _split(quality: Decimal, price: Decimal, reason: str) -> Iterator[Finding]:
    if quality < 0 or price < 0:
        yield _error("weight_negative", WHOLE, quality=quality, price=price)
    if quality + price != ALL:
        yield _error("split_not_whole", WHOLE, quality=quality, price=price, total=quality + price)
    if (quality, price) != (EVEN, EVEN) and not reason.strip():
        yield _error("split_needs_reason", EVEN_SPLIT, quality=quality, price=price)


def _questions(quality: Decimal, questions: Sequence[QuestionWeight]) -> Iterator[Finding]:
    if not questions:
        if quality > 0:
            yield _error("questions_missing", WHOLE)
        return
    for question in questions:
        if question.weight <= 0:
            yield _error("question_without_weight", WHOLE, question=question.code, weight=question.weight)
    total = sum((question.weight for question in questions), Decimal(0))
    if total != ALL:
        yield _error("questions_not_whole", WHOLE, total=total, difference=ALL - total)


def _sections(questions: Sequence[QuestionWeight], sections: Mapping[str, Decimal]) -> Iterator[Finding]:
    for section, weight in sections.items():
        total = sum((question.weight for question in questions if question.section == section), Decimal(0))
        if total != weight:
            yield _error("section_differs", WHOLE, section=section, weight=weight, total=total)
