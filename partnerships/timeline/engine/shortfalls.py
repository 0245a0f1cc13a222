"""Periods shorter than recommended: allowed, but only with a recorded reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from partnerships.timeline.engine.length import Length, end_of, is_shorter, length_between
from partnerships.timeline.engine.recommended import Period


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A period below its recommended length; ``reason`` is empty until somebody records one."""

    key: str
    title: str
    planned: Length
    least: Length
    missing_days: int
    reason: str = ""

    @property
    def needs_reason(self) -> bool:
        """Nobody has said why yet."""
        return not self.reason


def shortfalls(periods: Iterable[Period], reasons: Mapping[str, str] | None = None) -> tuple[Shortfall, ...]:
    """List the periods below their least recommended length, in order, each with its recorded reason.

    ``reasons`` maps the key of a period to the words recorded for it; blank words are none.
    ``missing_days`` counts calendar days up to the recommended end.
    """
    said = reasons or {}
    return tuple(
        Shortfall(
            period.key,
            period.recommendation.title,
            length_between(period.starts_on, period.until),
            period.recommendation.least,
            missing_days(period.starts_on, period.until, period.recommendation.least),
            said.get(period.key, "").strip(),
        )
        for period in periods
        if is_shorter(period.starts_on, period.until, period.recommendation.least)
    )


def missing_days(starts_on: date, until: date, least: Length) -> int:
    """Count the calendar days a span lacks of ``least``; none where it is long enough."""
    return max(0, (end_of(starts_on, least) - until).days)
