from dataclasses import replace
from datetime import date, timedelta

import pytest

from psp.core.charts.chart import Table
from psp.core.charts.gantt import Gantt, Row, gantt
from psp.core.charts.periods import Span
from psp.core.charts.sizes import LARGE_PRINT, MEDIUM, NARROW, PRINT, WIDE

MAY = date(2027, 5, 1)
PILOT = Row(
    "pilot",
    "Pilot",
    "pilot",
    Span(date(2026, 1, 1), date(2028, 1, 1)),
    agreed=Span(date(2025, 12, 1), date(2027, 12, 1)),
    is_period=True,
    begun=True,
    critical=True,
)
REVIEW = Row(
    "review", "Midpoint review", "pilot", Span(MAY, MAY), agreed=Span(date(2027, 1, 1), date(2027, 1, 1)), late=True
)
DATA = Row(
    "data", "Final figures", "pilot", Span(date(2027, 12, 1), date(2027, 12, 1)), after=("review",), note="Pat Lennox"
)
TIMELINE = Gantt("gantt", "The pilot runs a month late", (PILOT, REVIEW, DATA), MAY, date(2028, 3, 31))


def test_the_table_holds_the_dates_given():
    assert gantt(TIMELINE).table == Table(
        "The pilot runs a month late",
        ("What", "From", "To", "Agreed end", "Slip", "Status", "Note"),
        (
            (
                "Pilot",
                "1 January 2026",
                "31 December 2027",
                "30 November 2027",
                "31 days later",
                "Under way. Decides the service start",
                "",
            ),
            ("Midpoint review", "1 May 2027", "1 May 2027", "1 January 2027", "4 months later", "Late", ""),
            ("Final figures", "1 December 2027", "1 December 2027", "–", "–", "Planned", "Pat Lennox"),
        ),
    )


def test_milestones_are_diamonds_and_what_they_were_is_shown_beneath(pictures):
    [picture] = pictures(gantt(TIMELINE).draw(WIDE))
    assert len(picture.of_class("milestone")) == 2
    assert len(picture.of_class("agreed")) == 2
    assert len(picture.of_class("slip")) == 2


def test_days_and_lateness_are_said_in_words(pictures):
    for size in (NARROW, WIDE):
        [picture] = pictures(gantt(TIMELINE).draw(size))
        assert "1 May 2027, late" in " ".join(word.said for word in picture.words)


def test_the_end_of_funding_and_today_are_named(pictures):
    [picture] = pictures(gantt(TIMELINE).draw(WIDE))
    assert [word.said for word in picture.words][:2] == ["Today", "Money ends 31 Mar 2028"]
    assert picture.of_class("funding")[0].get("stroke-dasharray") == "6 4"


def test_what_decides_the_service_start_has_a_heavy_edge_and_the_key_says_so(pictures):
    [picture] = pictures(gantt(TIMELINE).draw(WIDE))
    heavy = [bar for bar in picture.of_class("planned") if bar.get("stroke-width") == "2.5"]
    assert len(heavy) == 1
    assert "Decides the service start" in {word.said for word in picture.words}


def test_links_are_arrows_and_only_drawn_when_wished(pictures):
    [without] = pictures(gantt(TIMELINE).draw(WIDE))
    [with_links] = pictures(gantt(replace(TIMELINE, with_links=True)).draw(WIDE))
    assert (len(without.of_class("link")), len(with_links.of_class("link"))) == (0, 1)


def test_on_paper_a_long_timeline_is_shared_out_on_pages(pictures):
    rows = tuple(replace(REVIEW, key=f"r{n}", title=f"Review {n}") for n in range(60))
    long = gantt(Gantt("long", "Sixty reviews", rows, MAY))
    for size in (PRINT, LARGE_PRINT):
        pages = pictures(long.draw(size))
        assert len(pages) > 1
        assert [page.view for page in pages if page.view[1] > size.tallest] == []
        said = " ".join(word.said for page in pages for word in page.words)
        assert [n for n in range(60) if f"Review {n}" not in said] == []
        assert len({page.root.get("aria-labelledby") for page in pages}) == len(pages)


def test_a_timeline_without_rows_says_so(pictures):
    [picture] = pictures(gantt(Gantt("g", "Nothing planned", (), MAY)).draw(WIDE))
    assert [word.said for word in picture.words] == ["No figures yet"]


def moved_rows():
    """Milestones all along the calendar, each agreed some weeks or months earlier or later than it is planned."""
    first = date(2026, 1, 1)
    for number in range(16):
        planned = first + timedelta(days=number * 100)
        for shift in (-120, -60, -14, 14, 60, 120):
            agreed = planned + timedelta(days=shift)
            key = f"r{number}x{shift}"
            yield Row(key, f"Row {key}", "pilot", Span(planned, planned), agreed=Span(agreed, agreed), late=number == 7)


@pytest.mark.parametrize("size", [MEDIUM, WIDE, PRINT])
def test_the_planned_day_is_written_beside_the_planned_mark_and_not_the_agreed_one(pictures, size):
    rows = tuple(moved_rows())
    drawn = pictures(gantt(Gantt("gantt", "Moved", rows, MAY)).draw(size))
    planned = [centre(mark) for picture in drawn for mark in picture.of_class("milestone")]
    agreed = [centre(mark) for picture in drawn for mark in picture.of_class("agreed")]
    said = {f"{row.span.start.day} " for row in rows}
    labels = [word for picture in drawn for word in picture.words if any(word.said.startswith(day) for day in said)]
    assert len(planned) == len(agreed) == len(labels) == len(rows)
    wrong = [
        row.key
        for row, mark, was, label in zip(rows, planned, agreed, labels, strict=True)
        if away(label, was) <= away(label, mark)
    ]
    assert wrong == []


@pytest.mark.parametrize("size", [MEDIUM, WIDE, PRINT, LARGE_PRINT])
def test_where_the_calendar_starts_further_right_long_titles_keep_to_their_column(pictures, size):
    rows = tuple(replace(row, title=f"A long title of a milestone, {row.key}, that fills it") for row in moved_rows())
    for picture in pictures(gantt(Gantt("gantt", "Moved", rows, MAY)).draw(size)):
        assert picture.collisions() == []


def centre(mark):
    places = [float(pair.split(",")[0]) for pair in mark.get("points").split()]
    return (min(places) + max(places)) / 2


def away(label, place):
    return max(label.left - place, place - label.right, 0)
