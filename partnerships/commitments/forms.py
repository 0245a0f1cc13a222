"""What is asked about a commitment and to sign it."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from partnerships.commitments.models import Commitment
from partnerships.commitments.workflow import State
from partnerships.documents.forms import DocumentFields
from partnerships.partners.forms import organisation_field
from psp.core.forms import MoneyField, PspForm, PspModelForm
from psp.core.workflow import choices

CONDITIONS_HELP = _("What has to hold for the money to be paid. For example: the council’s budget for 2028 is passed.")


class OfferForm(PspForm):
    organisation = organisation_field(
        label=_("Who underwrites the service?"),
        help_text=_("Part of its name. Most often the council or another public body."),
    )
    monthly = MoneyField(label=_("How much a month?"), min_value=0.01)
    starts_on = forms.DateField(label=_("From"))
    ends_on = forms.DateField(label=_("Until"))
    conditions = forms.CharField(
        label=_("On what conditions?"),
        help_text=CONDITIONS_HELP,
        widget=forms.Textarea,
        max_length=4000,
        required=False,
    )
    sign_by = forms.DateField(
        label=_("To be signed by"),
        help_text=_("Its people are reminded. Leave it empty for no reminder."),
        required=False,
    )


class EditCommitmentForm(PspModelForm):
    monthly = MoneyField(label=_("How much a month?"), min_value=0.01)
    ends_on = forms.DateField(label=_("Until"))
    field_order = ["monthly", "starts_on", "ends_on", "conditions", "sign_by"]

    class Meta:
        model = Commitment
        fields = ["monthly", "starts_on", "conditions", "sign_by"]
        help_texts = {"conditions": CONDITIONS_HELP}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["ends_on"] = self.instance.ends_on


class SignForm(DocumentFields, PspForm):
    needs_document = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["document"].label = _("The signed commitment, among the documents")
        self.fields["file"].label = _("Or send the signed commitment")


class WithdrawForm(PspForm):
    note = forms.CharField(label=_("Reason"), widget=forms.Textarea, max_length=2000, required=False)

    def __init__(self, *args, needs_reason, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].required = needs_reason


class CommitmentFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=choices(State), empty_label=_("Every state"))

    class Meta:
        model = Commitment
        fields = ["state"]
