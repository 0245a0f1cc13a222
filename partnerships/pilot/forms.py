"""What is asked about success criteria and their results."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from partnerships.documents.forms import DocumentFields
from partnerships.pilot.models import CriterionResult, SuccessCriterion
from psp.core.dates import in_words
from psp.core.forms import PspForm, PspModelForm

REASON_LABEL = _("Why do you change a frozen criterion?")
DIGITS, PLACES = 14, 2


class FigureField(forms.DecimalField):
    """A figure typed with or without £, %, commas and spaces."""

    def __init__(self, **kwargs):
        super().__init__(max_digits=DIGITS, decimal_places=PLACES, **kwargs)
        self.widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 12})

    def to_python(self, value):
        figure = super().to_python("".join(str(value or "").translate(str.maketrans("", "", "£%, ")).split()))
        # As the database keeps it, so that a figure typed again is no change.
        if (
            figure is None
            or not figure.is_finite()
            or figure.adjusted() > DIGITS
            or figure.as_tuple().exponent < -PLACES
        ):
            return figure
        return figure.quantize(Decimal(1).scaleb(-PLACES))

    def prepare_value(self, value):
        return f"{value:f}".rstrip("0").rstrip(".") if hasattr(value, "as_tuple") and "." in f"{value:f}" else value


class CriterionForm(PspModelForm):
    baseline = FigureField(
        label=_("Baseline"), help_text=_("How it was before the pilot. Leave it empty if nobody knows."), required=False
    )
    target = FigureField(label=_("Target"))
    after_gate = forms.BooleanField(
        label=_("Measure it after the gate"),
        help_text=_(
            "The gate then has to be passed with an earlier figure, and the criterion is marked wherever it is shown."
        ),
        required=False,
    )
    reason = forms.CharField(label=REASON_LABEL, widget=forms.Textarea, max_length=2000)

    class Meta:
        model = SuccessCriterion
        fields = ["statement", "indicator", "unit", "baseline", "direction", "target", "source", "due_on"]
        labels = {"statement": _("What does success look like?"), "due_on": _("By when is it measured?")}
        help_texts = {
            "statement": _("For example: older people in Kirkton are less lonely."),
            "indicator": _("What you count. For example: people who say they feel less lonely after six months."),
            "source": _("For example: questionnaire at the start and after six months."),
        }
        widgets = {"unit": forms.RadioSelect, "direction": forms.RadioSelect}

    def __init__(self, *args, is_frozen, gate_on=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.gate_on = gate_on
        is_late = self.instance.pk is not None and self.instance.is_after(gate_on)
        self.initial["after_gate"] = is_late
        if not self.is_bound and not is_late:
            del self.fields["after_gate"]
        if gate_on is not None:
            words = _("Evaluation is planned to start on {day}, and its gate asks for this result.")
            self.fields["due_on"].help_text = words.format(day=in_words(gate_on))
        self.fields["direction"].label = _("Is the target reached from below or from above?")
        if not is_frozen:
            del self.fields["reason"]

    def clean(self):
        values = super().clean()
        confirmed, due_on = values.pop("after_gate", False), values.get("due_on")
        if self.gate_on is None or due_on is None or due_on <= self.gate_on:
            self.fields.pop("after_gate", None)
        elif not confirmed:
            words = _("Enter {day} or an earlier day, or tick “Measure it after the gate” below")
            self.add_error("due_on", words.format(day=in_words(self.gate_on)))
        return values


class WithdrawForm(PspForm):
    reason = forms.CharField(label=_("Why do you withdraw a frozen criterion?"), widget=forms.Textarea, max_length=2000)

    def __init__(self, *args, is_frozen, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_frozen:
            del self.fields["reason"]


class ResultForm(DocumentFields, PspForm):
    value = FigureField(label=_("Figure"))
    measured_on = forms.DateField(label=_("The day it was measured"))
    note = forms.CharField(label=_("Note"), widget=forms.Textarea, max_length=2000, required=False)
    field_order = ["value", "measured_on", "note", "document", "file"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["document"].label = _("Evidence among the documents")
        self.fields["file"].label = _("Or send the evidence")


class EditResultForm(PspModelForm):
    value = FigureField(label=_("Figure"))

    class Meta:
        model = CriterionResult
        fields = ["value", "measured_on", "note"]
