"""The forms that change what was published: dates, and documents."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from procurement.tenders.models import Tender
from psp.core.dates import LONDON
from psp.core.forms import PspForm, PspModelForm
from psp.core.uploads import ACCEPTED


class AmendForm(PspModelForm):
    deadline_day = forms.DateField(label=_("Deadline for bids"))
    deadline_time = forms.TimeField(
        label=_("Time of the deadline"),
        help_text=_("In the 24-hour clock, like 12:00."),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "size": 6}),
    )
    reason = forms.CharField(
        label=_("Reason"), help_text=_("All bidders can read it."), widget=forms.Textarea, max_length=2000
    )

    field_order = ["deadline_day", "deadline_time", "questions_close_on"]

    class Meta:
        model = Tender
        fields = ["questions_close_on", "decision_on", "standstill_ends_on", "contract_starts_on"]
        labels = {
            "questions_close_on": _("Questions from bidders close"),
            "decision_on": _("Award is decided"),
            "standstill_ends_on": _("Standstill ends"),
            "contract_starts_on": _("Contract starts"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if deadline := self.instance.submission_deadline:
            local = timezone.localtime(deadline, LONDON)
            self.initial = {"deadline_day": local.date(), "deadline_time": local.time()} | self.initial

    def changes(self):
        """Return the tender's dates as typed; the deadline is one moment in London."""
        cleaned = {name: value for name, value in self.cleaned_data.items() if name != "reason"}
        day, clock = cleaned.pop("deadline_day"), cleaned.pop("deadline_time")
        return cleaned | {"submission_deadline": datetime.combine(day, clock, tzinfo=LONDON)}

    def refuse(self, errors):
        super().refuse(
            {"deadline_day" if name == "submission_deadline" else name: words for name, words in errors.items()}
        )


class AmendDocumentForm(PspForm):
    file = forms.FileField(
        label=_("The changed file"),
        help_text=_("The version published before stays, so that everyone can see what changed."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    reason = forms.CharField(
        label=_("Reason"), help_text=_("All bidders can read it."), widget=forms.Textarea, max_length=2000
    )
