"""The days of the demonstration, counted from today so that it always looks alive."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from psp.core.dates import LONDON, add_months, first_day_of_month


def moment(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """Return a moment of a working day in London."""
    return datetime.combine(day, time(hour, minute), tzinfo=LONDON)


@dataclass(frozen=True, slots=True)
class Days:
    """``now`` is the moment the demonstration is made; nothing in it happens later."""

    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(LONDON).date()

    def month(self, months: int) -> date:
        """Return the first day of the month that many months from this one."""
        return add_months(first_day_of_month(self.today), months)

    def day(self, days: int) -> date:
        """Return the day that many days from today."""
        return self.today + timedelta(days=days)
