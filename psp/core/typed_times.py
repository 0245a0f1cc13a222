"""Times of day as people type them: "5pm", "12 noon", "17.00", "5.30 pm", "1700", "midday". Pure."""

import re
from datetime import time

MIDDAY_WORDS = frozenset({"noon", "midday", "12noon", "12midday", "12:00noon", "12:00midday"})
MIDNIGHT_WORDS = frozenset({"midnight", "12midnight", "12:00midnight"})
# Hours that without am or pm are as likely to be of the afternoon.
FIRST_CLEAR_HOUR = 8
WRITTEN = re.compile(r"(?P<hour>[0-9]{1,2})(?:[:.h](?P<minute>[0-9]{2})(?::00)?)?(?P<half>am|pm)?")
JOINED = re.compile(r"(?P<hour>[0-9]{1,2})(?P<minute>[0-9]{2})(?P<half>am|pm)?")


class NotATime(ValueError):
    """What was typed is no time of day."""


class Unclear(ValueError):
    """What was typed may be two times of day: ``readings``, the earlier first."""

    def __init__(self, *readings: str) -> None:
        self.readings = readings
        super().__init__(f"Enter {' or '.join(readings)}")


class MidnightWord(ValueError):
    """Midnight, which may be the start or the end of the day."""


class EndOfDay(ValueError):
    """24:00: the midnight at the end of the day."""


def read_time(typed: str) -> time:
    """Read a time of day as typed; "12am" and "00:00" are the start of the day.

    Without am or pm the 24-hour clock is meant, but of an hour that is early for it and written without a nought ("5:30")
    nobody can know. Raises NotATime, Unclear, MidnightWord or EndOfDay.
    """
    word = re.sub(r"\s+", "", typed).lower().replace("a.m", "am").replace("p.m", "pm").rstrip(".")
    if word.replace(".", ":") in MIDNIGHT_WORDS:
        raise MidnightWord(typed)
    if word.replace(".", ":") in MIDDAY_WORDS:
        return time(12)
    found = WRITTEN.fullmatch(word) or JOINED.fullmatch(word)
    if found is None:
        raise NotATime(typed)
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        raise NotATime(typed)
    if found["half"]:
        return time(_hour_of_half(hour, found["half"]), minute)
    if hour == 24:
        raise EndOfDay(typed)
    # A nought in front, or minutes of a later hour, show that the 24-hour clock is meant.
    is_clear = found["hour"].startswith("0") or hour >= (FIRST_CLEAR_HOUR if found["minute"] else 12)
    if not is_clear:
        minutes = f":{minute:02d}" if minute else ""
        raise Unclear(f"{hour}{minutes}am", f"{hour}{minutes}pm")
    return time(hour, minute)


def _hour_of_half(hour: int, half: str) -> int:
    if 1 <= hour <= 12:
        return hour % 12 + (12 if half == "pm" else 0)
    # "17:00pm" says the same twice; "17:00am" and "0pm" contradict themselves.
    if half == "pm" and 13 <= hour <= 23:
        return hour
    raise NotATime(f"{hour}{half}")
