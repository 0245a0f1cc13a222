"""What is asked to move a partnership on, to stop it and to waive a criterion."""

from django import forms
from django.utils.translation import gettext_lazy as _

from partnerships.lifecycle.models import StopReason
from psp.core.forms import PspForm

NOTE_HELP = _("It is kept in the history, where everyone in the partnership can read it.")


class TransitionForm(PspForm):
    """The day a state begins and, where somebody wants to say more, a note."""

    on = forms.DateField(label=_("The day it started"))
    note = forms.CharField(label=_("Note"), help_text=NOTE_HELP, widget=forms.Textarea, max_length=2000, required=False)
    why_short = forms.CharField(
        label=_("Why the period that ends is shorter than recommended"),
        help_text=_("It is shown wherever the plan is."),
        widget=forms.Textarea,
        max_length=2000,
        required=False,
    )


class ContingencyForm(TransitionForm):
    note = forms.CharField(
        label=_("Why the contingency plan runs"), help_text=NOTE_HELP, widget=forms.Textarea, max_length=2000
    )


class StopForm(PspForm):
    reason = forms.ChoiceField(label=_("Why does it stop?"), choices=StopReason.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("In your words"),
        help_text=_("What happened, and what others can learn from it."),
        widget=forms.Textarea,
        max_length=2000,
    )


class WaiverForm(PspForm):
    reason = forms.CharField(
        label=_("Why the partnership can go on without it"),
        help_text=_("The waiver and your reason stay visible on the overview, in reports and in the history."),
        widget=forms.Textarea,
        max_length=2000,
    )
