"""Forms of what a tender is judged by."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.tenders.models import Question, Tender
from psp.core.forms import MoneyField, PspForm, PspModelForm

PERCENT = {"inputmode": "decimal", "suffix": "%", "size": 6}


class WeightsForm(PspModelForm):
    budget = MoneyField(
        label=_("Fixed budget"),
        help_text=_("Only for a fixed budget: what the council pays."),
        required=False,
        min_value=1,
    )

    field_order = ["quality_weight", "price_weight", "weights_reason", "price_method", "budget"]

    class Meta:
        model = Tender
        fields = ["quality_weight", "price_weight", "weights_reason", "price_method", "budget"]
        labels = {
            "quality_weight": _("Quality"),
            "price_weight": _("Price"),
            "weights_reason": _("Why they do not weigh the same"),
            "price_method": _("How prices become points"),
        }
        help_texts = {
            "weights_reason": _("Needed unless both weigh 50. It is published with the tender."),
        }
        widgets = {
            "quality_weight": forms.TextInput(attrs=PERCENT),
            "price_weight": forms.TextInput(attrs=PERCENT),
            "price_method": forms.RadioSelect,
        }


class QuestionForm(PspModelForm):
    class Meta:
        model = Question
        fields = ["section", "text", "guidance", "weight", "minimum_score", "max_words"]
        labels = {
            "section": _("Section"),
            "text": _("Question"),
            "guidance": _("What a good answer shows"),
            "weight": _("Weight"),
            "minimum_score": _("Minimum score"),
            "max_words": _("Most words of an answer"),
        }
        help_texts = {
            "section": _("Questions of the same section stand together."),
            "guidance": _("Bidders and evaluators both read it."),
            "weight": _("Its share of all quality. All questions together weigh 100."),
            "minimum_score": _("From 0 to 4. A bid that scores less is not ranked. Leave it empty for none."),
        }
        widgets = {
            "weight": forms.TextInput(attrs=PERCENT),
            "minimum_score": forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
            "max_words": forms.TextInput(attrs={"inputmode": "numeric", "size": 6, "suffix": _("words")}),
        }

    def clean_weight(self):
        weight = self.cleaned_data["weight"]
        if not 0 < weight <= 100:
            raise forms.ValidationError(_("Enter a weight above 0, at most 100"))
        return weight


class QuestionWeightsForm(PspForm):
    """A weight and a place in the order for each question, in one table."""

    def __init__(self, *args, questions, **kwargs):
        self.questions = questions
        super().__init__(*args, **kwargs)
        for place, question in enumerate(questions, start=1):
            self.fields[f"weight_{question.pk}"] = forms.DecimalField(
                label=_("Weight of question {place}").format(place=place),
                initial=question.weight.normalize() if question.weight % 1 else question.weight.to_integral_value(),
                min_value=Decimal("0.01"),
                max_value=Decimal(100),
                max_digits=5,
                decimal_places=2,
                widget=forms.TextInput(attrs=PERCENT),
            )
            self.fields[f"place_{question.pk}"] = forms.IntegerField(
                label=_("Place of question {place}").format(place=place),
                initial=place,
                min_value=1,
                max_value=999,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
            )
        self._style()

    def rows(self):
        """Return each question with the bound fields of its weight and its place."""
        return [(question, self[f"weight_{question.pk}"], self[f"place_{question.pk}"]) for question in self.questions]

    def weights(self):
        """Return the weights typed, by the question's id."""
        return {question.pk: self.cleaned_data[f"weight_{question.pk}"] for question in self.questions}

    def positions(self):
        """Return places 1, 2, 3 … by the question's id; where two were given the same, the earlier order decides."""
        in_order = sorted(self.questions, key=lambda question: self.cleaned_data[f"place_{question.pk}"])
        return {question.pk: place for place, question in enumerate(in_order, start=1)}
