"""Forms of the rows of a value map. Figures are read as people type them."""

from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from evaluation.sroi.engine.checks import TYPICAL
from evaluation.value_map.engine import Kind, UnreadableError, Wrong, read_figure, said
from evaluation.value_map.models import Decision, Input, Outcome, Output, Stakeholder
from psp.core.forms import MoneyField, PspModelForm

WORDS = {
    Wrong.NO_NUMBER: _("Enter a number, like 7, 1,250 or −275"),
    Wrong.NO_PERCENTAGE: _("Enter a percentage between 0 and 100, like 35"),
    Wrong.NO_YEARS: _("Enter a whole number of years between 1 and 100"),
    Wrong.TOO_LARGE: _("Enter a number smaller than 10,000,000,000"),
    Wrong.TOO_PRECISE: _("Use at most 4 digits after the point"),
    Wrong.NEGATIVE: _("Enter a number of 0 or more"),
}
SUFFIX = {Kind.PERCENT: "%", Kind.YEARS: _("years")}


class FigureField(forms.CharField):
    """A figure of a kind, typed with or without its sign: "£48.25", "35%", "−275"."""

    def __init__(self, *, kind, **kwargs):
        super().__init__(max_length=60, required=False, **kwargs)
        self.kind = kind
        self.widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 12, "autocomplete": "off"})
        if kind in SUFFIX:
            self.widget.attrs["suffix"] = SUFFIX[kind]

    def to_python(self, value):
        try:
            return read_figure(self.kind, super().to_python(value))
        except UnreadableError as problem:
            raise ValidationError(str(WORDS[problem.wrong]), code=str(problem.wrong)) from problem

    def run_validators(self, value):
        # The length is that of what was typed, and the reader has looked at it.
        return

    def prepare_value(self, value):
        return value if isinstance(value, str) else said(self.kind, value)


DEDUCTIONS = ("deadweight", "displacement", "attribution", "drop_off")


def _short(rows=2):
    return forms.Textarea(attrs={"rows": rows})


class RowForm(PspModelForm):
    """A row's form; the stakeholders offered are those of its study."""

    def __init__(self, *args, study=None, **kwargs):
        super().__init__(*args, **kwargs)
        if "stakeholder" in self.fields:
            self.fields["stakeholder"].queryset = (study or self.instance.study).stakeholders.all()
            self.fields["stakeholder"].empty_label = _("Choose a stakeholder")


