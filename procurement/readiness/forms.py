"""The form that decides a readiness round."""

from django import forms
from django.utils.translation import gettext_lazy as _

from partnerships.models import User
from procurement.readiness.models import Decision
from procurement.readiness.operations import GivenCondition
from psp.core.forms import PspForm

CONDITIONS = 5


class DecideForm(PspForm):
    """The decision, its reason, and up to five conditions, each with who sees to it and by when."""

    decision = forms.ChoiceField(label=_("Decision"), choices=Decision.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Reason"),
        help_text=_("Needed when the partnership is not ready: what has to change before the next round."),
        widget=forms.Textarea,
        required=False,
        max_length=4000,
    )

    def __init__(self, *args, people: list[User], **kwargs):
        super().__init__(*args, **kwargs)
        owners = [("", _("Select who sees to it")), *((person.pk, person.name) for person in people)]
        self.people = {str(person.pk): person for person in people}
        for number in range(1, CONDITIONS + 1):
            self.fields[f"text_{number}"] = forms.CharField(
                label=_("Condition {number}").format(number=number), required=False, max_length=500
            )
            self.fields[f"owner_{number}"] = forms.ChoiceField(
                label=_("Who sees to condition {number}").format(number=number), choices=owners, required=False
            )
            self.fields[f"due_{number}"] = forms.DateField(
                label=_("When condition {number} is due").format(number=number), required=False
            )
        self._style()

    def clean(self):
        cleaned = super().clean()
        for number in range(1, CONDITIONS + 1):
            given = {part: cleaned.get(f"{part}_{number}") for part in ("text", "owner", "due")}
            if any(given.values()):
                missing = {
                    "text": _("Enter the condition"),
                    "owner": _("Select who sees to it"),
                    "due": _("Enter the day it is due"),
                }
                for part, words in missing.items():
                    if not given[part] and f"{part}_{number}" not in self.errors:
                        self.add_error(f"{part}_{number}", words)
        return cleaned

    def condition_rows(self):
        """Return the bound fields of each condition, for the page to set side by side."""
        return [
            (number, self[f"text_{number}"], self[f"owner_{number}"], self[f"due_{number}"])
            for number in range(1, CONDITIONS + 1)
        ]

    def conditions(self):
        """Return the conditions that were filled in."""
        cleaned = self.cleaned_data
        return [
            GivenCondition(cleaned[f"text_{n}"], self.people[cleaned[f"owner_{n}"]], cleaned[f"due_{n}"])
            for n in range(1, CONDITIONS + 1)
            if cleaned[f"text_{n}"]
        ]
