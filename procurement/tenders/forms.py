"""Forms of a tender and the filters of the list of tenders."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnerships.models import Organisation
from procurement.tenders.models import Tender
from procurement.tenders.workflow import State
from psp.core.forms import MoneyField, PspModelForm
from psp.core.workflow import choices


class TenderForm(PspModelForm):
    estimated_value = MoneyField(
        label=_("Estimated value of the whole contract, excluding VAT"),
        help_text=_("For all its years and possible extensions together."),
        required=False,
        min_value=0,
    )

    class Meta:
        model = Tender
        fields = ["title", "description", "estimated_value", "vat_rate"]
        labels = {
            "title": _("Title of the tender"),
            "description": _("What is bought"),
            "vat_rate": _("VAT rate that applies"),
        }
        help_texts = {
            "description": _("The service, for whom, where and how much of it. Bidders read this first."),
            "vat_rate": _("Usually 20. Enter 0 where the service is exempt."),
        }
        widgets = {"vat_rate": forms.TextInput(attrs={"inputmode": "decimal", "suffix": "%", "size": 6})}


class TenderFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Tender or partnership"), method="search")
    state = django_filters.ChoiceFilter(label=_("State"), choices=choices(State), empty_label=_("Any state"))
    council = django_filters.ModelChoiceFilter(
        label=_("Council"),
        field_name="partnership__purchasing_council",
        queryset=Organisation.objects.filter(purchases__tenders__isnull=False).distinct(),
        empty_label=_("Any council"),
    )

    class Meta:
        model = Tender
        fields: list[str] = []

    def search(self, rows, name, value):
        return rows.filter(Q(title__icontains=value) | Q(partnership__name__icontains=value))
