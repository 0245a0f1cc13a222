"""Forms of rates and price indices: figures pasted as lines, each line checked by its number."""

import re
from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.sroi.models import DiscountSchedule, PriceIndex
from psp.core.finding import WordsFilter
from psp.core.forms import PspModelForm

MOST_LINES = 300
NUMBER = r"\d{1,7}(?:\.\d{1,6})?"
INDEX_LINE = re.compile(rf"(\d{{4}})(?:[-–/]\d{{2,4}})?[\s,;]+({NUMBER})")
BAND_LINE = re.compile(rf"(?:(\d{{1,4}})[\s,;:]+)?({NUMBER})\s*%?")


class LinesField(forms.CharField):
    """Lines of figures; ``shape`` is what each must match, ``example`` what a good one looks like."""

    widget = forms.Textarea

    def __init__(self, *, shape, example, **kwargs):
        super().__init__(max_length=20_000, **kwargs)
        self.shape, self.example = shape, example
        self.widget.attrs |= {"rows": 8, "spellcheck": "false", "maxlength": None}

    def clean(self, value):
        lines = [(number, line.strip()) for number, line in enumerate(super().clean(value).splitlines(), start=1)]
        found = []
        for number, line in [(number, line) for number, line in lines if line][:MOST_LINES]:
            match = self.shape.fullmatch(line)
            if not match:
                words = _("Line {number} says “{line}”. Write it like “{example}”")
                raise ValidationError(words.format(number=number, line=line[:40], example=self.example))
            found.append(match.groups())
        return found


class ScheduleForm(PspModelForm):
    bands = LinesField(
        label=gettext_lazy("Rates"),
        help_text=gettext_lazy(
            "One line for each band: the last year it holds for, then the rate in per cent, like “30 3.5”. "
            "Leave the year out of the last line if that rate has no end."
        ),
        shape=BAND_LINE,
        example="30 3.5",
    )

    class Meta:
        model = DiscountSchedule
        fields = ["name", "edition", "in_force_from", "source", "note", "needs_checking"]
        help_texts = {"edition": gettext_lazy("The year or version that tells it from an earlier one.")}

    field_order = ["name", "edition", "in_force_from", "bands"]

    def clean_bands(self):
        return [(int(year) if year else None, Decimal(rate)) for year, rate in self.cleaned_data["bands"]]


class PriceIndexForm(PspModelForm):
    indices = LinesField(
        label=gettext_lazy("Index by year"),
        help_text=gettext_lazy(
            "Paste two columns from a spreadsheet: the year and its index, like “2024 100”. "
            "Only the proportion between two years matters."
        ),
        shape=INDEX_LINE,
        example="2024 100",
    )

    class Meta:
        model = PriceIndex
        fields = ["name", "edition", "published_on", "source", "note"]
        help_texts = {
            "name": gettext_lazy("Such as “GDP deflators”."),
            "edition": gettext_lazy("The month and year of the publication you took it from."),
            "source": gettext_lazy("Who published it and where, so that another person can find it."),
        }

    field_order = ["name", "edition", "published_on", "indices"]

    def clean_indices(self):
        found = {}
        for year, index in self.cleaned_data["indices"]:
            if int(year) in found:
                raise ValidationError(_("The year {year} is there twice. Leave one out").format(year=year))
            found[int(year)] = Decimal(index)
        return found


class ReferenceNotesForm(PspModelForm):
    class Meta:
        model: Any = DiscountSchedule
        fields = ["source", "note", "needs_checking", "is_offered"]
        help_texts = {"is_offered": gettext_lazy("Studies that use it keep it; no other study can choose it.")}


class PriceIndexNotesForm(ReferenceNotesForm):
    class Meta(ReferenceNotesForm.Meta):
        model = PriceIndex


class ScheduleFilter(django_filters.FilterSet):
    q = WordsFilter("name", "edition", "source", label=gettext_lazy("Name"))

    class Meta:
        model = DiscountSchedule
        fields: list[str] = []
