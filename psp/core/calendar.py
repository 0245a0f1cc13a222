"""Due items as a calendar file (RFC 5545), for people's own calendars."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from psp.core.dates import LONDON
from psp.core.due import DueItem

PRODUCT = "-//Manage public social partnerships//EN"


def calendar_file(name: str, items: Iterable[DueItem], *, base_url: str, at: datetime) -> bytes:
    """Write items as events: whole days as such, times of day in London's time zone, which the file explains.

    An item's UID is its key and the site's host, so an item that moves moves in the calendar too and never appears twice.
    """
    host = urlsplit(base_url).hostname or "localhost"
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"value": "DURATION"})
    for item in items:
        calendar.add_component(_event(item, host=host, base_url=base_url, at=at))
    # Each zone an event is in, with its changes of the clocks.
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content


def _event(item: DueItem, *, host: str, base_url: str, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{item.key.replace(':', '-')}@{host}")
    event.add("dtstamp", at)
    if item.due.clock:
        # A deadline takes no time, so it has no end; of the end of a day, the minute that people read.
        event.add("dtstart", datetime.combine(item.due.day, item.due.clock, tzinfo=LONDON))
    else:
        event.add("dtstart", item.due_on)
        event.add("dtend", item.due_on + timedelta(days=1))
    event.add("summary", f"{item.title} ({item.partnership})" if item.partnership else item.title)
    event.add("url", f"{base_url}{item.url}")
    event.add("transp", "TRANSPARENT")
    return event
