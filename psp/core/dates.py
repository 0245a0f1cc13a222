"""Days, months and working days in Scotland, and how dates are said to people.

Nothing here reads the clock. Days of people are Europe/London days.
"""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

SATURDAY = 5
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def first_day_of_month(day: date) -> date:
    """Return the first day of the month of ``day``."""
    return date(day.year, day.month, 1)


def last_day_of_month(day: date) -> date:
    """Return the last day of the month of ``day``."""
    return date(day.year, day.month, monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """Move ``day`` by whole calendar months, back where ``months`` is negative.

    A day the target month lacks becomes its last day: 31 January and one month is 28 February.
    Raises ValueError outside the years 1 to 9999.
    """
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise ValueError(f"Choose a date between the years 1 and 9999, not {year}")
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def months_between(start: date, end: date) -> int:
    """Count the whole months from ``start`` to ``end``; negative where ``end`` is the earlier.

    The greatest number for which ``add_months(start, number)`` is not after ``end``, so 31 January
    to 28 February is one month.
    """
    if end < start:
        return -months_between(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if months == 0 or add_months(start, months) <= end else months - 1


@lru_cache(maxsize=512)
def bank_holidays(year: int) -> frozenset[date]:
    """Return the bank holidays of a year in Scotland, substitute days included; empty after 2100.

    One finished set per year: the lazy calendar of the ``holidays`` package marks a year as known
    before it has filled it in, which a second thread would notice.
    """
    # Imported at first use: it loads every country of the world, half a second at each start.
    from holidays import country_holidays

    return frozenset(country_holidays("GB", subdiv="SCT", years=year))


def is_working_day(day: date) -> bool:
    """Tell whether ``day`` is neither a weekend nor a bank holiday in Scotland."""
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


def working_day_on_or_after(day: date) -> date:
    """Return ``day`` where it is a working day in Scotland, else the first one after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def working_day_on_or_before(day: date) -> date:
    """Return ``day`` where it is a working day in Scotland, else the last one before it."""
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def next_working_day(day: date) -> date:
    """Return the first working day in Scotland after ``day``, never ``day`` itself."""
    return working_day_on_or_after(day + timedelta(days=1))


def previous_working_day(day: date) -> date:
    """Return the last working day in Scotland before ``day``, never ``day`` itself."""
    return working_day_on_or_before(day - timedelta(days=1))


def add_working_days(day: date, count: int) -> date:
    """Count working days in Scotland from ``day``, which is day 0; back where ``count`` is negative.

    A count of 0 returns ``day``, working or not.
    """
    step = next_working_day if count >= 0 else previous_working_day
    for _ in range(abs(count)):
        day = step(day)
    return day


def last_day_of_period(day: date, days: int) -> date:
    """Return the last day of a period of calendar ``days`` that begins the day after ``day``.

    A period that would end on a day that is not worked in Scotland ends on the next one that is
    (guide: calendar days, but the last day is a working day).
    """
    return working_day_on_or_after(day + timedelta(days=days))


def london_date(moment: datetime) -> date:
    """Return the date in London at an aware ``moment``. Raises ValueError for a naive one."""
    return _in_london(moment).date()


def start_of_day(day: date) -> datetime:
    """Return the first instant of ``day`` in London, aware."""
    return datetime.combine(day, time.min, tzinfo=LONDON)


def end_of_day(day: date) -> datetime:
    """Return the last instant of ``day`` in London, aware: a microsecond before midnight.

    Not the midnight itself, which belongs to the next day: ``london_date(end_of_day(day))`` is
    ``day``, so a deadline is never shown a day late.
    """
    return datetime.combine(day, time.max, tzinfo=LONDON)


def in_words(day: date) -> str:
    """Say a date as "3 June 2027"; of an aware datetime, its date in London."""
    if isinstance(day, datetime):
        day = london_date(day)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def day_and_month(day: date) -> str:
    """Say a day without its year: "8 March"."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def month_in_words(day: date) -> str:
    """Say the month of ``day`` as "June 2027"."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def time_words(moment: datetime | time) -> str:
    """Say a time of day as "9:30am", "5pm", "midday" or "midnight"; of an aware datetime, in London.

    Seconds are left out, never rounded up: a deadline must not seem later than it is.
    """
    clock = _in_london(moment).time() if isinstance(moment, datetime) else moment
    if clock.minute == 0 and clock.hour in (0, 12):
        return "midday" if clock.hour else "midnight"
    minutes = f":{clock.minute:02d}" if clock.minute else ""
    return f"{(clock.hour - 1) % 12 + 1}{minutes}{'am' if clock.hour < 12 else 'pm'}"


def moment_in_words(moment: datetime) -> str:
    """Say an aware datetime as "3 June 2027 at 9:30am", London time."""
    return f"{in_words(moment)} at {time_words(moment)}"


def duration_words(start: date, end: date) -> str:
    """Say how long it is from ``start`` up to ``end``, ``end`` not counted: "6 months and 12 days".

    Up to two years in months, as the periods of a partnership are named; longer in years: "3 years and 5 months". The order
    of the two does not matter.
    """
    start, end = sorted((start, end))
    months = months_between(start, end)
    days = (end - add_months(start, months)).days
    years, months = divmod(months, 12) if months > 24 else (0, months)
    parts = [_counted(number, noun) for number, noun in ((years, "year"), (months, "month")) if number]
    if days or not parts:
        parts.append(_counted(days, "day"))
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def about_words(start: date, end: date) -> str:
    """Say roughly how long it is from ``start`` up to ``end``: in whole months, in days only where there is none."""
    months = months_between(start, end)
    return duration_words(start, add_months(start, months) if months else end)


def slip_words(days: int | None) -> str:
    """Say a number of calendar days against what was agreed: "31 days later", "1 day earlier", "36 months earlier", "None".

    From a hundred days on it is said in months of a twelfth of a year, to the nearest: nobody reads 1,097 days.
    """
    if not days:
        return "None"
    span = _counted(abs(days), "day") if abs(days) < 100 else _counted(round(abs(days) * 12 / 365.25), "month")
    return f"{span} {'later' if days > 0 else 'earlier'}"


def days_until_words(day: date, today: date) -> str:
    """Say when something is due: "12 days late", "due today", "due tomorrow", "in 7 months".

    Days up to two months, then whole months up to two years, then whole years; a part month or year
    is left out.
    """
    if day == today:
        return "due today"
    if (day - today).days == 1:
        return "due tomorrow"
    months = abs(months_between(today, day))
    if months < 2:
        span = _counted(abs((day - today).days), "day")
    elif months < 24:
        span = _counted(months, "month")
    else:
        span = _counted(months // 12, "year")
    return f"{span} late" if day < today else f"in {span}"


def _in_london(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("Give a datetime with a time zone: a naive one has no date in London")
    return moment.astimezone(LONDON)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
