"""What is asked to make the recommended plan."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.timeline.models import PlannedFrom
from partnerships.timeline.operations import recommended_plan
from psp.core.dates import in_words
from psp.core.forms import PspForm
from psp.core.problems import Invalid

OVER = _("The funding ends before the plan starts")


class FundingEndForm(PspForm):
    """A form that plans from a day, and asks once more about funding that ends before the plan starts."""

    funding_ends_on = forms.DateField(
        label=_("The day the funding ends, if you know it"),
        help_text=_("The plan warns you when the service would start later than the money lasts."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        name = self._field_of_the_end(values)
        starts_on, ends_on = self._plan_starts_on(values), values.get(name)
        if ends_on is None or starts_on is None or ends_on >= starts_on:
            return values
        # Asked only where it is so.
        tick = self.fields["funding_is_over"] = forms.BooleanField(label=OVER, required=False)
        if not tick.widget.value_from_datadict(self.data, self.files, self.add_prefix("funding_is_over")):
            words = _("Enter {day}, when the plan starts, or a later day, or tick “{tick}” below")
            self.add_error(name, words.format(day=in_words(starts_on), tick=tick.label))
        return values

    def _field_of_the_end(self, values: dict[str, Any]) -> str:
        return "on" if values.get("planned_from") == PlannedFrom.FUNDING else "funding_ends_on"

    def _plan_starts_on(self, values: dict[str, Any]) -> Any:
        if not values.get("planned_from") or not values.get("on"):
            return None
        planned = {name: values[name] for name in ("planned_from", "on")}
        try:
            return recommended_plan(today=timezone.localdate(), **planned).starts_on
        except Invalid:
            # The operation refuses such a day in words.
            return None


class PlanForm(FundingEndForm):
    planned_from = forms.ChoiceField(
        label=_("What day do you plan from?"),
        help_text=_("Forwards from the start of design, or backwards from the end."),
        choices=PlannedFrom.choices,
        widget=forms.RadioSelect,
    )
    on = forms.DateField(label=_("That day"))
    field_order = ["planned_from", "on", "funding_ends_on"]
