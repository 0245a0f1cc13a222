"""What is asked to offer roles, and which end when somebody or their organisation leaves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from partnerships.partners.forms import person_field
from partnerships.partners.models import PartnershipRole
from partnerships.roles.queries import NAMED_BY_PURCHASER
from psp.core.forms import PspForm

KNOWS_HELP = _("What they know of consortia, of working across sectors, of the service and its client group.")
WHOM_HELP = _("Part of the name or e-mail address of somebody with an account.")


def roles_to_offer(*, may_name_purchasers):
    """List the roles somebody may offer beside the lead: never one that would then be refused."""
    return [
        (value, label)
        for value, label in PartnershipRole.choices
        if value != PartnershipRole.LEADER and (may_name_purchasers or value not in NAMED_BY_PURCHASER)
    ]


class RoleForm(PspForm):
    person = person_field(help_text=WHOM_HELP)
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args, may_name_purchasers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles_to_offer(may_name_purchasers=may_name_purchasers)


class LeaderForm(PspForm):
    person = person_field(help_text=WHOM_HELP)
    knows = forms.CharField(
        label=_("Experience"), help_text=KNOWS_HELP, widget=forms.Textarea, max_length=2000, required=False
    )


class EndedRolesField(forms.MultipleChoiceField):
    """Roles to be ended, by name, each with its reason, ticked to begin with. Gives the roles chosen."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, roles, **kwargs):
        self.roles = {str(role.pk): role for role, _words in roles}
        choices = [(str(role.pk), words) for role, words in roles]
        super().__init__(
            choices=choices, initial=list(self.roles), **{"label": _("Roles to end"), "required": False} | kwargs
        )

    def clean(self, value):
        return [self.roles[key] for key in super().clean(value)]


class LeaveForm(PspForm):
    left_on = forms.DateField(label=_("The day it left"))
    note = forms.CharField(label=_("Why it left"), widget=forms.Textarea, max_length=2000, required=False)

    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        if roles:
            self.fields["ended"] = EndedRolesField(
                roles, help_text=_("Clear a role where the person goes on in the partnership without the organisation.")
            )

    @property
    def facts(self):
        """What the operation is called with."""
        return {"ended": []} | self.cleaned_data
