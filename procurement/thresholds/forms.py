"""Forms of the figures of the law, and of what follows from them for a tender."""

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.tenders.models import Tender
from procurement.thresholds.models import Threshold, TimeLimit
from psp.core.forms import MoneyField, PspModelForm


class ThresholdForm(PspModelForm):
    amount = MoneyField(label=_("Amount"), min_value=1)

    class Meta:
        model = Threshold
        fields = ["name", "duty", "amount", "includes_vat", "valid_from", "valid_until", "source", "trust", "note"]
        labels = {"note": _("What it means for a tender")}
        help_texts = {
            "duty": _(
                "The answer which regime applies to a tender rests on it. Leave it empty for another kind of threshold."
            ),
            "includes_vat": _("Tick it where the law states the amount with VAT."),
            "valid_until": _("The last day. Leave it empty where no end is known."),
            "source": _("The law or guidance it was read in."),
        }

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("Enter a day on or after the first day"))
        return cleaned


class TimeLimitForm(PspModelForm):
    class Meta:
        model = TimeLimit
        fields = ["figure", "source", "trust", "note"]
        labels = {"note": _("What it means for a tender")}
        widgets = {"figure": forms.TextInput(attrs={"inputmode": "numeric", "size": 4})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["figure"].label = _("How many {unit}").format(unit=self.instance.get_unit_display())


class ConsiderationForm(PspModelForm):
    note = forms.CharField(
        label=_("What follows from the value"),
        help_text=_(
            "How the tender follows the rules above, why the VAT rate is not 20% where it is not, and what was decided about "
            "community benefits."
        ),
        widget=forms.Textarea,
        max_length=4000,
    )

    class Meta:
        model = Tender
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("note", self.instance.thresholds_note)
