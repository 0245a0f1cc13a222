from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from psp.core.calendar import calendar_file
from psp.core.due import DueItem
from psp.core.moments import MIDDAY, Moment

NOON = datetime(2026, 6, 3, 12, tzinfo=UTC)
ITEM = DueItem(
    "milestone",
    "milestone:7",
    "Pilot starts; really, now",
    date(2027, 1, 5),
    "/partnerships/1/timeline/",
    1,
    "Kirkton Befriending",
)


def read(*items):
    content = calendar_file("Olivia’s dates", items, base_url="https://psp.example.org", at=NOON)
    return Calendar.from_ical(content)


def test_an_item_is_a_whole_day_with_its_address():
    (event,) = read(ITEM).walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2027, 1, 5), date(2027, 1, 6))
    assert str(event["summary"]) == "Pilot starts; really, now (Kirkton Befriending)"
    assert str(event["url"]) == "https://psp.example.org/partnerships/1/timeline/"


def test_an_item_keeps_its_uid_when_it_moves():
    later = DueItem("milestone", "milestone:7", "Pilot starts", date(2027, 3, 1), "/", 1, "Kirkton")
    assert [str(event["uid"]) for item in (ITEM, later) for event in read(item).walk("VEVENT")] == [
        "milestone-7@psp.example.org",
        "milestone-7@psp.example.org",
    ]


def test_a_calendar_without_items_is_still_a_calendar():
    calendar = read()
    assert (str(calendar["version"]), calendar.walk("VEVENT")) == ("2.0", [])


def test_an_item_of_no_partnership_is_its_title_alone():
    (event,) = read(DueItem("account", "account:1", "Renew your key", date(2027, 1, 5), "/")).walk("VEVENT")
    assert str(event["summary"]) == "Renew your key"


def test_a_time_of_day_is_in_londons_zone_which_the_file_explains():
    midday = Moment.at(date(2027, 6, 15), MIDDAY)
    item = DueItem("tender_deadline", "tender_deadline:7", "Bids are due", midday.day, "/", moment=midday)
    content = calendar_file("Dates", [item], base_url="https://psp.example.org", at=NOON).decode()
    assert "DTSTART;TZID=Europe/London:20270615T120000\r\n" in content
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event.decoded("dtstart").astimezone(UTC) == datetime(2027, 6, 15, 11, tzinfo=UTC)
    assert "dtend" not in event
    (zone,) = Calendar.from_ical(content).walk("VTIMEZONE")
    assert str(zone["tzid"]) == "Europe/London"
    assert {str(part["tzname"]) for part in zone.subcomponents} >= {"GMT", "BST"}


def test_the_end_of_a_day_is_the_minute_that_pages_show():
    end = Moment.end(date(2027, 1, 5))
    (event,) = read(DueItem("tender_deadline", "tender_deadline:7", "Bids are due", end.day, "/", moment=end)).walk(
        "VEVENT"
    )
    assert event["dtstart"].to_ical() == b"20270105T235900"
    assert event.decoded("dtstart").astimezone(UTC) == datetime(2027, 1, 5, 23, 59, tzinfo=UTC)


def test_a_file_of_whole_days_needs_no_time_zone():
    assert read(ITEM).walk("VTIMEZONE") == []


def test_an_item_is_due_on_the_day_of_its_moment():
    with pytest.raises(ValueError, match="tender_deadline:7"):
        DueItem(
            "tender_deadline", "tender_deadline:7", "Due", date(2027, 1, 6), "/", moment=Moment.end(date(2027, 1, 5))
        )
