"""What is asked to make the recommended plan."""

from django import forms
from django.utils.translation import gettext_lazy as _

from partnerships.timeline.models import PlannedFrom
from psp.core.forms import PspForm


class PlanForm(PspForm):
    planned_from = forms.ChoiceField(
        label=_("What day do you plan from?"),
        help_text=_("Forwards from the start of design, or backwards from the end."),
        choices=PlannedFrom.choices,
        widget=forms.RadioSelect,
    )
    on = forms.DateField(label=_("That day"))
    funding_ends_on = forms.DateField(
        label=_("The day the funding ends, if you know it"),
        help_text=_("The plan warns you when the service would start later than the money lasts."),
        required=False,
    )
