"""What is asked to decide a tie for the first place."""

from django import forms
from django.utils.translation import gettext_lazy as _

from psp.core.forms import PspForm


class TieForm(PspForm):
    first = forms.ChoiceField(label=_("Which bid comes first?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Why this bid, on the rule announced in the documents. Every bidder may ask for it."),
        widget=forms.Textarea,
        max_length=4000,
    )

    def __init__(self, *args, tied, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["first"].choices = tied
