"""What is asked about sources of money, costs and spending."""

from django import forms
from django.utils.translation import gettext_lazy as _

from partnerships.funding.models import Direction, FundingLine, HeadWords, MonthlyCost
from partnerships.partners.forms import organisation_field
from psp.core.dates import add_months, first_day_of_month, month_in_words
from psp.core.forms import MoneyField, PspForm, PspModelForm

EARLIER_MONTHS = 36


def _require_order(form, first, last):
    """Say beside the field what the table's constraint would say of the whole."""
    days = [form.cleaned_data.get(name) for name in (first, last)]
    if all(days) and days[1] < days[0]:
        form.add_error(last, _("Enter a day on or after the first one"))


class LineForm(PspModelForm):
    organisation = organisation_field(
        label=_("Who gives the money?"),
        help_text=_("Part of the organisation’s name, if it is in the directory."),
        required=False,
    )
    amount = MoneyField(label=_("How much in all?"), min_value=0.01)

    class Meta:
        model = FundingLine
        fields = [
            "organisation",
            "source_name",
            "kind",
            "head",
            "status",
            "amount",
            "paid",
            "starts_on",
            "ends_on",
            "note",
        ]
        labels = {
            "source_name": _("Or its name, if it is not"),
            "head": _("What does it pay for?"),
            "status": _("How sure is it?"),
            "paid": _("How is it paid?"),
            "ends_on": _("Until"),
        }
        help_texts = {
            "starts_on": _("The day the first money arrives. For example, 1 4 2027"),
            "ends_on": _("The last day it pays for. For example, 31 3 2029"),
        }
        widgets = dict.fromkeys(("head", "status", "paid"), forms.RadioSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A radio is a question to answer, not one answered already.
        self.fields["head"].choices = HeadWords.choices

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("organisation"):
            cleaned["source_name"] = ""
        elif not cleaned.get("source_name") and "organisation" not in self.errors:
            self.add_error("source_name", _("Choose an organisation, or enter the name of the source"))
        _require_order(self, "starts_on", "ends_on")
        return cleaned


class PaymentForm(PspForm):
    direction = forms.ChoiceField(label=_("Which way?"), choices=Direction.choices, widget=forms.RadioSelect)
    on = forms.DateField(label=_("The day"))
    amount = MoneyField(label=_("How much?"), min_value=0.01)
    times = forms.IntegerField(
        label=_("How many months in a row?"),
        help_text=_("Enter 1 for a single payment."),
        min_value=1,
        max_value=240,
        initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
    )

    def __init__(self, *args, is_listed, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_listed:
            self.fields["direction"].choices = [(Direction.REPAYMENT.value, Direction.REPAYMENT.label)]
            self.fields["direction"].initial = Direction.REPAYMENT.value


class CostForm(PspModelForm):
    monthly = MoneyField(label=_("How much a month?"), min_value=0.01)

    class Meta:
        model = MonthlyCost
        fields = ["what", "head", "monthly", "first_month", "last_month"]
        labels = {"what": _("What costs money?"), "head": _("What is it for?")}
        help_texts = {
            "what": _("For example: salary of the development officer."),
            "first_month": _("Any day of the first month. For example, 1 4 2027"),
            "last_month": _("Any day of the last month. For example, 31 3 2029"),
        }
        widgets = {"head": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["head"].choices = HeadWords.choices

    def clean(self):
        cleaned = super().clean()
        _require_order(self, "first_month", "last_month")
        return cleaned


class SpendingForm(PspForm):
    month = forms.TypedChoiceField(label=_("Month"))
    head = forms.ChoiceField(label=_("What was it for?"), choices=HeadWords.choices, widget=forms.RadioSelect)
    amount = MoneyField(
        label=_("How much was spent?"), help_text=_("It counts in place of the budget for this month."), min_value=0
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        months = [add_months(first_day_of_month(today), -back) for back in range(EARLIER_MONTHS)]
        self.by_code = {f"{month:%Y-%m}": month for month in months}
        self.fields["month"].choices = [(code, month_in_words(month)) for code, month in self.by_code.items()]
        self.fields["month"].coerce = self.by_code.get
