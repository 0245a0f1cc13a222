"""Forms of a contingency plan."""

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.contingency.models import PARTS, ContingencyPlan
from psp.core.forms import PspForm, PspModelForm

HINTS = {
    "what_if": _("What goes on, what stops, and what you would do instead."),
    "staff": _("Who transfers, who stays, who is told and when."),
    "users": _("How people are told, and how nobody is left without help."),
    "finance": _("Income that ends, costs that stay, reserves, and for how long they last."),
    "decisions": _("Which decisions your board or management takes, in which order."),
}


class PlanForm(PspModelForm):
    """The parts of a plan. They are sealed when saved, so they are not fields of the record."""

    class Meta:
        model = ContingencyPlan
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        content = self.instance.content()
        for name, label in PARTS.items():
            self.fields[name] = forms.CharField(
                label=label,
                help_text=HINTS[name],
                initial=content.get(name, ""),
                widget=forms.Textarea,
                max_length=10_000,
            )
        self._style()


def readers_field(people, **more):
    """Ask who of an organisation may read its plan: its own people, none who administer the service."""
    return forms.ModelMultipleChoiceField(
        label=_("Who may read it"),
        help_text=_("You always may. Somebody who joins your organisation later may not, until one of you names them."),
        queryset=people,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        **more,
    )


class NewPlanForm(PlanForm):
    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["readers"] = readers_field(people, initial=list(people))


class ReadersForm(PspForm):
    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["readers"] = readers_field(people)


class AgreeForm(PspForm):
    agreed_on = forms.DateField(label=_("Day your board or management agreed it"))
