"""The rows of a readiness round as small forms: each with the version it read and a mark of what it showed."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from partnerships.models import Document
from procurement.answers.operations import GivenAnswer, GivenJudgement
from procurement.readiness.models import Judgement, ReadinessAnswer
from psp.core.forms import PspForm


def mark_of(*words):
    """Mark what a row showed, so that a row nobody touched is not saved over somebody else's."""
    # A browser sends line ends as CR LF, a form field strips what stands around.
    text = "\0".join(word.replace("\r\n", "\n").strip() for word in words)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class AnswerRow(PspForm):
    needed = _("Enter an answer before you submit the round")
    # A validator in place of max_length: some twenty counts of characters on one page would only be noise.
    text = forms.CharField(
        label=_("Answer"),
        required=False,
        validators=[MaxLengthValidator(10_000)],
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    @staticmethod
    def shown(answer):
        return {"text": answer.text}

    def given(self, version):
        return GivenAnswer(self.cleaned_data["text"], version)


class JudgementRow(PspForm):
    needed = _("Select met, partly met or not met before you decide")
    judgement = forms.ChoiceField(
        label=_("Judgement"),
        choices=Judgement.choices,
        required=False,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline govuk-radios--small"}),
    )
    comment = forms.CharField(
        label=_("Comment"),
        help_text=_("Needed unless the criterion is met."),
        required=False,
        validators=[MaxLengthValidator(4000)],
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @staticmethod
    def shown(answer):
        return {"judgement": answer.judgement, "comment": answer.comment}

    def clean(self):
        cleaned = super().clean()
        judgement, comment = cleaned.get("judgement", ""), cleaned.get("comment", "")
        if judgement not in {"", Judgement.MET} and not comment and "comment" not in self.errors:
            self.add_error("comment", _("Enter a comment: what is missing?"))
        if comment and not judgement and "judgement" not in self.errors:
            self.add_error("judgement", _("Select met, partly met or not met"))
        return cleaned

    def given(self, version):
        return GivenJudgement(self.cleaned_data["judgement"], self.cleaned_data["comment"], version)


@dataclass
class Row:
    """One criterion on the page: its answer, its form where the person may fill it in, and whether
    it was saved in between, ``is_own`` by the person themselves."""

    answer: ReadinessAnswer
    form: Any = None
    before: ReadinessAnswer | None = None
    version: int = 0
    is_touched: bool = False
    is_stale: bool = False
    is_own: bool = False

    @property
    def mark(self):
        return mark_of(*self.form.shown(self.answer).values()) if self.form else ""


def bind_rows(answers, form_class, data=None, only=None):
    """Make the rows of a page. With ``data``, those somebody typed in are bound; ``only`` narrows to one answer's id."""
    rows = []
    for answer in answers:
        row = Row(answer, version=answer.version)
        if form_class:
            prefix = f"row-{answer.pk}"
            shown = form_class.shown(answer)
            is_sent = data is not None and f"{prefix}-mark" in data and only in (None, answer.pk)
            if is_sent:
                typed = [data.get(f"{prefix}-{name}", "") for name in shown]
                row.is_touched = mark_of(*typed) != data[f"{prefix}-mark"]
                sent = data.get(f"{prefix}-version", "")
                row.version = int(sent) if sent.isdecimal() and len(sent) < 10 else 0
            row.form = form_class(data if row.is_touched else None, prefix=prefix, initial=shown)
        rows.append(row)
    return rows


class EvidenceForm(PspForm):
    documents = forms.ModelMultipleChoiceField(
        label=_("Evidence for the answer"),
        queryset=Document.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args, documents, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["documents"].queryset = documents
