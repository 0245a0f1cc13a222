"""The form of what a tender buys."""

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.tenders.models import Tender
from psp.core.forms import MoneyField, PspModelForm


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
