from django import forms
from django.utils.translation import gettext_lazy as _

from partnerships.invitations.operations import MAY_INVITE
from partnerships.invitations.queries import partnerships_open_to
from partnerships.models import Organisation, Partnership
from partnerships.organisations.forms import OrganisationChoiceField
from partnerships.people.models import Role
from psp.core.finding import Folded
from psp.core.forms import PspForm

PARTNERSHIP_ROLES = [
    ("", _("No role yet")),
    ("contact", _("Partner contact")),
    ("observer", _("Observer")),
    ("leader", _("Project leader")),
    ("evaluator", _("Evaluator")),
    ("purchaser", _("Purchaser")),
]


class InvitationForm(PspForm):
    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("Only the owner of this address can accept."), max_length=254
    )
    name = forms.CharField(label=_("Name"), max_length=150)
    role = forms.ChoiceField(label=_("What the person does"), widget=forms.RadioSelect)
    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.none(), required=False)
    partnership = forms.ModelChoiceField(label=_("Partnership"), queryset=Partnership.objects.none(), required=False)
    partnership_role = forms.ChoiceField(label=_("Role in the partnership"), choices=PARTNERSHIP_ROLES, required=False)

    def __init__(self, *args, inviter, **kwargs):
        super().__init__(*args, **kwargs)
        allowed = MAY_INVITE[Role.ADMINISTRATOR if inviter.is_administrator else inviter.role]
        self.fields["role"].choices = [choice for choice in Role.choices if choice[0] in allowed]
        if inviter.is_administrator:
            self.fields["organisation"] = OrganisationChoiceField(label=_("Organisation"), required=False)
        else:
            self.fields["organisation"].queryset = Organisation.objects.filter(memberships__person=inviter)
        self.fields["partnership"].queryset = partnerships_open_to(inviter).order_by(Folded("name"))

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("partnership") and not cleaned.get("partnership_role"):
            self.add_error("partnership_role", _("Select the role in the partnership"))
        if cleaned.get("partnership_role") and not cleaned.get("partnership"):
            self.add_error("partnership", _("Select the partnership, or no role"))
        return cleaned


class OpenAccountForm(PspForm):
    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Choose a password"),
        help_text=_("At least 12 characters. Three or four unrelated words are easy to remember and hard to guess."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=128,
        strip=False,
    )
