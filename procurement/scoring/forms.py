"""The cells of a score sheet as small forms: each with the version it read and a mark of what it showed."""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from procurement.bids.models import Bid
from procurement.scoring.engine.inputs import TOP_SCORE
from procurement.scoring.operations import Given
from procurement.tenders.models import Question
from psp.core.forms import PspForm, new_token

SCALE = [(str(points), str(points)) for points in range(TOP_SCORE + 1)]
SCALE_IN_WORDS = _("0 is unacceptable, 1 poor, 2 acceptable, 3 good, 4 excellent.")


class ScoreForm(PspForm):
    points = forms.TypedChoiceField(
        label=_("Score"),
        help_text=SCALE_IN_WORDS,
        choices=SCALE,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline govuk-radios--small"}),
    )
    comment = forms.CharField(
        label=_("Comment"),
        help_text=_("A score counts once it has a comment: what earns it, and what is missing."),
        required=False,
        validators=[MaxLengthValidator(5000)],
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def given(self, version, sheet):
        return Given(self.cleaned_data["points"], self.cleaned_data["comment"], version, sheet.name, sheet.order)


@dataclass(frozen=True)
class Sheet:
    """A page of scores as it was opened: its name, and how many saves it has sent."""

    name: str
    order: int = 0


def sheet_of(data):
    """Return the sheet that sent a form, or a new one where it names none."""
    name, order = data.get("sheet", ""), data.get("order", "")
    if not re.fullmatch("[0-9a-f]{32}", name):
        return Sheet(new_token())
    return Sheet(name, int(order) if order.isdecimal() and len(order) < 10 else 0)


def mark_of(points, comment):
    """Mark what a cell showed, so that one nobody touched is not saved over what was saved in another window."""
    # A browser sends line ends as CR LF, a form field strips what stands around.
    text = f"{points}\0{comment}".replace("\r\n", "\n").strip()
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass
class Cell:
    """One question of one bid on the sheet. ``saved`` is the score as it stands, ``form`` is None once it is locked."""

    bid: Bid
    question: Question
    bidder: str
    answer: str
    files: list[dict[str, Any]]
    saved: dict[str, Any]
    form: Any = None
    version: int = 0
    is_touched: bool = False
    is_stale: bool = False

    @property
    def key(self):
        return (self.bid.pk, self.question.pk)

    @property
    def code(self):
        """The cell's id on the page and the prefix of its fields."""
        return f"cell-{self.bid.pk}-{self.question.pk}"

    @property
    def mark(self):
        return mark_of(*shown(self.saved).values())

    @property
    def is_complete(self):
        return self.saved.get("points") is not None and bool(self.saved.get("comment"))

    @property
    def lacks_comment(self):
        return self.saved.get("points") is not None and not self.saved.get("comment")

    def bind(self, data=None, only=None):
        """Make the cell's form; bound where ``data`` holds something typed in it, ``only`` narrowing to one cell's code."""
        self.version = self.saved.get("version", 0)
        if data is not None and f"{self.code}-mark" in data and only in (None, self.code):
            typed = [data.get(f"{self.code}-{name}", "") for name in ("points", "comment")]
            self.is_touched = mark_of(*typed) != data[f"{self.code}-mark"]
            sent = data.get(f"{self.code}-version", "")
            self.version = int(sent) if sent.isdecimal() and len(sent) < 10 else 0
        self.form = ScoreForm(data if self.is_touched else None, prefix=self.code, initial=shown(self.saved))
        return self


def shown(saved):
    """Return what a cell's fields show of a saved score."""
    points = saved.get("points")
    return {"points": "" if points is None else str(points), "comment": saved.get("comment", "")}
