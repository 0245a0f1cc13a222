from dataclasses import replace
from datetime import date

import pytest

from psp.core.charts.chart import Table
from psp.core.charts.colours import tone_of
from psp.core.charts.periods import Period, Span, slip_of
from psp.core.charts.sizes import MEDIUM, NARROW, WIDE
from psp.core.charts.stage_strip import StageStrip, mini_strip, stage_strip
from tests.psp.core.charts.conftest import SVG

DESIGN = Period(
    "design",
    "Design",
    Span(date(2025, 1, 1), date(2025, 11, 1)),
    recommended=Span(date(2025, 1, 1), date(2026, 1, 1)),
    agreed=Span(date(2025, 1, 1), date(2025, 10, 1)),
    begun=True,
    done=True,
)
PILOT = Period(
    "pilot",
    "Pilot",
    Span(date(2025, 12, 1), date(2027, 12, 1)),
    recommended=Span(date(2026, 1, 1), date(2028, 1, 1)),
    agreed=Span(date(2025, 10, 1), date(2027, 10, 1)),
    begun=True,
)
EVALUATION = Period("evaluation", "Evaluation", Span(date(2027, 12, 1), date(2028, 6, 1)))
BIDS = Period("bid_writing", "Advertising", Span(date(2028, 6, 1), date(2028, 7, 6)))
TENDER = Period("tender", "Tender", Span(date(2028, 7, 6), date(2029, 1, 6)))
STRIP = StageStrip(
    "strip",
    "The service starts two months late",
    (DESIGN, PILOT, EVALUATION, BIDS, TENDER),
    today=date(2026, 12, 1),
    service_starts_on=date(2029, 1, 6),
    next_gate="Evaluation can start 1 December 2027",
    next_gate_on=date(2027, 12, 1),
)


def test_the_table_holds_the_figures_given():
    assert stage_strip(STRIP).table == Table(
        "The service starts two months late",
        ("Period", "From", "To", "Length", "Recommended", "Slip"),
        (
            ("Design", "1 January 2025", "31 October 2025", "10 months", "12 months", "31 days later"),
            ("Pilot", "1 December 2025", "30 November 2027", "24 months", "24 months", "61 days later"),
            ("Evaluation", "1 December 2027", "31 May 2028", "6 months", "–", "–"),
            ("Advertising", "1 June 2028", "5 July 2028", "35 days", "–", "–"),
            ("Tender", "6 July 2028", "5 January 2029", "6 months", "–", "–"),
        ),
    )


def test_each_lost_day_shows_once():
    """Design took a month longer than agreed; then a month passed before the pilot, whose length is as agreed."""
    design, pilot = slip_of(DESIGN, None), slip_of(PILOT, DESIGN)
    assert (design.waiting.days, design.within) == (0, Span(date(2025, 10, 1), date(2025, 11, 1)))
    assert (pilot.waiting, pilot.within.days) == (Span(date(2025, 11, 1), date(2025, 12, 1)), 0)


def test_what_has_gone_by_is_said_in_months(pictures):
    [picture] = pictures(stage_strip(STRIP).draw(WIDE))
    said = [word.said for word in picture.words]
    assert [word for word in said if "month" in word] == ["10 months", "12 of 24 months", "6 months", "6 months"]


def test_today_lies_between_past_and_future(pictures):
    [picture] = pictures(stage_strip(STRIP).draw(WIDE))
    done = [float(bar.get("x")) + float(bar.get("width")) for bar in picture.of_class("done")]
    assert [float(line.get("x1")) for line in picture.of_class("today")] == [pytest.approx(max(done))]


def test_slip_is_hatched_and_never_told_by_colour_alone(pictures):
    [picture] = pictures(stage_strip(STRIP).draw(WIDE))
    fills = [bar.get("fill") for bar in picture.of_class("slip")]
    assert fills == ["url(#strip-wide-hatch-b3261e-ffffff)"] * 2
    assert "Thin bars: recommended · Hatched: time lost" in {word.said for word in picture.words}


def test_names_stand_above_where_they_fit_and_in_a_numbered_key_where_they_do_not(pictures):
    [wide] = pictures(stage_strip(STRIP).draw(WIDE))
    [narrow] = pictures(stage_strip(STRIP).draw(NARROW))
    names = ["Design", "Pilot", "Evaluation", "Tender"]
    assert [word.said for word in wide.words if word.said in names] == names
    key = {word.said: word.top for word in narrow.words if word.said in [*names, "Advertising"]}
    assert list(key) == ["Design", "Pilot", "Evaluation", "Advertising", "Tender"]
    assert sorted(key.values()) == list(key.values())


def test_a_period_that_ended_on_the_day_it_began_is_filled_in_the_key_as_what_is_over(pictures):
    short = replace(EVALUATION, span=Span(date(2027, 12, 1), date(2027, 12, 1)), begun=True, done=True)
    [picture] = pictures(stage_strip(replace(STRIP, periods=(PILOT, short, BIDS))).draw(NARROW))
    keys = [box.get("fill") for box in picture.root.iter(f"{SVG}rect") if box.get("width") == "19"]
    assert keys == [tone_of(kind).strong for kind in ("pilot", "evaluation")] + [tone_of("bid_writing").soft]


def test_the_strip_of_what_has_stopped_says_so_in_place_of_today(pictures):
    [picture] = pictures(stage_strip(replace(STRIP, today_label="Stopped")).draw(WIDE))
    said = {word.said for word in picture.words}
    assert "Stopped" in said
    assert "Today" not in said


def test_the_service_start_and_the_next_gate_are_labelled(pictures):
    for size in (NARROW, MEDIUM, WIDE):
        [picture] = pictures(stage_strip(STRIP).draw(size))
        said = {word.said for word in picture.words}
        assert {"Service starts 6 January 2029", "Evaluation can start 1 December 2027", "Today"} <= said
        assert (len(picture.of_class("goal")), len(picture.of_class("gate"))) == (1, 1)


def test_the_description_says_the_dates():
    assert "Design: 1 January 2025 to 31 October 2025. Pilot: 1 December 2025 to 30 November 2027." in stage_strip(
        STRIP
    ).draw(WIDE)


def test_a_mini_strip_has_bars_and_today_and_no_words(pictures):
    [picture] = pictures(mini_strip(STRIP))
    assert picture.view == (240, 16)
    assert (picture.words, len(picture.of_class("planned")), len(picture.of_class("today"))) == ([], 5, 1)


def test_mini_strips_share_an_axis(pictures):
    """1,827 of 3,653 days, on 238 of 240 units: 1 + 238 × 0.50014."""
    axis = Span(date(2020, 1, 1), date(2030, 1, 1))
    shared = StageStrip("a", "A", (DESIGN,), date(2025, 1, 1), axis=axis)
    [picture] = pictures(mini_strip(shared))
    [today] = picture.of_class("today")
    assert float(today.get("x1")) == 120.03


def test_a_strip_without_periods_says_so(pictures):
    [picture] = pictures(stage_strip(StageStrip("s", "Nothing planned", (), date(2026, 1, 1))).draw(WIDE))
    assert [word.said for word in picture.words] == ["No figures yet"]


def test_months_of_other_lengths_are_no_slip():
    """Six months from 1 February have 181 days, six from 1 July 184."""
    agreed, now = Span(date(2027, 2, 1), date(2027, 8, 1)), Span(date(2027, 7, 1), date(2028, 1, 1))
    assert slip_of(Period("tender", "Tender", now, agreed=agreed), None).within.days == 0
