"""What is asked to invite somebody, to send an invitation again, and to open an account."""

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.invitations.operations import roles_to_give
from partnerships.invitations.queries import STATE_WORDS, organisations_open_to, partnerships_open_to
from partnerships.models import Invitation, Organisation, Partnership, PartnershipRole
from partnerships.organisations.forms import OrganisationChoiceField
from partnerships.people.models import Role
from partnerships.people.rules import can_name_purchasers
from partnerships.roles.forms import roles_to_offer
from psp.core.finding import Folded, WordsFilter
from psp.core.forms import PspForm

MOST_ASKED = 8
LISTED = ("open", "unconfirmed", "expired", "accepted", "declined", "refused", "withdrawn")


class InvitationForm(PspForm):
    """Offers only roles the inviter may give: those of the partnership the address names, else those of every one listed."""

    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("Only the owner of this address can accept."), max_length=254
    )
    name = forms.CharField(label=_("Name"), max_length=150)
    role = forms.ChoiceField(
        label=_("What the person does"),
        help_text=_("For a new account. Somebody who has one keeps their role."),
        widget=forms.RadioSelect,
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        help_text=_(
            "Your own, or a partner of a partnership you lead. Where it has people here already, one of them has to agree."
        ),
        queryset=Organisation.objects.none(),
        required=False,
    )
    partnership = forms.ModelChoiceField(label=_("Partnership"), queryset=Partnership.objects.none(), required=False)
    partnership_role = forms.ChoiceField(label=_("Role in the partnership"), required=False)

    def __init__(self, *args, inviter, **kwargs):
        super().__init__(*args, **kwargs)
        allowed = roles_to_give(inviter)
        self.fields["role"].choices = [choice for choice in Role.choices if choice[0] in allowed]
        if inviter.is_administrator:
            help_text = _("Where it has people here already, one of them has to agree.")
            self.fields["organisation"] = OrganisationChoiceField(
                label=_("Organisation"), help_text=help_text, required=False
            )
        else:
            self.fields["organisation"].queryset = organisations_open_to(inviter)
        self.fields["partnership"].queryset = self._partnerships(inviter)
        roles = roles_to_offer(may_name_purchasers=self._may_name_purchasers(inviter))
        lead = (PartnershipRole.LEADER.value, PartnershipRole.LEADER.label)
        self.fields["partnership_role"].choices = [("", _("No role")), *roles, lead]

    def _partnerships(self, inviter):
        rows = partnerships_open_to(inviter).order_by(Folded("name"))
        named = getattr(self.initial.get("partnership"), "pk", self.initial.get("partnership"))
        if str(named or "").isdecimal() and len(str(named)) < 19 and rows.filter(pk=int(named)).exists():
            self.fields["partnership"].empty_label = _("None")
            return rows.filter(pk=int(named))
        self.fields["partnership_role"].help_text = _(
            "To invite a purchaser or an evaluator, start from the partnership’s page “Partners”."
        )
        return rows

    def _may_name_purchasers(self, inviter):
        """Whether the inviter may name purchasers in every partnership the form lists; asked of a few only."""
        rows = list(self.fields["partnership"].queryset[: MOST_ASKED + 1])
        return 0 < len(rows) <= MOST_ASKED and all(can_name_purchasers.test(inviter, row) for row in rows)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("partnership") and not cleaned.get("partnership_role"):
            self.add_error("partnership_role", _("Select the role in the partnership"))
        if cleaned.get("partnership_role") and not cleaned.get("partnership"):
            self.add_error("partnership", _("Select the partnership, or no role"))
        return cleaned


class InvitationFilter(django_filters.FilterSet):
    who = WordsFilter("name", "email", label=_("Name or e-mail address"))
    state = django_filters.ChoiceFilter(
        label=_("State"),
        method="standing",
        choices=[(code, STATE_WORDS[code]) for code in LISTED],
        empty_label=_("Every state"),
    )

    class Meta:
        model = Invitation
        fields = ["who", "state"]

    def standing(self, rows, name, state):
        now = timezone.now()
        waiting = rows.waiting_for_yes()
        return {
            "open": rows.open_at(now).sent_out(),
            "unconfirmed": waiting.filter(expires_at__gt=now),
            "expired": rows.unanswered().filter(expires_at__lte=now),
            "accepted": rows.exclude(accepted_at=None),
            "declined": rows.exclude(declined_at=None),
            "refused": rows.exclude(refused_at=None),
            "withdrawn": rows.exclude(withdrawn_at=None),
        }[state]


class ResendForm(PspForm):
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Correct it where the mail did not arrive. The earlier link stops working."),
        max_length=254,
    )


class OpenAccountForm(PspForm):
    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Choose a password"),
        help_text=_("At least 12 characters. Three or four unrelated words are easy to remember and hard to guess."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=128,
        strip=False,
    )
