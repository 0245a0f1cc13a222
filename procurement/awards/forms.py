"""What is asked to award and to conclude."""

from django import forms
from django.utils.translation import gettext_lazy as _

from partnerships.models import Document
from partnerships.public import DocumentFields, UploadField
from psp.core.forms import MoneyField, PspForm


class AwardForm(PspForm):
    reasons = forms.CharField(
        label=_("Reasons for the decision"),
        help_text=_("Every bidder is told them. Say what the winning bid does better; name no other bidder."),
        widget=forms.Textarea,
        max_length=10_000,
    )


class ConcludeForm(DocumentFields, PspForm):
    signed_on = forms.DateField(label=_("Day the contract was signed"))
    value = MoneyField(label=_("Value of the contract, excluding VAT"))
    value_reason = forms.CharField(
        label=_("Why it differs from the award"),
        help_text=_("Only where the value is another than the one awarded. Everyone in the partnership can read it."),
        required=False,
        widget=forms.Textarea,
        max_length=2000,
    )
    starts_on = forms.DateField(label=_("The contract starts"))
    ends_on = forms.DateField(label=_("The contract ends"))
    document = forms.ModelChoiceField(
        label=_("The contract as a document"),
        queryset=Document.objects.none(),
        required=False,
        empty_label=_("None of these"),
    )
    file = UploadField(
        label=_("Or upload it"),
        help_text=_("Only the project leader, the purchasers and you can read a contract uploaded here."),
        required=False,
    )
