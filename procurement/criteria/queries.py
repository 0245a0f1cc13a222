"""Reads about what a tender is judged by: its weights held against the rules, its questions by section."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.tenders.engine.weights import QuestionWeight, check_weights
from procurement.tenders.models import Question, Tender
from procurement.timetable.queries import Said, in_sentences
from psp.core.charts.chart import Chart
from psp.core.charts.stacked_bars import Stack, StackedBars, stacked_bars
from psp.core.charts.words import Unit
from psp.core.money import percent

SENTENCES = {
    "weight_negative": gettext_lazy("Enter weights of 0 or more"),
    "split_not_whole": gettext_lazy("Quality and price weigh {total} together: make them 100"),
    "split_needs_reason": gettext_lazy("Record why quality ({quality}) and price ({price}) do not weigh the same"),
    "questions_missing": gettext_lazy("Add the questions bidders answer about quality"),
    "question_without_weight": gettext_lazy("Give the question “{question}” a weight above 0"),
    "questions_not_whole": gettext_lazy("The questions weigh {total} together: make them 100"),
    "section_differs": gettext_lazy("The questions of “{section}” weigh {total} instead of {weight}"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """The questions of one section and what they weigh together, in per cent of all quality."""

    name: str
    questions: list[Question]

    @property
    def weight(self) -> Decimal:
        """The sum of the questions' weights."""
        return sum((question.weight for question in self.questions), Decimal(0))


def sections_of(questions: list[Question]) -> list[Section]:
    """Group questions by section, sections and questions in the order of their positions."""
    by_name: dict[str, list[Question]] = {}
    for question in questions:
        by_name.setdefault(question.section, []).append(question)
    return [Section(name, rows) for name, rows in by_name.items()]


def split_of(tender: Tender) -> Chart:
    """Draw how quality and price share the points of a tender."""
    parts = (_("Quality"), _("Price"))
    title = _("Quality weighs {quality}, price {price}").format(
        quality=percent(tender.quality_weight), price=percent(tender.price_weight)
    )
    stack = Stack(_("All points"), (tender.quality_weight, tender.price_weight))
    return stacked_bars(StackedBars("split", title, parts, (stack,), unit=Unit.PERCENT, whole=Decimal(100)))


def said_of_weights(tender: Tender, questions: list[Question]) -> list[Said]:
    """List what is wrong with a tender's weights, in words with source and trust."""
    weights = [QuestionWeight(str(question), question.weight, question.section) for question in questions]
    findings = check_weights(tender.quality_weight, tender.price_weight, weights, reason=tender.weights_reason)
    return in_sentences(findings, SENTENCES)
