"""A form to add and a form to edit a record of each app, for tests that fill them in by hand."""

from dataclasses import dataclass
from typing import Any

from evaluation.models import Stakeholder
from partnerships.models import LearningPoint
from procurement.models import Question
from tests.factories.learning import LearningPointFactory
from tests.factories.studies import StakeholderFactory, StudyFactory
from tests.factories.tenders import QuestionFactory, TenderFactory

APPS = ("partnerships", "procurement", "evaluation")
KINDS = ("add", "edit")


@dataclass(frozen=True, slots=True)
class AppForm:
    """A form at ``url``; ``typed`` fills it in, ``field`` is the one a test writes in, kept in ``model`` under the same name."""

    url: str
    field: str
    typed: dict[str, Any]
    model: Any

    def texts(self):
        """Return what is saved of the field, sorted."""
        return sorted(self.model.objects.values_list(self.field, flat=True))

    def fill(self, page, text):
        """Type everything, with this text in the form's field."""
        for name, value in (self.typed | {self.field: text}).items():
            place = page.locator(f".psp-form [name={name}]")
            kind = place.first.evaluate("field => field.type")
            if kind == "radio":
                page.locator(f".psp-form [name={name}][value='{value}']").check()
            elif kind.startswith("select"):
                place.select_option(value)
            else:
                place.fill(value)

    def text_in(self, page):
        return page.locator(f".psp-form [name={self.field}]").input_value()


def app_form(app, kind, partnership, person):
    """Make the form of an app, with the records it needs; of the kind "edit", with a record that says "At first"."""
    return {"partnerships": _learning, "procurement": _question, "evaluation": _stakeholder}[app](
        kind, partnership, person
    )


def _learning(kind, partnership, person):
    here = f"/partnerships/{partnership.pk}/learning"
    typed = {"stage": "design", "theme": "forming", "happened": "Nobody came.", "learned": "Ask.", "is_shared": "True"}
    if kind == "add":
        return AppForm(f"{here}/add/", "title", typed, LearningPoint)
    point = LearningPointFactory(partnership=partnership, written_by=person, title="At first")
    return AppForm(f"{here}/{point.pk}/edit/", "title", typed, LearningPoint)


def _question(kind, partnership, _person):
    partnership.state = "tender"
    partnership.save()
    tender = TenderFactory(partnership=partnership)
    typed = {"section": "Quality", "weight": "50"}
    if kind == "add":
        return AppForm(tender.url("add_question"), "text", typed, Question)
    question = QuestionFactory(tender=tender, text="At first")
    return AppForm(tender.url("edit_question", question.pk), "text", typed, Question)


def _stakeholder(kind, partnership, _person):
    study = StudyFactory(partnership=partnership)
    typed = {"decision": "included", "involvement": "Two interviews"}
    if kind == "add":
        return AppForm(study.url("add_stakeholder"), "name", typed, Stakeholder)
    row = StakeholderFactory(study=study, name="At first")
    return AppForm(study.url("edit_stakeholder", row.pk), "name", typed, Stakeholder)
