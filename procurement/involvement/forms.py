"""Forms of the register of prior involvement."""

from django import forms
from django.utils.translation import gettext_lazy as _

from partnerships.public import UploadField, organisation_field
from procurement.involvement.models import Outcome, PriorInvolvement
from psp.core.forms import PspForm, PspModelForm


class InvolvementForm(PspModelForm):
    field_order = ["helped_design", "how", "information", "disclosed", "pack", "file", "disclosed_on", "extra_days"]
    file = UploadField(
        label=_("Or upload the pack"),
        help_text=_("Until it is published with the tender, no organisation that may bid can read it."),
        required=False,
    )
    helped_design = forms.TypedChoiceField(
        label=_("Did it help to design or pilot the service?"),
        choices=[("True", _("Yes")), ("False", _("No"))],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
        error_messages={"required": _("Select yes or no")},
    )

    class Meta:
        model = PriorInvolvement
        fields = ["helped_design", "how", "information", "disclosed", "pack", "disclosed_on", "extra_days"]
        labels = {
            "how": _("How it was involved"),
            "information": _("What information it had that other bidders lack"),
            "disclosed": _("What is disclosed to the other bidders"),
            "pack": _("Disclosure pack"),
            "disclosed_on": _("Day the pack is published to all bidders"),
            "extra_days": _("Days added to the bidding time because of it"),
        }
        help_texts = {
            "disclosed_on": _(
                "Once the tender is out, entering the day publishes the pack with the tender’s documents."
            ),
            "information": _("Figures of the pilot, costs, contacts, drafts of the specification and the like."),
            "extra_days": _("Enter 0 where the usual time is enough."),
        }
        widgets = {"extra_days": forms.TextInput(attrs={"inputmode": "numeric", "size": 4, "suffix": _("days")})}

    def __init__(self, *args, documents, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pack"].queryset = documents
        self.fields["pack"].empty_label = _("No pack yet")
        if self.instance.pk is None:
            self.initial.pop("helped_design", None)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("file") and cleaned.get("pack") and "pack" in self.changed_data:
            self.add_error("pack", _("Choose a document or upload one, not both"))
        return cleaned


class OtherOrganisationForm(PspForm):
    organisation = organisation_field(help_text=_("Part of its name, or its charity or company number."))


class ProofForm(PspForm):
    proof = forms.CharField(
        label=_("What the organisation says"),
        help_text=_("Only people of the organisation and the purchasers can read this."),
        widget=forms.Textarea,
        max_length=10_000,
    )


class OutcomeForm(PspForm):
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"), help_text=_("It is part of the tender report."), widget=forms.Textarea, max_length=4000
    )