class StakeholderForm(RowForm):
    class Meta:
        model = Stakeholder
        fields = ["name", "description", "involvement", "decision", "reason"]
        labels = {
            "name": _("Who is affected, or affects the service"),
            "description": _("Who they are and how many"),
            "involvement": _("How they were asked what changes for them"),
            "decision": _("Are they in the account?"),
            "reason": _("Why they are in it or left out"),
        }
        help_texts = {"name": _("A group of people or an organisation, such as “Older people” or “Neighbours”.")}
        widgets = {
            "description": _short(),
            "involvement": _short(),
            "reason": _short(),
            "decision": forms.RadioSelect,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = Decision.choices

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("decision") == Decision.EXCLUDED and not cleaned.get("reason"):
            self.add_error("reason", _("Enter why they are left out"))
        return cleaned


class InputForm(RowForm):
    value = MoneyField(label=_("What it is worth"), min_value=0, help_text=_("Time given is worth something too."))

    class Meta:
        model = Input
        fields = ["stakeholder", "description", "value", "source", "year", "price_year"]
        labels = {
            "stakeholder": _("Who puts it in"),
            "description": _("What they put in"),
            "source": _("Where the figure comes from"),
            "year": _("In which year of the study"),
            "price_year": _("In prices of which year"),
        }
        help_texts = {
            "year": _("1 is the first. It matters only where the study discounts its inputs."),
            "price_year": _("Leave it empty for the prices the study is in."),
        }
        widgets = {
            "source": _short(),
            "year": forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
            "price_year": forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
        }


class OutputForm(RowForm):
    quantity = FigureField(label=_("How many"), kind=Kind.NUMBER)

    class Meta:
        model = Output
        fields = ["stakeholder", "description", "quantity", "unit", "source"]
        labels = {
            "stakeholder": _("For whom"),
            "description": _("What was delivered"),
            "unit": _("Of what"),
            "source": _("Where the figure comes from"),
        }
        help_texts = {"unit": _("Such as “meals” or “visits”.")}
        widgets = {"source": _short()}


def _percentage(name, label, help_text):
    hint = help_text
    if name in TYPICAL:
        words = _("{hint} The median of 383 published studies is {percent}%: a hint, never a default.")
        hint = format_lazy(words, hint=help_text, percent=f"{TYPICAL[name].normalize():f}")
    return FigureField(label=label, help_text=hint, kind=Kind.PERCENT)


class OutcomeForm(RowForm):
    quantity = FigureField(label=_("Quantity"), help_text=_("Negative where things get worse."), kind=Kind.NUMBER)
    duration_years = FigureField(label=_("How many years it lasts"), kind=Kind.YEARS)
    proxy = FigureField(label=_("Worth each, in pounds"), kind=Kind.MONEY)
    deadweight = _percentage("deadweight", _("Deadweight"), _("The share that would have happened anyway."))
    displacement = _percentage("displacement", _("Displacement"), _("The share taken away from somebody else."))
    attribution = _percentage("attribution", _("Attribution"), _("The share that is due to others."))
    drop_off = _percentage("drop_off", _("Drop-off"), _("How much weaker it gets each year from its second year on."))

    class Meta:
        model = Outcome
        fields = [
            "stakeholder",
            "description",
            "indicator",
            "quantity",
            "unit",
            "quantity_source",
            "duration_years",
            "duration_reason",
            "starts",
            "proxy_description",
            "proxy",
            "proxy_source",
            "proxy_licence",
            "price_year",
            *(f"{name}{part}" for name in DEDUCTIONS for part in ("", "_reason", "_source")),
            "materiality",
            "materiality_reason",
        ]
        labels = {
            "stakeholder": _("Who changes"),
            "description": _("What changes"),
            "indicator": _("Indicator: how you can tell"),
            "unit": _("Of what"),
            "quantity_source": _("Where the quantity comes from"),
            "duration_reason": _("Why that long"),
            "starts": _("When it starts"),
            "proxy_description": _("Financial proxy: what stands for its value"),
            "proxy_source": _("Where the proxy comes from"),
            "proxy_licence": _("Licence of the proxy"),
            "price_year": _("In prices of which year"),
            "materiality": _("Is it in the account?"),
            "materiality_reason": _("If it is not valued, why"),
            **{f"{name}_reason": _("Reason") for name in DEDUCTIONS},
            **{f"{name}_source": _("Source") for name in DEDUCTIONS},
        }
        help_texts = {
            "unit": _("Such as “admissions”. The break-even is said in it."),
            "proxy_licence": _("Values of licensed proxy banks may be used only as their licence allows."),
            "price_year": _("Leave it empty for the prices the study is in."),
        }
        widgets = {
            "starts": forms.RadioSelect,
            "materiality": forms.RadioSelect,
            "price_year": forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
            **{
                name: _short()
                for name in (
                    "quantity_source",
                    "duration_reason",
                    "proxy_source",
                    "materiality_reason",
                    *(f"{field}_{part}" for field in DEDUCTIONS for part in ("reason", "source")),
                )
            },
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)

        def deduction(title, name):
            return Fieldset(title, name, Row(f"{name}_reason", f"{name}_source"))

        self.helper.layout = Layout(
            Fieldset(_("What changes, for whom"), "stakeholder", "description", "indicator"),
            Fieldset(
                _("How much and how long"),
                Row("quantity", "unit"),
                "quantity_source",
                "duration_years",
                "duration_reason",
                "starts",
            ),
            Fieldset(
                _("What each is worth"),
                "proxy_description",
                Row("proxy", "price_year"),
                "proxy_source",
                "proxy_licence",
            ),
            deduction(_("Would it have happened anyway?"), "deadweight"),
            deduction(_("Did it take something away elsewhere?"), "displacement"),
            deduction(_("Who else brought it about?"), "attribution"),
            deduction(_("Does it weaken over the years?"), "drop_off"),
            Fieldset(_("In the account or not"), "materiality", "materiality_reason"),
        )
