"""Forms of the rows of a value map. Figures are read as people type them."""

from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from evaluation.sroi.engine.checks import TYPICAL
from evaluation.sroi.forms import FigureField
from evaluation.value_map.engine import CELLS, Kind, shown
from evaluation.value_map.models import RANGED, Decision, Input, Outcome, Output, Stakeholder
from psp.core.forms import PspModelForm

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
    value = FigureField(
        label=_("What it is worth, in pounds"),
        help_text=_("Time given is worth something too."),
        kind=Kind.MONEY,
        required=True,
        min_value=0,
    )

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


# What the figures of an outcome are called where their ranges are asked for.
NAMES = {
    "quantity": _("Quantity"),
    "duration_years": _("Years"),
    "proxy": _("Worth each"),
    "deadweight": _("Deadweight"),
    "displacement": _("Displacement"),
    "attribution": _("Attribution"),
    "drop_off": _("Drop-off"),
}


class RangesForm(RowForm):
    """The lowest and highest value of each figure of an outcome, where people know them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for cell in CELLS:
            for end, words in (("low", _("{figure}, at the lowest")), ("high", _("{figure}, at the highest"))):
                label = format_lazy(words, figure=NAMES[cell.name])
                self.fields[f"{cell.name}_{end}"] = FigureField(label=label, kind=cell.kind)

    def clean(self):
        cleaned = super().clean()
        for cell in CELLS:
            value, low, high = (cleaned.get(name) for name in (cell.name, f"{cell.name}_low", f"{cell.name}_high"))
            if low is not None and high is not None and low > high:
                self.add_error(f"{cell.name}_high", _("Enter a highest value that is not below the lowest"))
            elif value is not None and low is not None and low > value:
                words = _("Enter a lowest value of {value} or less: the figure itself has to lie in its range")
                self.add_error(f"{cell.name}_low", words.format(value=shown(cell.kind, value)))
            elif value is not None and high is not None and high < value:
                words = _("Enter a highest value of {value} or more: the figure itself has to lie in its range")
                self.add_error(f"{cell.name}_high", words.format(value=shown(cell.kind, value)))
        return cleaned


class OutcomeForm(RangesForm):
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
            *(f"{name}_{end}" for name in RANGED for end in ("low", "high")),
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

        def limits(name):
            return Row(f"{name}_low", f"{name}_high")

        def deduction(title, name):
            return Fieldset(title, name, limits(name), Row(f"{name}_reason", f"{name}_source"))

        self.helper.layout = Layout(
            Fieldset(_("What changes, for whom"), "stakeholder", "description", "indicator"),
            Fieldset(
                _("How much and how long"),
                Row("quantity", "unit"),
                limits("quantity"),
                "quantity_source",
                "duration_years",
                limits("duration_years"),
                "duration_reason",
                "starts",
            ),
            Fieldset(
                _("What each is worth"),
                "proxy_description",
                Row("proxy", "price_year"),
                limits("proxy"),
                "proxy_source",
                "proxy_licence",
            ),
            deduction(_("Would it have happened anyway?"), "deadweight"),
            deduction(_("Did it take something away elsewhere?"), "displacement"),
            deduction(_("Who else brought it about?"), "attribution"),
            deduction(_("Does it weaken over the years?"), "drop_off"),
            Fieldset(_("In the account or not"), "materiality", "materiality_reason"),
        )
