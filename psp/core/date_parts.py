"""A date asked for as day, month and year, as people know it from paper."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from psp.core.dates import MONTHS, month_in_words

PARTS = ("day", "month", "year")
FIRST_YEAR, LAST_YEAR = 1900, 2199


class DatePartsWidget(forms.MultiWidget):
    """Three inputs named ``<name>_day``, ``<name>_month`` and ``<name>_year``."""

    template_name = "django/forms/widgets/multiwidget.html"
    use_fieldset = True
    parts: tuple[str, ...] = PARTS
    labels = {"day": gettext_lazy("Day"), "month": gettext_lazy("Month"), "year": gettext_lazy("Year")}

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        inputs: dict[str, forms.Widget | type[forms.Widget]] = {
            part: forms.TextInput(attrs={"inputmode": "numeric"} if part in PARTS else {}) for part in self.parts
        }
        super().__init__(inputs, attrs)

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, str) and value:
            try:
                value = date.fromisoformat(value[:10])
            except ValueError:
                return ["", "", ""]
        return [value.day, value.month, value.year] if isinstance(value, date) else ["", "", ""]


class DatePartsField(forms.DateField):
    """A date typed in three parts; months by number or by name.

    The code of each error names the part that is wrong (``day``, ``month`` or ``year``), so that a page can lead to it.
    """

    widget = DatePartsWidget
    default_error_messages = {"required": gettext_lazy("Enter a date, for example 3 6 2027")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs["help_text"] = kwargs.get("help_text") or gettext_lazy("For example, 3 6 2027")
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.date() if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> date | None:
        if not isinstance(value, list | tuple):
            return super().to_python(value)
        typed = [str(part or "").strip() for part in value]
        if not any(typed):
            return None
        return date_from(typed)


def date_from(typed: Sequence[str]) -> date:
    """Read day, month and year as typed. Raises ValidationError with one error for each part that is wrong."""
    day, month, year = _day(typed[0]), _month(typed[1]), _year(typed[2])
    errors = []
    if day is None:
        errors.append(ValidationError(_("Enter a day between 1 and 31"), code="day"))
    if month is None:
        errors.append(ValidationError(_("Enter a month between 1 and 12"), code="month"))
    if year is None:
        errors.append(ValidationError(_("Enter a year with 4 digits, for example 2027"), code="year"))
    if errors or day is None or month is None or year is None:
        raise ValidationError(errors)
    last = monthrange(year, month)[1]
    if day > last:
        words = _("%(month)s has %(last)d days. Enter a day between 1 and %(last)d")
        raise ValidationError(words, code="day", params={"month": month_in_words(date(year, month, 1)), "last": last})
    return date(year, month, day)


def _day(typed: str) -> int | None:
    number = _number(typed, digits=2)
    return number if number is not None and 1 <= number <= 31 else None


def _month(typed: str) -> int | None:
    number = _number(typed, digits=2)
    if number is not None:
        return number if 1 <= number <= 12 else None
    # Three letters tell every month of the year apart.
    word = typed.lower().rstrip(".")
    named = [at for at, name in enumerate(MONTHS, start=1) if len(word) >= 3 and name.lower().startswith(word)]
    return 9 if word == "sept" else next(iter(named), None)


def _year(typed: str) -> int | None:
    number = _number(typed, digits=4)
    return number if number is not None and FIRST_YEAR <= number <= LAST_YEAR else None


def _number(typed: str, *, digits: int) -> int | None:
    """Read a whole number of at most so many digits; the digits of other scripts are not taken."""
    return int(typed) if re.fullmatch(rf"[0-9]{{1,{digits}}}", typed) else None
