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
        fields = ["title", "description", "service_kind", "estimated_value", "vat_rate"]
        labels = {
            "title": _("Title of the tender"),
            "description": _("What is bought"),
            "service_kind": _("What kind of service is it?"),
            "vat_rate": _("VAT rate that applies"),
        }
        help_texts = {
            "description": _("The service, for whom, where and how much of it. Bidders read this first."),
            "service_kind": _(
                "Social and other specific services follow light-touch rules from a threshold of their own. If unsure, check "
                "Schedule 3 of the Public Contracts (Scotland) Regulations 2015."
            ),
            "vat_rate": _("20, unless a lower rate or none is shown to apply. Enter 0 where the service is exempt."),
        }
        widgets = {
            "service_kind": forms.RadioSelect,
            "vat_rate": forms.TextInput(attrs={"inputmode": "decimal", "suffix": "%", "size": 6}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["service_kind"]
        field.required = True
        field.choices = [choice for choice in field.choices if choice[0]]
        field.error_messages["required"] = _("Select what kind of service it is")
