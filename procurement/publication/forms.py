"""The forms that change what was published: dates, and documents."""

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.tenders.models import Tender
from psp.core.forms import PspForm, PspModelForm
from psp.core.uploads import ACCEPTED


class AmendForm(PspModelForm):
    reason = forms.CharField(
        label=_("Reason"), help_text=_("All bidders can read it."), widget=forms.Textarea, max_length=2000
    )

    class Meta:
        model = Tender
        fields = [
            "submission_deadline",
            "questions_close_on",
            "decision_on",
            "standstill_ends_on",
            "contract_starts_on",
        ]
        labels = {
            "submission_deadline": _("Deadline for bids"),
            "questions_close_on": _("Questions from bidders close"),
            "decision_on": _("Award is decided"),
            "standstill_ends_on": _("Standstill ends"),
            "contract_starts_on": _("Contract starts"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["submission_deadline"].required = True

    def changes(self):
        """Return the tender's dates as typed, the deadline as the instant at which it is over."""
        cleaned = {name: value for name, value in self.cleaned_data.items() if name != "reason"}
        return cleaned | {"submission_deadline": cleaned["submission_deadline"].as_datetime()}


class AmendDocumentForm(PspForm):
    file = forms.FileField(
        label=_("The changed file"),
        help_text=_("The version published before stays, so that everyone can see what changed."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    reason = forms.CharField(
        label=_("Reason"), help_text=_("All bidders can read it."), widget=forms.Textarea, max_length=2000
    )
