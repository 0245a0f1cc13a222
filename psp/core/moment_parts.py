"""A day with a time asked for in one control: day, month, year and a time typed as people write it."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from psp.core.date_parts import PARTS, DatePartsWidget, date_from
from psp.core.dates import LONDON, day_and_month, in_words, time_words
from psp.core.moments import MIDNIGHT, Midnight, Moment, NoSuchTime, either_words
from psp.core.typed_times import EndOfDay, MidnightWord, NotATime, Unclear, read_time


class MomentPartsWidget(DatePartsWidget):
    """The three inputs of a date and one named ``<name>_time``, which begins with ``usual_time``."""

    parts = (*PARTS, "time")
    labels = DatePartsWidget.labels | {"time": gettext_lazy("Time")}

    usual_time: Any = ""

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, datetime):
            at = value.astimezone(LONDON)
            # The end of a day is a deadline's; of what happened at midnight the minute itself counts.
            return [at.day, at.month, at.year, "12am" if at.time() == MIDNIGHT else time_words(at)]
        if isinstance(value, Moment):
            return [value.day.day, value.day.month, value.day.year, value.clock_words]
        return [*super().decompress(value), self.usual_time]


class MomentPartsField(forms.Field):
    """A deadline: a ``Moment`` with a time. 00:00 is refused with the two moments that are clear.

    The code of each error names the part that is wrong (``day``, ``month``, ``year`` or ``time``). Without a date it is
    empty, whatever stands in the time.
    """

    widget: Any = MomentPartsWidget
    usual_time: Any = gettext_lazy("midday")
    default_error_messages = {"required": gettext_lazy("Enter a date and a time, for example 3 6 2027 midday")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs["help_text"] = kwargs.get("help_text") or gettext_lazy(
            "For example, 3 6 2027 and midday, 5pm or 11:59pm"
        )
        super().__init__(**kwargs)
        self.widget.usual_time = self.usual_time

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, list | tuple):
            return None if value in self.empty_values else self.from_value(value)
        typed = [str(part or "").strip() for part in value]
        if not any(typed[: len(PARTS)]):
            return None
        day, clock = self._read(typed)
        return self.moment_of(day, clock)

    def _read(self, typed: list[str]) -> tuple[date, time]:
        """Read the date and the time, so that both are found wrong at once. Raises ValidationError."""
        errors: list[ValidationError] = []
        day = clock = None
        try:
            day = date_from(typed[: len(PARTS)])
        except ValidationError as problem:
            errors += problem.error_list
        try:
            clock = read_time("".join(typed[len(PARTS) :]))
        except NotATime:
            errors.append(_wrong_time(_("Enter a time like 9:30am, midday or 5pm")))
        except Unclear as unclear:
            errors.append(_wrong_time(_("Enter {} or {}").format(*unclear.readings)))
        except (EndOfDay, MidnightWord) as problem:
            if day:
                errors.append(_wrong_time(self.midnight_words(day, is_end=isinstance(problem, EndOfDay))))
        if errors or day is None or clock is None:
            raise ValidationError(errors)
        return day, clock

    def from_value(self, value: Any) -> Any:
        """Return a value that was not typed as the field returns it."""
        return Moment.of(value)

    def moment_of(self, day: date, clock: time) -> Any:
        """Make the field's value. Raises ValidationError for a time that day does not have."""
        try:
            return Moment.at(day, clock)
        except Midnight as midnight:
            words = _("Use {moments}").format(moments=either_words(midnight.end, midnight.midday))
            raise _wrong_time(words) from midnight
        except NoSuchTime as skipped:
            raise _wrong_time(_skipped_words(day, skipped)) from skipped

    def midnight_words(self, day: date, *, is_end: bool) -> str:
        """Say what to enter for the word midnight, which says no day, and for 24:00."""
        if is_end:
            midnight = Midnight(day + timedelta(days=1))
            return _("Use {moments}").format(moments=either_words(midnight.end, midnight.midday))
        ends = Moment.end(day - timedelta(days=1)), Moment.end(day)
        words = _("Midnight can be the start or the end of {day}. Use {moments}")
        return words.format(day=day_and_month(day), moments=either_words(*ends))

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != (self.from_value(initial) if initial else None))
        except ValidationError:
            return True


class TimestampPartsField(MomentPartsField):
    """When something happened: an aware datetime to the minute. 00:00, also typed as 12am, is the start of its day."""

    usual_time = ""

    def from_value(self, value: Any) -> Any:
        return value

    def moment_of(self, day: date, clock: time) -> Any:
        try:
            return datetime.combine(day, MIDNIGHT, tzinfo=LONDON) if clock == MIDNIGHT else _to_the_minute(day, clock)
        except NoSuchTime as skipped:
            raise _wrong_time(_skipped_words(day, skipped)) from skipped

    def midnight_words(self, day: date, *, is_end: bool) -> str:
        words = _("Enter 12am for the start of {day} or 11:59pm for its end")
        return words.format(day=day_and_month(day))


def _to_the_minute(day: date, clock: time) -> datetime:
    # The moment is asked whether that day has such a time; the last minute stays the minute it was.
    Moment.at(day, clock)
    return datetime.combine(day, clock, tzinfo=LONDON)


def _skipped_words(day: date, skipped: NoSuchTime) -> str:
    words = _("The clocks go forward on {day}. Use {time}")
    return words.format(day=in_words(day), time=skipped.later.clock_words)


def _wrong_time(words: str) -> ValidationError:
    return ValidationError(words, code="time")
