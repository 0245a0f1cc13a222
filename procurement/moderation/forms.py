"""The cells of the moderation as small forms: a score and its rationale, with everybody's scores beside them."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from procurement.bids.models import Bid
from procurement.moderation.operations import Agreed
from procurement.moderation.queries import Compared
from procurement.scoring.forms import SCALE, SCALE_IN_WORDS, mark_of
from procurement.tenders.models import Question
from psp.core.forms import PspForm


class ModerationForm(PspForm):
    points = forms.TypedChoiceField(
        label=_("Consensus score"),
        help_text=SCALE_IN_WORDS,
        choices=SCALE,
        coerce=int,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline govuk-radios--small"}),
        error_messages={"required": _("Select the score you agreed")},
    )
    rationale = forms.CharField(
        label=_("Rationale"),
        help_text=_("Why this score: bidders are told it in their debrief."),
        validators=[MaxLengthValidator(5000)],
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Enter the rationale: why did you agree this score?")},
    )

    def agreed(self, version):
        return Agreed(self.cleaned_data["points"], self.cleaned_data["rationale"], version)


@dataclass
class ModerationCell:
    """One question of one bid; ``form`` is None for those who only look on."""

    bid: Bid
    question: Question
    bidder: str
    answer: str
    compared: Compared
    files: list[dict[str, Any]] = field(default_factory=list)
    form: Any = None
    version: int = 0
    is_touched: bool = False
    is_stale: bool = False

    @property
    def key(self):
        return (self.bid.pk, self.question.pk)

    @property
    def code(self):
        return f"cell-{self.bid.pk}-{self.question.pk}"

    @property
    def shown(self):
        points = self.compared.moderated.get("points")
        rationale = self.compared.moderated.get("rationale", "")
        return {"points": "" if points is None else str(points), "rationale": rationale}

    @property
    def mark(self):
        return mark_of(*self.shown.values())

    def bind(self, data=None, only=None):
        """Make the cell's form; bound where ``data`` holds something typed in it, ``only`` narrowing to one cell's code."""
        self.version = self.compared.moderated.get("version", 0)
        if data is not None and f"{self.code}-mark" in data and only in (None, self.code):
            typed = [data.get(f"{self.code}-{name}", "") for name in ("points", "rationale")]
            self.is_touched = mark_of(*typed) != data[f"{self.code}-mark"]
            sent = data.get(f"{self.code}-version", "")
            self.version = int(sent) if sent.isdecimal() and len(sent) < 10 else 0
        self.form = ModerationForm(data if self.is_touched else None, prefix=self.code, initial=self.shown)
        return self
