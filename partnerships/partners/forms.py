"""What is asked to let organisations and people join and leave."""

from django import forms
from django.utils.translation import gettext_lazy as _

from partnerships.organisations.queries import matching
from partnerships.partners.models import Member, MemberRole
from partnerships.partners.queries import (
    matching_people,
    organisations_to_choose,
    people_to_choose,
    words_of_organisation,
    words_of_person,
)
from psp.core.choosing import SearchChoiceField
from psp.core.forms import PspForm, PspModelForm

BRINGS_HELP = _("For example: volunteers, a building, knowledge of the client group, money.")
IDENTITY_HELP = _(
    "What stays this partner’s own: its board, staff, ethos and activities. Empty takes it from its profile."
)


def organisation_field(rows=organisations_to_choose, **more):
    """A field that finds an organisation by name or number."""
    return SearchChoiceField(
        rows=rows, find=matching, describe=words_of_organisation, **{"label": _("Organisation")} | more
    )


def person_field(**more):
    """A field that finds somebody with an account by name or e-mail address."""
    return SearchChoiceField(
        rows=people_to_choose, find=matching_people, describe=words_of_person, **{"label": _("Person")} | more
    )


class AddPartnerForm(PspForm):
    organisation = organisation_field(help_text=_("Part of its name, or its charity or company number."))
    role = forms.ChoiceField(
        label=_("Role"), choices=MemberRole.choices, initial=MemberRole.PARTNER, widget=forms.RadioSelect
    )
    joined_on = forms.DateField(label=_("The day it joined"))
    may_bid = forms.BooleanField(
        label=_("It may bid in the tender"),
        help_text=_("Then it needs a contingency plan, and its part in the design must be told to all bidders."),
        required=False,
    )
    brings = forms.CharField(
        label=_("What it brings"), help_text=BRINGS_HELP, widget=forms.Textarea, max_length=2000, required=False
    )
    identity_statement = forms.CharField(
        label=_("Identity statement"), help_text=IDENTITY_HELP, widget=forms.Textarea, max_length=2000, required=False
    )


class EditPartnerForm(PspModelForm):
    class Meta:
        model = Member
        fields = ["role", "may_bid", "brings", "identity_statement"]
        widgets = {"role": forms.RadioSelect}
        help_texts = {"brings": BRINGS_HELP}

    def __init__(self, *args, may_change_role, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_change_role:
            del self.fields["role"], self.fields["may_bid"]
