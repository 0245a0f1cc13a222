"""The short guided form that starts a partnership."""

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from partnerships.lifecycle.forms import DepartmentField, departments_of_councils
from partnerships.lifecycle.models import Partnership
from partnerships.organisations.models import Organisation
from partnerships.partners.forms import organisation_field, person_field
from partnerships.partners.queries import public_bodies_to_choose, third_sector_to_choose
from partnerships.taxonomies.models import Area, Service
from partnerships.timeline.forms import FundingEndForm
from partnerships.timeline.models import PlannedFrom

SELF, OTHER = "self", "other"


class StartForm(FundingEndForm):
    name = forms.CharField(
        label=_("Name of the partnership"),
        help_text=_("What people will call it, such as “Kirkton Befriending”."),
        max_length=Partnership._meta.get_field("name").max_length,
    )
    need = forms.CharField(
        label=_("The need"), help_text=_("Who needs what, and how you know."), widget=forms.Textarea, max_length=5000
    )
    service = forms.ModelChoiceField(label=_("Service"), queryset=Service.objects.all(), required=False)
    area = forms.ModelChoiceField(label=_("Area"), queryset=Area.objects.all(), required=False)
    lead_public = organisation_field(
        rows=public_bodies_to_choose,
        label=_("Lead public partner"),
        help_text=_("A council, an NHS body or another public body: part of its name."),
    )
    lead_third_sector = organisation_field(
        rows=third_sector_to_choose,
        label=_("Lead third-sector partner"),
        help_text=_("A charity, social enterprise or voluntary organisation: part of its name, or its number."),
    )
    purchasing_council = forms.ModelChoiceField(
        label=_("Council that will purchase the service"),
        help_text=_("Leave empty where the lead public partner is that council."),
        queryset=Organisation.objects.none(),
        required=False,
    )
    purchasing_department = DepartmentField(queryset=None, label=_("Its department"), required=False)
    planned_from = forms.ChoiceField(
        label=_("Which day do you plan from?"),
        help_text=_("The recommended plan runs forwards from the first, and backwards from the other two."),
        choices=PlannedFrom.choices,
        widget=forms.RadioSelect,
    )
    on = forms.DateField(label=_("That day"))
    leader_is = forms.ChoiceField(
        label=_("Who leads the project?"),
        help_text=_(
            "Somebody who understands consortia and working across sectors, and knows the service and its clients."
        ),
        choices=[(SELF, _("I do")), (OTHER, _("Somebody else"))],
        widget=forms.RadioSelect,
        initial=SELF,
    )
    leader = person_field(
        label=_("Somebody else who leads"),
        help_text=_("Part of the name or e-mail address of somebody with an account."),
        required=False,
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["purchasing_council"].queryset = Organisation.objects.filter(kind="council")
        self.fields["purchasing_department"].queryset = departments_of_councils()
        self.lay_out()

    def lay_out(self):
        """Set the fields in their four parts; whether the funding is over is asked only where the form has it."""
        dates = [name for name in ("planned_from", "on", "funding_ends_on", "funding_is_over") if name in self.fields]
        self.helper.layout = Layout(
            Fieldset(_("1. The need"), "name", "need", "service", "area"),
            Fieldset(
                _("2. The partners"),
                "lead_public",
                "lead_third_sector",
                "purchasing_council",
                "purchasing_department",
            ),
            Fieldset(_("3. The dates"), *dates),
            Fieldset(_("4. The project leader"), "leader_is", "leader"),
        )

    def clean(self):
        values = super().clean()
        if values.get("leader_is") == OTHER and not values.get("leader") and "leader" not in self.errors:
            self.add_error("leader", _("Enter who leads, press “Find” and select one"))
        self.lay_out()
        return values

    @property
    def facts(self):
        """What the operation is called with."""
        values = dict(self.cleaned_data)
        values["leader"] = self.user if values.pop("leader_is") == SELF else values["leader"]
        return values
