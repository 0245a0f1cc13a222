"""What is asked to exclude an opened bid."""

from django import forms
from django.utils.translation import gettext_lazy as _

from psp.core.forms import PspForm


class ExclusionForm(PspForm):
    note = forms.CharField(
        label=_("Reason"),
        help_text=_("It is sealed with the bid: purchasers, evaluators and the tender report read it."),
        widget=forms.Textarea,
        max_length=4000,
    )
