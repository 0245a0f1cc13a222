"""What is asked about single milestones and the links between them."""

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from partnerships.timeline.models import Milestone, Period
from psp.core.dates import in_words, is_working_day
from psp.core.finding import Folded
from psp.core.forms import PspForm, PspModelForm


def people_of(partnership):
    """Everyone with an open account and a role in the partnership that all may know: who only evaluates bids is not named."""
    everyone = get_user_model()._base_manager
    named = partnership.roles.open_to_all().values("person")
    return everyone.filter(is_active=True, pk__in=named).order_by(Folded("name"))


class WorkingDayField(forms.BooleanField):
    def __init__(self, **kwargs):
        super().__init__(
            label=_("Only on a working day"),
            help_text=_("When other dates move it, it moves on to a working day in Scotland."),
            required=False,
            **kwargs,
        )


class AddMilestoneForm(PspForm):
    title = forms.CharField(label=_("What is to be reached?"), max_length=150)
    period = forms.ModelChoiceField(
        label=_("In which period?"),
        help_text=_("It moves with its period. Without one it stays on its day."),
        queryset=Period.objects.none(),
        required=False,
        empty_label=_("In none"),
    )
    on = forms.DateField(label=_("By when?"))
    on_working_day = WorkingDayField(initial=True)
    owner = forms.ModelChoiceField(
        label=_("Owner"),
        help_text=_("Without a name, the project leader is reminded."),
        queryset=get_user_model()._base_manager.none(),
        required=False,
        empty_label=_("Nobody is named"),
    )

    def __init__(self, *args, partnership, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["period"].queryset = partnership.periods.filter(over_on=None).order_by("position")
        self.fields["owner"].queryset = people_of(partnership)

    def clean(self):
        values = super().clean()
        day = values.get("on")
        if day and values.get("on_working_day") and not is_working_day(day):
            words = _("{day} is not a working day in Scotland. Enter another day, or untick “Only on a working day”")
            self.add_error("on", words.format(day=in_words(day)))
        return values


class EditMilestoneForm(PspModelForm):
    on_working_day = WorkingDayField()

    class Meta:
        model = Milestone
        fields = ["title", "on_working_day", "owner"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people_of(self.instance.partnership)
        self.fields["owner"].empty_label = _("Nobody is named")
        if self.instance.is_gate:
            del self.fields["owner"]
        if not self.instance.is_own:
            del self.fields["on_working_day"]


class DoneForm(PspForm):
    on = forms.DateField(label=_("The day it was reached"))


class LinkForm(PspForm):
    predecessor = forms.ModelChoiceField(label=_("First this"), queryset=Milestone.objects.none())
    successor = forms.ModelChoiceField(label=_("Then this"), queryset=Milestone.objects.none())
    lag_days = forms.IntegerField(label=_("Days between"), min_value=0, max_value=3650, initial=0)

    def __init__(self, *args, partnership, **kwargs):
        super().__init__(*args, **kwargs)
        milestones = partnership.milestones.order_by("planned_on", "pk")
        self.fields["predecessor"].queryset = milestones
        self.fields["successor"].queryset = milestones.filter(done_on=None)
