"""Scales from figures and days to places in a picture, and the ticks people expect on them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import ceil, floor, isfinite, log10

from psp.core.dates import add_months, first_day_of_month, months_between

SAME = 1e-9
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 36, 60, 120, 240, 600, 1200, 2400, 6000, 12000)


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps ``low``..``high`` to ``start``..``end``; what lies outside is put on the edge."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Place a value."""
        if self.high == self.low:
            return self.start
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


@dataclass(frozen=True, slots=True)
class Days:
    """Maps days to places."""

    scale: Scale

    def __call__(self, day: date) -> float:
        """Place a day."""
        return self.scale(day.toordinal())

    @property
    def first(self) -> date:
        """The day at the start."""
        return date.fromordinal(round(self.scale.low))

    @property
    def last(self) -> date:
        """The day at the end."""
        return date.fromordinal(round(self.scale.high))


def scale_for(values: Iterable[float], start: float, end: float, *, zero: bool = True, ticks: int = 5) -> Scale:
    """Make a scale that holds all values, wide enough for its ticks and, with ``zero``, reaching nought."""
    found = [value for value in values if isfinite(value)] + ([0.0] if zero else [])
    low, high = (min(found), max(found)) if found else (0.0, 1.0)
    if high - low <= max(abs(low), abs(high)) * SAME:
        around = max(1.0, abs(low) / 10)
        low, high = (low, low + around) if zero else (low - around / 2, low + around / 2)
    step = _step(high - low, ticks)
    return Scale(floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step, start, end)


def ticks_of(scale: Scale, most: int = 5) -> list[float]:
    """List round numbers on a scale, at most about ``most`` of them."""
    step = _step(scale.high - scale.low, most)
    first, last = ceil(scale.low / step - 1e-9), floor(scale.high / step + 1e-9)
    return [round(number * step, 12) + 0.0 for number in range(first, last + 1)]


def days_for(days: Iterable[date], start: float, end: float) -> Days:
    """Make a scale that holds all days; a single day gets a month around it."""
    found = [day.toordinal() for day in days]
    low, high = (min(found), max(found)) if found else (1, 366)
    if low == high:
        low, high = max(1, low - 15), min(date.max.toordinal(), high + 15)
    return Days(Scale(low, high, start, end))


def months_on(days: Days, room: Callable[[date, int], float]) -> tuple[list[date], int]:
    """List the first days of months that fit on a scale, and how many months lie between them.

    ``room`` says how much place the label of a tick takes with a given step.
    """
    months = months_between(days.first, days.last)
    most = abs(days.scale.end - days.scale.start) / max(1.0, room(days.first, MONTH_STEPS[-1])) + 2
    for step in MONTH_STEPS:
        if months / step > most:
            continue
        ticks = _first_days(days.first, days.last, step)
        if all(days(b) - days(a) >= (room(a, step) + room(b, step)) / 2 for a, b in pairwise(ticks)):
            return ticks, step
    return [], MONTH_STEPS[-1]


def _first_days(first: date, last: date, step: int) -> list[date]:
    month = first.year * 12 + first.month - 1 + (first != first_day_of_month(first))
    month += -month % step
    ticks = []
    while month <= last.year * 12 + last.month - 1 and month < 9999 * 12:
        ticks.append(add_months(date(1, 1, 1), month - 12))
        month += step
    return ticks


def _step(span: float, most: int) -> float:
    raw = (span if span > 0 else 1.0) / max(1, most)
    magnitude: float = 10.0 ** floor(log10(raw))
    return next(nice * magnitude for nice in (1, 2, 2.5, 5, 10) if raw <= nice * magnitude * (1 + 1e-9))
