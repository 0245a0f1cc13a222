"""The upload of a study's file, and what is asked before it is taken over."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from evaluation.proposals.queries import schedules_to_choose
from evaluation.sroi.engine.layout import RATE, BadLayoutError, StudyFile, read_study
from evaluation.sroi.engine.layout_rows import Question
from evaluation.sroi.engine.strict_json import MOST_BYTES
from evaluation.studies.models import Study
from evaluation.value_map.engine import Kind, read_figure, readings_of
from psp.core.forms import PspForm

MOST_PROBLEMS = 20


def _refusal(problem: BadLayoutError) -> ValidationError:
    """Give every problem of a file by row, field and reason; of very many the first, and how many more."""
    found = [str(one) for one in problem.problems]
    more = len(found) - MOST_PROBLEMS
    others = [_("and {count} more").format(count=more)] if more > 0 else []
    return ValidationError([*found[:MOST_PROBLEMS], *others])


class ImportForm(PspForm):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "JSON of at most 2 MB, as this service exports it and the command compute_sroi reads it. "
            "You see what will change before anything is changed."
        ),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )
    content = ""

    def clean_file(self) -> StudyFile:
        """Read the file; every problem of it is named by row, field and reason."""
        data = self.cleaned_data["file"].read(MOST_BYTES + 1)
        try:
            file = read_study(data)
        except BadLayoutError as problem:
            raise _refusal(problem) from problem
        self.content = data.decode("utf-8-sig")
        return file


class ConfirmImportForm(PspForm):
    """What is asked before a file is taken over: which percentages are meant, the schedule, and the rows in the way.

    ``content`` is the file itself, read again as strictly; ``file`` what it says, with the questions answered.
    """

    content = forms.CharField(widget=forms.HiddenInput, strip=False)

    def __init__(self, *args: Any, study: Study, file: StudyFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.file = file
        self.questions = [(f"share-{place}", question) for place, question in enumerate(file.questions, start=1)]
        for name, question in self.questions:
            self.fields[name] = _field_of(question, file)
        self.choices = schedules_to_choose(study, file)
        if self.choices:
            self.fields["schedule"] = forms.ChoiceField(
                label=gettext_lazy("Which discount schedule is meant?"),
                choices=[(choice.value, capfirst(choice.label)) for choice in self.choices],
                initial=self.choices[0].value,
                widget=forms.RadioSelect,
            )
        there = study.stakeholders.count() + study.inputs.count() + study.outputs.count() + study.outcomes.count()
        if there:
            words = ngettext(
                "Replace the {count} row that is in the study", "Replace the {count} rows that are in the study", there
            )
            self.fields["replace"] = forms.BooleanField(
                label=words.format(count=there),
                required=False,
                help_text=gettext_lazy("Its stakeholders, inputs, outputs and outcomes are removed first."),
            )

    def answers(self) -> dict[tuple[str, str], Decimal]:
        """Give the answers so far, by row and field."""
        given = {}
        for name, question in self.questions:
            reading = self.data.get(name, "")
            if reading in readings_of(question.value):
                figure = read_figure(Kind.PERCENT, reading)
                given[question.where, question.field] = Decimal(figure or 0)
        return given

    @property
    def is_answered(self) -> bool:
        return len(self.answers()) == len(self.questions)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.is_answered:
            try:
                self.file = self.file.answered(self.answers())
            except BadLayoutError as problem:
                raise _refusal(problem) from problem
        return cleaned


def _field_of(question: Question, file: StudyFile) -> forms.ChoiceField:
    """Ask which of two is meant by one figure, naming its row, its outcome and its field."""
    readings = readings_of(question.value)
    row = next((row for row in file.rows if row.key == question.where), None)
    what = _("the discount rate") if (question.where, question.field) == RATE else question.field.replace("_", "-")
    label = _("{row}: {figure} of {value}").format(
        row=f"{question.where}, “{row.fields['outcome'][:80]}”" if row else question.where,
        figure=what,
        value=question.value,
    )
    return forms.ChoiceField(
        label=capfirst(label),
        choices=[(reading, reading) for reading in readings],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose {low} or {high}").format(low=readings[0], high=readings[1])},
    )
