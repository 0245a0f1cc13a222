"""Lengths in months and days, and the one convention for days used by the whole engine.

A span runs from ``starts_on`` up to ``until``, and ``until`` is the first day after it: a period of
six months from 1 January has ``until`` 1 July and its last day, ``ends_on``, is 30 June. What
follows may start on ``until`` itself, so spans that touch share that one date and no day is counted
twice. A milestone starts and is over on the same date.

Months are calendar months that clamp to the last day of the month. Forwards, each length is counted
from the start of its own span. Backwards, the start is clamped, and where that leaves the span a
day or more longer (28 February up to 31 August), those days belong to the length: a length counted
backwards is never below the one asked for, and counting it forwards again gives the same end.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from psp.core.dates import add_months, months_between

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Length:
    """Whole calendar months, then days. Neither is negative."""

    months: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        if self.months < 0 or self.days < 0:
            raise ValueError("A length has no negative months or days")

    def __bool__(self) -> bool:
        return bool(self.months or self.days)


NOTHING = Length()


def end_of(start: date, length: Length) -> date:
    """Return the first day after a span of ``length`` that starts on ``start``.

    Raises ValueError outside the years 1 to 9999.
    """
    return shifted(add_months(start, length.months), length.days)


def start_of(until: date, length: Length) -> date:
    """Return the start, clamped to its month, of a span of ``length`` that is over on ``until``.

    Counting forwards again from this start never passes ``until``. Raises ValueError outside the
    years 1 to 9999.
    """
    return add_months(shifted(until, -length.days), -length.months)


def length_between(start: date, until: date) -> Length:
    """Measure a span so that ``end_of(start, length_between(start, until)) == until``.

    Raises ValueError where ``until`` is before ``start``.
    """
    if until < start:
        raise ValueError(f"A span cannot be over on {until} when it starts on {start}")
    months = months_between(start, until)
    return Length(months, (until - add_months(start, months)).days)


def is_shorter(start: date, until: date, least: Length) -> bool:
    """Tell whether a span ends before ``least`` has run from its start."""
    return end_of(start, least) > until


def shifted(day: date, days: int) -> date:
    """Move a day by calendar days. Raises ValueError outside the years 1 to 9999."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise ValueError("Choose a date between the years 1 and 9999") from None
