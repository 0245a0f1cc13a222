"""The form of a tender's dates."""

from datetime import datetime, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from procurement.tenders.engine.timetable import Timetable
from procurement.tenders.models import Tender
from psp.core.dates import LONDON
from psp.core.forms import PspModelForm

NOON = time(12)


class DatesForm(PspModelForm):
    deadline_day = forms.DateField(label=_("Deadline for bids"), required=False)
    deadline_time = forms.TimeField(
        label=_("Time of the deadline"),
        help_text=_("In the 24-hour clock, like 12:00. Bids can be opened from this minute on."),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "size": 6}),
        initial=NOON,
    )

    field_order = ["notice_on", "questions_close_on", "deadline_day", "deadline_time"]

    class Meta:
        model = Tender
        fields = [
            "notice_on",
            "questions_close_on",
            "is_electronic",
            "decision_on",
            "notices_are_electronic",
            "standstill_ends_on",
            "contract_starts_on",
            "contract_ends_on",
        ]
        labels = {
            "notice_on": _("Notice is published"),
            "questions_close_on": _("Questions from bidders close"),
            "is_electronic": _("Every bid can be submitted electronically"),
            "decision_on": _("Award is decided"),
            "notices_are_electronic": _("Every bidder is told of the decision electronically"),
            "standstill_ends_on": _("Standstill ends"),
            "contract_starts_on": _("Contract starts"),
            "contract_ends_on": _("Contract ends"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if deadline := self.instance.submission_deadline:
            local = timezone.localtime(deadline, LONDON)
            self.initial = {"deadline_day": local.date(), "deadline_time": local.time()} | self.initial

    def clean(self):
        cleaned = super().clean()
        starts, ends = cleaned.get("contract_starts_on"), cleaned.get("contract_ends_on")
        if starts and ends and ends <= starts:
            self.add_error("contract_ends_on", _("Enter a day after the contract starts"))
        return cleaned

    def changes(self):
        """Return the tender's fields as typed; the deadline is one moment in London."""
        cleaned = dict(self.cleaned_data)
        day, clock = cleaned.pop("deadline_day"), cleaned.pop("deadline_time")
        return cleaned | {"submission_deadline": datetime.combine(day, clock, tzinfo=LONDON) if day else None}


def initial_of(timetable: Timetable):
    """Return a proposed timetable as the form's initial values."""
    return {
        "notice_on": timetable.notice_on,
        "questions_close_on": timetable.questions_close_on,
        "deadline_day": timetable.deadline,
        "deadline_time": NOON,
        "is_electronic": timetable.electronic,
        "decision_on": timetable.award_decided_on,
        "notices_are_electronic": timetable.notices_electronic,
        "standstill_ends_on": timetable.standstill_ends_on,
        "contract_starts_on": timetable.contract_starts_on,
    }
