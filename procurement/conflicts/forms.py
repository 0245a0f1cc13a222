"""What is asked about a possible conflict of interest."""

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.conflicts.models import Outcome
from psp.core.forms import PspForm


class DeclareConflictForm(PspForm):
    interest = forms.CharField(
        label=_("What is your link with the organisation?"),
        help_text=_("For example: trustee, unpaid, since 2024. Only the council’s purchasers read it."),
        widget=forms.Textarea,
        max_length=4000,
    )


class DecideConflictForm(PspForm):
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The person reads it. It stays with the tender’s papers."),
        widget=forms.Textarea,
        max_length=4000,
    )
