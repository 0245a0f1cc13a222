"""What is asked to move a date, to give a period another length, and to say why."""

from django import forms
from django.utils.translation import gettext_lazy as _

from psp.core.forms import PspForm

REASON_HELP = _("It is shown wherever the plan is.")


class MoveForm(PspForm):
    on = forms.DateField(label=_("The new date"))
    reason = forms.CharField(
        label=_("Why a period is shorter than recommended"),
        help_text=REASON_HELP,
        widget=forms.Textarea,
        max_length=2000,
        required=False,
    )


class FewDigits(forms.NumberInput):
    def __init__(self):
        super().__init__(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"})


class LengthForm(PspForm):
    months = forms.IntegerField(label=_("Months"), min_value=0, max_value=120, widget=FewDigits)
    days = forms.IntegerField(label=_("And days"), min_value=0, max_value=366, required=False, widget=FewDigits)
    reason = forms.CharField(
        label=_("Why the period is shorter than recommended"),
        help_text=REASON_HELP,
        widget=forms.Textarea,
        max_length=2000,
        required=False,
    )


class ShortReasonForm(PspForm):
    reason = forms.CharField(
        label=_("Why is it shorter than recommended?"), help_text=REASON_HELP, widget=forms.Textarea, max_length=2000
    )


class BaselineForm(PspForm):
    reason = forms.CharField(
        label=_("Why is the plan agreed anew?"),
        help_text=_("For example: the partners agreed the later start at their meeting of 12 May."),
        widget=forms.Textarea,
        max_length=2000,
    )
