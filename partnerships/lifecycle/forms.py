"""What is asked to edit a partnership and to filter its history."""

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from partnerships.activity.models import Activity
from partnerships.lifecycle.models import Partnership
from psp.core.finding import Folded
from psp.core.forms import MoneyField, PspModelForm


def departments_of_councils():
    """Every department of a council, with the council's name before its own."""
    rows = (
        Partnership._meta.get_field("purchasing_department")
        .related_model.objects.filter(organisation__kind="council")
        .select_related("organisation")
    )
    return rows.order_by(Folded("organisation__name"), Folded("name"))


class DepartmentField(forms.ModelChoiceField):
    def label_from_instance(self, department):
        return f"{department.organisation}: {department.name}"


class FactsForm(PspModelForm):
    purchasing_department = DepartmentField(queryset=None, label=_("Purchasing department"), required=False)
    contract_value = MoneyField(
        label=_("Estimated value of the contract, excluding VAT"),
        help_text=_("Over its whole length. It decides which procurement rules apply."),
        required=False,
        min_value=0,
    )

    class Meta:
        model = Partnership
        fields = ["name", "need", "service", "area", "purchasing_council", "purchasing_department", "contract_value"]
        labels = {"need": _("The need"), "purchasing_council": _("Purchasing council")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        councils = self.fields["purchasing_council"]
        councils.queryset = councils.queryset.filter(kind="council")
        self.fields["purchasing_department"].queryset = departments_of_councils()


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class HistoryFilter(django_filters.FilterSet):
    person = django_filters.ModelChoiceFilter(
        field_name="actor", label=_("Who"), queryset=get_user_model()._base_manager.none(), empty_label=_("Everyone")
    )
    kind = django_filters.ChoiceFilter(label=_("What it was about"), method="of_kind", empty_label=_("Everything"))
    since = django_filters.DateFilter(label=_("From"), field_name="at", lookup_expr="date__gte", widget=DayInput())
    until = django_filters.DateFilter(label=_("To"), field_name="at", lookup_expr="date__lte", widget=DayInput())

    class Meta:
        model = Activity
        fields = ["person", "kind", "since", "until"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        nouns = sorted(
            {verb.partition(".")[0] for verb in self.queryset.order_by().values_list("verb", flat=True).distinct()}
        )
        self.filters["kind"].extra["choices"] = [(noun, noun.replace("_", " ").capitalize()) for noun in nouns]
        people = get_user_model()._base_manager.filter(pk__in=self.queryset.order_by().values("actor"))
        self.filters["person"].queryset = people.order_by(Folded("name"))

    def of_kind(self, rows, name, noun):
        return rows.filter(verb__startswith=f"{noun}.")
