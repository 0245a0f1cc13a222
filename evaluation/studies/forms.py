"""Forms of a study and the filters of the list of studies."""

import django_filters
from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from evaluation.sroi.forms import FigureField
from evaluation.sroi.models import DiscountSchedule, PriceIndex
from evaluation.studies.models import RANGED, Kind, Study
from evaluation.studies.workflow import State
from evaluation.value_map.engine import Kind as FigureKind
from partnerships.models import Partnership
from psp.core.finding import WordsFilter
from psp.core.forms import PspModelForm
from psp.core.workflow import choices

# The figures of the study itself that may have a stated range, with what they are called and how they are typed.
RANGES = (("discount_rate", _("Discount rate"), FigureKind.PERCENT), ("inputs", _("Inputs"), FigureKind.MONEY))


class StudyForm(PspModelForm):
    flat_rate = FigureField(
        label=_("Rate for every year"),
        help_text=_("Only with the schedule “One rate for every year”."),
        kind=FigureKind.PERCENT,
    )

    class Meta:
        model = Study
        fields = [
            "title",
            "kind",
            "starts_on",
            "ends_on",
            "due_on",
            "purpose",
            "scope",
            "audience",
            "comparison",
            "price_base_year",
            "price_index",
            "schedule",
            "flat_rate",
            "timing",
            "discount_inputs",
            *(f"{name}_{end}" for name in RANGED for end in ("low", "high")),
        ]
        labels = {
            "starts_on": _("First day of the activity"),
            "ends_on": _("Last day of the activity"),
            "due_on": _("When approval is due"),
            "purpose": _("What the study is for"),
            "scope": _("What it covers, and what it leaves out"),
            "audience": _("Who will read it"),
            "comparison": _("How a private company delivering the same contract would compare"),
            "price_base_year": _("Prices of which year"),
            "price_index": _("Price index"),
            "schedule": _("Discount schedule"),
            "timing": _("When in a year its value is taken to arise"),
            "discount_inputs": _("Discount the inputs too"),
        }
        help_texts = {
            "title": _("Such as “Lunch club, forecast 2027”."),
            "kind": _(
                "A forecast says what should change, an evaluative study what did. The tender asks for an evaluative one."
            ),
            "comparison": _(
                "What a commercial bidder would do with the same money: which outcomes it would not bring, "
                "and which it would."
            ),
            "price_base_year": _("Values of other years are brought to the prices of this year."),
            "price_index": _("Needed only where an input or a proxy is in prices of another year."),
            "discount_inputs": _("Leave it unticked where the money is spent in the first year."),
        }
        widgets = {
            **{name: forms.Textarea(attrs={"rows": 3}) for name in ("purpose", "scope", "audience", "comparison")},
            "kind": forms.RadioSelect,
            "timing": forms.RadioSelect,
            "price_base_year": forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        chosen = [self.instance.schedule_id, self.instance.price_index_id]
        for name, model, kept in zip(("schedule", "price_index"), (DiscountSchedule, PriceIndex), chosen, strict=True):
            self.fields[name].queryset = model.objects.filter(Q(is_offered=True) | Q(pk=kept))
        self.fields["price_index"].empty_label = _("None")
        for name, label, kind in RANGES:
            for end, words in (
                ("low", _("{figure}, at the lowest")),
                ("high", _("{figure}, at the highest")),
            ):
                self.fields[f"{name}_{end}"] = FigureField(
                    label=format_lazy(words, figure=label), kind=kind, min_value=0
                )
        self.fields["kind"].choices = Kind.choices
        self.helper.layout = Layout(
            "title",
            "kind",
            Fieldset(_("What it looks at"), "starts_on", "ends_on", "purpose", "scope", "audience", "comparison"),
            Fieldset(
                _("How the figures are computed"),
                "price_base_year",
                "price_index",
                "schedule",
                "flat_rate",
                "timing",
                "discount_inputs",
            ),
            Fieldset(
                _("How far the rate and the inputs could differ, if you know it"),
                *(Row(f"{name}_low", f"{name}_high") for name in RANGED),
            ),
            Fieldset(_("Approval"), "due_on"),
        )

    def clean(self):
        cleaned = super().clean()
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("Enter a day on or after the first day of the activity"))
        for name in RANGED:
            low, high = cleaned.get(f"{name}_low"), cleaned.get(f"{name}_high")
            if low is not None and high is not None and low > high:
                self.add_error(f"{name}_high", _("Enter a highest value that is not below the lowest"))
        return cleaned


def _partnerships(request):
    return Partnership.objects.visible_to(request.user) if request else Partnership.objects.none()


class StudyFilter(django_filters.FilterSet):
    q = WordsFilter("title", "partnership__name", label=_("Study or partnership"))
    state = django_filters.ChoiceFilter(label=_("State"), choices=choices(State), empty_label=_("Any state"))
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Kind.choices, empty_label=_("Any kind"))
    partnership = django_filters.ModelChoiceFilter(
        label=_("Partnership"), queryset=_partnerships, empty_label=_("Any partnership")
    )

    class Meta:
        model = Study
        fields: list[str] = []
