"""What is asked to appoint an evaluator."""

from django import forms
from django.utils.translation import gettext_lazy as _

from partnerships.models import User
from psp.core.forms import PspForm


class AppointForm(PspForm):
    person = forms.ModelChoiceField(
        label=_("Person"),
        help_text=_("Evaluators and purchasers of the partnership who are not appointed yet."),
        queryset=User.objects.none(),
        empty_label=_("Select somebody"),
    )
    is_chair = forms.BooleanField(
        label=_("Chairs the moderation"),
        help_text=_("Writes the consensus scores. There is one chair; naming another replaces the first."),
        required=False,
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
