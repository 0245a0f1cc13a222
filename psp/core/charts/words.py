"""Figures and days as charts say them, and the few words charts add of their own.

The words are data, so that a caller with translations hands them in; the English ones stand here.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from math import isfinite

from psp.core import money
from psp.core.dates import MONTHS

Figure = Decimal | int | float
NO_FIGURE = "–"
SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
MOST = 10.0**15
LEAST = 10.0**-9


class Unit(StrEnum):
    """What a figure counts, which decides how it is written."""

    MONEY = "money"
    PERCENT = "percent"
    NUMBER = "number"
    RATIO = "ratio"
    POINTS = "points"


TWO_DECIMALS = (Unit.RATIO, Unit.POINTS)
SHORT_FROM = {Unit.MONEY: 100, Unit.PERCENT: 10_000, Unit.NUMBER: 10_000, Unit.POINTS: 10_000, Unit.RATIO: 10_000}


def known(figure: Figure | None) -> float | None:
    """Return a figure for drawing; None where it is missing or not a number at all."""
    if figure is None or not isfinite(figure):
        return None
    value = max(-MOST, min(MOST, float(figure)))
    return value if abs(value) > LEAST else 0.0


def exact(figure: Figure | None, unit: Unit) -> str:
    """Write a figure as a table does: "£12,500.50", "61.5%", "1,234", "1.93"; ratios and points have two decimals."""
    if figure is None or not isfinite(figure):
        return NO_FIGURE
    decimal = Decimal(str(figure))
    if abs(decimal) >= MOST:
        return f"{decimal:.3e}".replace("-", money.MINUS)
    if unit is Unit.MONEY:
        return money.in_words(decimal)
    if unit is Unit.PERCENT:
        return money.percent(decimal)
    return _grouped(money.rounded(decimal, 2), trim=unit not in TWO_DECIMALS)


def short(figure: Figure | None, unit: Unit) -> str:
    """Write a figure as an axis does: "£150k", "1.2m", "£3.4bn"."""
    if figure is None or not isfinite(figure) or abs(float(figure)) >= MOST:
        return exact(figure, unit)
    decimal = Decimal(str(figure))
    if unit is Unit.RATIO and abs(decimal) < SHORT_FROM[unit]:
        return _grouped(money.rounded(decimal, 1 if decimal * 10 == round(decimal * 10) else 2), trim=False)
    if abs(decimal) < SHORT_FROM[unit]:
        return _grouped(money.rounded(decimal, 2), trim=True) if unit is Unit.POINTS else exact(figure, unit)
    said = money.short(decimal)
    for size, suffix in ((10**12, "tn"), (10**9, "bn")):
        if abs(decimal) >= size:
            sign = money.MINUS if decimal < 0 else ""
            said = f"{sign}£{_grouped(money.rounded(abs(decimal) / size, 1), trim=True)}{suffix}"
            break
    return said if unit is Unit.MONEY else said.replace("£", "") + ("%" if unit is Unit.PERCENT else "")


def signed(figure: Figure | None, written: str) -> str:
    """Put a plus before a figure written that adds: "+£500"."""
    return f"+{written}" if figure is not None and isfinite(figure) and figure > 0 else written


@dataclass(frozen=True, slots=True)
class Words:
    """The words charts add. Those with braces are filled in."""

    nothing: str = "No figures yet"
    today: str = "Today"
    target: str = "target {value}"
    service_starts: str = "Service starts {date}"
    service_started: str = "Service started {date}"
    funding_ends: str = "Money ends {date}"
    money_ends: str = "Money ends {date}"
    period: str = "Period"
    what: str = "What"
    starts: str = "From"
    ends: str = "To"
    length: str = "Length"
    recommended: str = "Recommended"
    thin_bars: str = "Thin bars: recommended"
    hatched: str = "Hatched: time lost"
    agreed: str = "Agreed end"
    slip: str = "Slip"
    status: str = "Status"
    note: str = "Note"
    done: str = "Done"
    planned: str = "Planned"
    under_way: str = "Under way"
    late: str = "Late"
    critical: str = "Decides the service start"
    baseline: str = "As agreed"
    so_far: str = "{done} of {all} months"
    value_heading: str = "Value"
    target_heading: str = "Target"
    total: str = "Total"
    day_heading: str = "Date"
    event: str = "Event"
    money_in_hand: str = "Money in hand"
    gap: str = "Gap"
    low: str = "Low"
    high: str = "High"
    base: str = "Base {value}"
    breaks_even: str = "Breaks even"
    from_value: str = "From"
    to_value: str = "To"
    count: str = "Count"
    change: str = "Change"
    running_total: str = "Running total"
    low_input: str = "Low value"
    high_input: str = "High value"
    dark_bars: str = "Full bars: 9 of 10 results, {low} to {high}"
    likely: str = "{low} to {high}"
    months: tuple[str, ...] = MONTHS
    short_months: tuple[str, ...] = SHORT_MONTHS

    def day(self, day: date) -> str:
        """Say a day: "3 June 2027"."""
        return f"{day.day} {self.months[day.month - 1]} {day.year}"

    def days(self, first: date, last: date) -> str:
        """Say a number of days by the first and the last of them: "3 June 2027 to 2 June 2028"."""
        return self.likely.format(low=self.day(first), high=self.day(last))

    def short_day(self, day: date) -> str:
        """Say a day in little room: "3 June 2027", "12 Sept 2027"."""
        return f"{day.day} {self.short_months[day.month - 1]} {day.year}"

    def month(self, first_day: date, step: int) -> str:
        """Say a tick of a calendar with ``step`` months between ticks: "2027", "Jan 2027"."""
        year = str(first_day.year)
        return year if step >= 12 else f"{self.short_months[first_day.month - 1]} {year}"


WORDS = Words()


def _grouped(number: Decimal, *, trim: bool) -> str:
    written = f"{abs(number):,f}"
    if trim and "." in written:
        written = written.rstrip("0").rstrip(".")
    return f"{money.MINUS}{written}" if number < 0 else written
