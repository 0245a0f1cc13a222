"""What administrators are asked about another person's account."""

from django import forms
from django.utils.translation import gettext_lazy as _

from partnerships.people.models import Role, User
from partnerships.roles.forms import EndedRolesField
from psp.core.finding import Folded
from psp.core.forms import PspForm, PspModelForm


class PersonForm(PspModelForm):
    class Meta:
        model = User
        fields = ["name", "phone"]


class RoleForm(PspForm):
    role = forms.ChoiceField(
        label=_("Role here"),
        help_text=_("The person is invited to any role but development officer, and has it once they accept."),
        choices=Role.choices,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        if roles:
            self.fields["ended"] = EndedRolesField(
                roles,
                label=_("Roles in partnerships that end with the change"),
                help_text=_("Clear those the person goes on with."),
            )

    @property
    def facts(self):
        """What the operation is called with."""
        return {"ended": []} | self.cleaned_data


class DeactivateForm(PspForm):
    successor = forms.ModelChoiceField(
        label=_("Who takes over"),
        help_text=_(
            "Documents and open tasks pass to this person. Roles in partnerships are offered to them: they accept or decline. "
            "A role that clashes with one they hold is named instead, for somebody else to be found."
        ),
        queryset=User.objects.none(),
        required=False,
    )

    def __init__(self, *args, person, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = User.objects.active().exclude(pk=person.pk).order_by(Folded("name"))
        self.shown = {role.pk for role, _words in roles}
        if roles:
            self.fields["ended"] = EndedRolesField(
                roles, help_text=_("Clear a role to leave it, marked as of a closed account.")
            )

    @property
    def facts(self):
        """What the operation is called with: roles that were not ticked stay."""
        ended = {role.pk for role in self.cleaned_data.get("ended", [])}
        return {"successor": self.cleaned_data["successor"], "kept": self.shown - ended}
