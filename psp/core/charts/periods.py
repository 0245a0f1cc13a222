"""The periods of a partnership as charts see them, shared by the strip and the Gantt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from psp.core.charts.words import Words
from psp.core.dates import duration_words, months_between


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``start`` up to ``until``, the first day after it. A milestone's two days are the same."""

    start: date
    until: date

    @property
    def last_day(self) -> date:
        """The last day of the span."""
        return max(self.start, self.until - timedelta(days=1))

    @property
    def days(self) -> int:
        """Calendar days, never negative."""
        return max(0, (self.until - self.start).days)


@dataclass(frozen=True, slots=True)
class Period:
    """One period of a plan as it stands. ``kind`` is its key, which gives its colour.

    ``recommended`` is where it would lie in the recommended plan, ``agreed`` where it lay in the
    baseline. What is late pushes ``span``, where it is drawn; ``planned`` are the days that are written, where they differ.
    """

    kind: str
    name: str
    span: Span
    recommended: Span | None = None
    agreed: Span | None = None
    begun: bool = False
    done: bool = False
    planned: Span | None = None

    @property
    def written(self) -> Span:
        """The days written of it, in words and tables."""
        return self.planned or self.span


@dataclass(frozen=True, slots=True)
class Slip:
    """Days lost: waiting before a period, and in it by its growing longer than agreed."""

    waiting: Span
    within: Span


def reached(period: Period, today: date) -> date:
    """Return the day up to which a period has gone by."""
    if period.done:
        return period.span.until
    return min(max(today, period.span.start), period.span.until) if period.begun else period.span.start


def slip_of(period: Period, before: Period | None) -> Slip:
    """Find where days were lost against the agreed plan, so that each lost day shows once and not in all that follows."""
    start, until = period.span.start, period.span.until
    waited = grown = 0
    if period.agreed is not None:
        # Six months are six months, in whichever of them they have a day or two more.
        is_as_long = said_length(period.kind, period.span) == said_length(period.kind, period.agreed)
        grown = 0 if is_as_long else max(0, period.span.days - period.agreed.days)
        if before is None:
            waited = max(0, (start - period.agreed.start).days)
        elif before.agreed is not None:
            gap = (start - before.span.until).days
            waited = max(0, gap - max(0, (period.agreed.start - before.agreed.until).days))
    return Slip(Span(start - timedelta(days=waited), start), Span(until - timedelta(days=grown), until))


def length_words(period: Period, today: date, words: Words) -> str:
    """Say how long a period is, or how far it has come: "6 months", "15 of 24 months"."""
    gone = months_between(period.span.start, reached(period, today))
    all_months = months_between(period.span.start, period.span.until)
    if period.begun and not period.done and all_months > 1 and period.kind != "bid_writing":
        return words.so_far.format(done=gone, all=all_months)
    return said_length(period.kind, period.span)


def said_length(kind: str, span: Span) -> str:
    """Say how long a span is in months, the time for writing bids in days, as the rules count it."""
    if kind == "bid_writing":
        return f"{span.days} {'day' if span.days == 1 else 'days'}"
    return duration_words(span.start, span.until)


def days_of(periods: Sequence[Period]) -> list[date]:
    """List every day the periods touch."""
    spans = [s for p in periods for s in (p.span, p.recommended, p.agreed) if s is not None]
    return [day for span in spans for day in (span.start, span.until)]
