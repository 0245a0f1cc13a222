"""Forms of bidders' questions and their filter."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.questions.models import Clarification
from psp.core.dates import moment_in_words
from psp.core.finding import WordsFilter
from psp.core.forms import PspForm, PspModelForm


class QuestionTextForm(PspModelForm):
    class Meta:
        model = Clarification
        fields = ["text"]
        labels = {"text": _("Question")}
        help_texts = {"text": _("All bidders read it. Leave out anything that tells who asked.")}


class RecordQuestionForm(PspForm):
    text = forms.CharField(
        label=_("Question"),
        help_text=_("All bidders read it. Leave out anything that tells who asked."),
        widget=forms.Textarea,
        max_length=5000,
    )
    asked_on = forms.DateField(label=_("Day it came in"))
    asker = forms.CharField(
        label=_("Who asked"),
        help_text=_("Sealed at once. Purchasers can open it once the deadline has passed; that they did is kept."),
        required=False,
        max_length=200,
    )


class AnswerForm(PspModelForm):
    """The answer; ``late_deadline`` is the deadline that answering today asks for, None where it is early enough."""

    class Meta:
        model = Clarification
        fields = ["answer"]
        labels = {"answer": _("Answer")}
        help_texts = {"answer": _("It goes to all bidders and cannot be changed afterwards.")}

    def __init__(self, *args, late_deadline=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = True
        if late_deadline:
            self.fields["extend"] = forms.BooleanField(
                label=_("Move the deadline to {moment}").format(moment=moment_in_words(late_deadline)),
                help_text=_("An answer today leaves bidders less than the 6 days they need."),
                required=False,
            )


class ClarificationFilter(django_filters.FilterSet):
    q = WordsFilter("text", "answer", label=_("Words"))
    waits = django_filters.BooleanFilter(
        label=_("Waiting for an answer"),
        field_name="answered_at",
        lookup_expr="isnull",
        widget=forms.Select(choices=[("", _("All")), ("true", _("Waiting")), ("false", _("Answered"))]),
    )

    class Meta:
        model = Clarification
        fields: list[str] = []
