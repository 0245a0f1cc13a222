"""One type for what is due: a day, a day with a time, or the end of a day. Always Europe/London.

Pure: reads no clock and no database. A moment is as precise as people are: to the minute. 00:00 is no moment of its own,
because half its readers take it for the end of the day it begins: it is read as the end of the day before, and where
people type it they are asked for 11:59pm or midday instead.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import total_ordering

from psp.core.dates import (
    LONDON,
    day_and_month,
    days_until_words,
    end_of_day,
    in_words,
    last_day_of_period,
    london_date,
    next_working_day,
    time_words,
    working_day_on_or_before,
)

MIDNIGHT, MIDDAY = time(0), time(12)
# What the end of a day is called: the last minute of it.
LAST_MINUTE = time(23, 59)
DAY = timedelta(days=1)


class Kind(StrEnum):
    AT = "at"
    END = "end"
    DAY = "day"


# Of moments that end at the same instant, the one that says more comes first.
RANK = {Kind.AT: 0, Kind.END: 1, Kind.DAY: 2}


class Midnight(ValueError):
    """00:00 given as a moment; ``end`` and ``midday`` are the two that are clear: 11:59pm the day before, midday that day."""

    def __init__(self, day: date) -> None:
        self.end, self.midday = Moment.end(day - DAY), Moment.at(day, MIDDAY)
        super().__init__(f"Use {either_words(self.end, self.midday)}")


class NoSuchTime(ValueError):
    """A time that the clocks skip as they go forward; ``later`` is the same time an hour later."""

    def __init__(self, day: date, clock: time) -> None:
        self.later = Moment.at(day, time(clock.hour + 1, clock.minute))
        super().__init__(f"The clocks go forward on {in_words(day)}: use {time_words(self.later.as_datetime())}")


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """A day, a day with a time, or the end of a day. Make one with ``on``, ``at``, ``end`` or ``of``.

    ``clock`` is the time in London to the minute, None of a whole day. Moments are ordered by the instant they are over:
    a whole day and the end of a day last to midnight.
    """

    kind: Kind
    day: date
    clock: time | None = None

    @classmethod
    def on(cls, day: date) -> "Moment":
        """Return a whole day."""
        return cls(Kind.DAY, day)

    @classmethod
    def end(cls, day: date) -> "Moment":
        """Return the end of a day, which people read as 11:59pm."""
        return cls(Kind.END, day, LAST_MINUTE)

    @classmethod
    def at(cls, day: date, clock: time) -> "Moment":
        """Return a time of day; 11:59pm is the end of the day. Raises Midnight for 00:00, NoSuchTime for a skipped hour."""
        clock = clock.replace(second=0, microsecond=0, tzinfo=None)
        if clock == MIDNIGHT:
            raise Midnight(day)
        if clock == LAST_MINUTE:
            return cls.end(day)
        if not _exists(day, clock):
            raise NoSuchTime(day, clock)
        return cls(Kind.AT, day, clock)

    @classmethod
    def of(cls, value: "Moment | date") -> "Moment":
        """Read an aware datetime or a date as a moment; 00:00 is the end of the day before.

        Seconds are left out, never rounded up: a deadline must not seem later than it is. Raises ValueError for a naive
        datetime.
        """
        if isinstance(value, Moment):
            return value
        if not isinstance(value, datetime):
            return cls.on(value)
        day, clock = london_date(value), value.astimezone(LONDON).time().replace(second=0, microsecond=0)
        return cls.end(day - DAY) if clock == MIDNIGHT else cls.at(day, clock)

    def as_datetime(self) -> datetime:
        """Return the instant it is over, aware, in London: of a whole day and the end of a day the last of that day."""
        if self.kind is Kind.AT and self.clock is not None:
            return datetime.combine(self.day, self.clock, tzinfo=LONDON)
        return end_of_day(self.day)

    def is_over(self, at: datetime) -> bool:
        """Tell whether it is over at an aware datetime. What comes in at the very minute of a time comes too late."""
        return self.as_datetime() <= at

    @property
    def has_time(self) -> bool:
        """Whether a time of day is named."""
        return self.clock is not None

    @property
    def last_whole_day(self) -> date:
        """The last day that people have to its end."""
        return self.day - DAY if self.kind is Kind.AT else self.day

    def on_day(self, day: date) -> "Moment":
        """Return the same kind and time on another day; a time that the clocks skip there an hour later."""
        if self.clock is None:
            return Moment.on(day)
        try:
            return Moment.at(day, self.clock)
        except NoSuchTime as skipped:
            return skipped.later

    @property
    def clock_words(self) -> str:
        """The time as "midday" or "11:59pm"; "" of a whole day."""
        return time_words(self.clock) if self.clock else ""

    @property
    def words(self) -> str:
        """Say it as "8 March 2027", "8 March 2027 at midday" or "8 March 2027 at 11:59pm"."""
        return f"{in_words(self.day)} at {self.clock_words}" if self.clock else in_words(self.day)

    @property
    def text(self) -> str:
        """Write it for files and the history, in London time: "2027-03-08" or "2027-03-08 23:59"."""
        return f"{self.day:%Y-%m-%d} {self.clock:%H:%M}" if self.clock else f"{self.day:%Y-%m-%d}"

    def until_words(self, at: datetime) -> str:
        """Say how far it is from an aware datetime: "in 7 days", "due today at midday", "due since midday", "1 day late"."""
        today = london_date(at)
        if self.clock is None or abs((self.day - today).days) > 1 or self.day < today:
            return days_until_words(self.day, today)
        if self.day == today and self.is_over(at):
            return f"due since {self.clock_words}"
        return f"{days_until_words(self.day, today)} at {self.clock_words}"

    def _key(self) -> tuple[datetime, int]:
        return self.as_datetime().astimezone(UTC), RANK[self.kind]

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, Moment) else NotImplemented

    def __lt__(self, other: object) -> bool:
        return self._key() < other._key() if isinstance(other, Moment) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())

    def __str__(self) -> str:
        return self.words


def either_words(first: Moment, second: Moment) -> str:
    """Offer two moments with a time: "11:59pm on 8 March or midday on 9 March"; with their years where these differ."""
    with_year = first.day.year != second.day.year
    said = (
        f"{moment.clock_words} on {in_words(moment.day) if with_year else day_and_month(moment.day)}"
        for moment in (first, second)
    )
    return " or ".join(said)


def whole_days(after: date, until: Moment) -> int:
    """Count the whole days people have: the first is the day after ``after``, the last ends no later than ``until``.

    Midnight of the 30th day, or its morning, leaves 29 days and a night, and those are not 30 (Regulation 1182/71,
    article 3: the day of the event is not counted, and a period ends with the last hour of its last day).
    """
    return max((until.last_whole_day - after).days, 0)


def is_full_period(after: date, days: int, until: Moment) -> bool:
    """Tell whether a period of whole ``days``, whose last is a working day in Scotland, is over by ``until``."""
    return until.last_whole_day >= last_day_of_period(after, days)


def first_deadlines(after: date, days: int) -> tuple[Moment, Moment]:
    """Return the earliest deadlines that leave whole ``days``: the end of the last day, midday of the next working one."""
    last = last_day_of_period(after, days)
    return Moment.end(last), Moment.at(next_working_day(last), MIDDAY)


def first_deadline_like(like: Moment, after: date, days: int) -> Moment:
    """Return the earliest deadline at the time of day of ``like``, on a working day, that leaves whole ``days``."""
    last = last_day_of_period(after, days)
    return like.on_day(next_working_day(last) if like.kind is Kind.AT else last)


def last_start(until: Moment, days: int) -> date:
    """Return the last working day whose period of whole ``days`` is over by ``until``."""
    return working_day_on_or_before(working_day_on_or_before(until.last_whole_day) - timedelta(days=days))


def _exists(day: date, clock: time) -> bool:
    moment = datetime.combine(day, clock, tzinfo=LONDON)
    return moment.astimezone(UTC).astimezone(LONDON).time() == clock
