from datetime import UTC, date, datetime

from icalendar import Calendar

from psp.core.calendar import calendar_file
from psp.core.due import DueItem

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
