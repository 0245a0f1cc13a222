"""The form of a tender's dates."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from procurement.tenders.engine.timetable import Timetable
from procurement.tenders.models import Tender
from psp.core.forms import PspModelForm
from psp.core.moments import MIDDAY, Moment
from psp.core.typed_times import read_time


class DatesForm(PspModelForm):
    class Meta:
        model = Tender
        fields = [
            "notice_on",
            "questions_close_on",
            "submission_deadline",
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
            "submission_deadline": _("Deadline for bids"),
            "is_electronic": _("Every bid can be submitted electronically"),
            "decision_on": _("Award is decided"),
            "notices_are_electronic": _("Every bidder is told of the decision electronically"),
            "standstill_ends_on": _("Standstill ends"),
            "contract_starts_on": _("Contract starts"),
            "contract_ends_on": _("Contract ends"),
        }
        help_texts = {
            "submission_deadline": _(
                "For example, 3 6 2027 and midday, 5pm or 11:59pm. Bids can be opened once it has passed."
            )
        }

    def clean(self):
        cleaned = super().clean()
        starts, ends = cleaned.get("contract_starts_on"), cleaned.get("contract_ends_on")
        if starts and ends and ends <= starts:
            self.add_error("contract_ends_on", _("Enter a day after the contract starts"))
        return cleaned

    def changes(self):
        """Return the tender's fields as typed, the deadline as the instant at which it is over."""
        deadline = self.cleaned_data["submission_deadline"]
        return self.cleaned_data | {"submission_deadline": deadline.as_datetime() if deadline else None}

    def time_of_day(self, day: date) -> Moment:
        """Return the time of the deadline, typed with a date or without, on a day; midday where it is none."""
        typed = self["submission_deadline"].value()
        try:
            return Moment.at(day, read_time(str(typed[-1])))
        except (ValueError, TypeError):
            return Moment.at(day, MIDDAY)


def initial_of(timetable: Timetable):
    """Return a proposed timetable as the form's initial values."""
    return {
        "notice_on": timetable.notice_on,
        "questions_close_on": timetable.questions_close_on,
        "submission_deadline": timetable.deadline,
        "is_electronic": timetable.electronic,
        "decision_on": timetable.award_decided_on,
        "notices_are_electronic": timetable.notices_electronic,
        "standstill_ends_on": timetable.standstill_ends_on,
        "contract_starts_on": timetable.contract_starts_on,
    }
