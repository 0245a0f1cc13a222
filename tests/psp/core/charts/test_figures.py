"""The charts of figures: their tables hold what was given, and the drawing shows the same."""

from datetime import date
from decimal import Decimal

import pytest

from psp.core.charts.bars import Bar, Bars, bars
from psp.core.charts.chart import Table
from psp.core.charts.histogram import Bin, Histogram, histogram
from psp.core.charts.lines import Line, Lines, lines
from psp.core.charts.periods import Span
from psp.core.charts.radar import Radar, Shape, radar
from psp.core.charts.runway import Balance, Event, Runway, runway
from psp.core.charts.sizes import NARROW, WIDE
from psp.core.charts.stacked_bars import Stack, StackedBars, stacked_bars
from psp.core.charts.tornado import Swing, Tornado, tornado
from psp.core.charts.waterfall import Step, Waterfall, waterfall
from psp.core.charts.words import Unit


def said_in(pictures, chart, size=WIDE) -> list[str]:
    [picture] = pictures(chart.draw(size))
    return [word.said for word in picture.words]


def test_bars_show_values_and_targets_on_one_scale(pictures):
    chart = bars(
        Bars(
            "b",
            "Two of three",
            (Bar("Befriended", 84, 96), Bar("Less lonely", Decimal("61.5"), 55, Unit.PERCENT), Bar("Visits", None)),
        )
    )
    assert chart.table == Table(
        "Two of three",
        ("What", "Value", "Target"),
        (("Befriended", "84", "96"), ("Less lonely", "61.5%", "55%"), ("Visits", "–", "–")),
        numeric=(1, 2),
    )
    assert said_in(pictures, chart)[:3] == ["Befriended", "target 96", "84"]


def test_a_bar_is_as_long_as_its_value(pictures):
    [picture] = pictures(bars(Bars("b", "t", (Bar("A", 50), Bar("B", 100), Bar("C", -25)))).draw(WIDE))
    widths = [float(bar.get("width")) for bar in picture.of_class("value")]
    assert widths == [pytest.approx(widths[1] / 2, abs=0.02), widths[1], pytest.approx(widths[1] / 4, abs=0.02)]


def test_stacked_points_have_two_decimals_and_their_total(pictures):
    chart = stacked_bars(
        StackedBars(
            "s",
            "Good Company wins",
            ("Quality", "Price"),
            (
                Stack("Good Company", (Decimal("44.25"), Decimal("38.10"))),
                Stack("Northside", (Decimal(40), Decimal(30))),
            ),
            Unit.POINTS,
            whole=100,
        )
    )
    assert chart.table.headings == ("What", "Quality", "Price", "Total")
    assert chart.table.rows == (("Good Company", "44.25", "38.10", "82.35"), ("Northside", "40.00", "30.00", "70.00"))
    assert {"44.25", "38.10", "82.35"} <= set(said_in(pictures, chart))


def test_parts_below_nought_lie_left_of_it(pictures):
    chart = stacked_bars(StackedBars("s", "t", ("A", "B"), (Stack("X", (-10, 30)),)))
    [picture] = pictures(chart.draw(WIDE))
    left, right = picture.of_class("part")
    assert float(left.get("x")) + float(left.get("width")) == pytest.approx(float(right.get("x")), abs=1.1)
    assert chart.table.rows == (("X", "−10", "30", "20"),)


def test_the_widest_swing_comes_first_and_figures_stand_at_its_ends(pictures):
    chart = tornado(
        Tornado(
            "t",
            "Admissions move the ratio most",
            (
                Swing("Volunteer hour", Decimal("1.78"), Decimal("2.10")),
                Swing("Admissions", Decimal("1.02"), Decimal("2.84"), "3", "11"),
            ),
            Decimal("1.93"),
        )
    )
    assert chart.table.headings == ("What", "Low value", "Low", "High value", "High")
    assert chart.table.rows == (("Admissions", "3", "1.02", "11", "2.84"), ("Volunteer hour", "", "1.78", "", "2.10"))
    said = said_in(pictures, chart)
    assert {"Base 1.93", "Breaks even", "1.02", "2.84", "1.78", "2.10"} <= set(said)


def test_a_swing_to_one_side_has_one_bar(pictures):
    chart = tornado(Tornado("t", "t", (Swing("Deadweight", Decimal("1.93"), Decimal("1.54")),), Decimal("1.93")))
    [picture] = pictures(chart.draw(NARROW))
    assert (len(picture.of_class("low")), len(picture.of_class("high"))) == (1, 0)


def test_a_waterfall_runs_from_inputs_to_what_is_left(pictures):
    steps = (
        Step("Inputs", -42375),
        Step("Falls", Decimal("81024.23")),
        Step("Shops", -1306),
        Step("Net", Decimal("37343.23"), True),
    )
    chart = waterfall(Waterfall("w", "Net value", steps))
    assert chart.table.rows == (
        ("Inputs", "−£42,375", "−£42,375"),
        ("Falls", "+£81,024.23", "£38,649.23"),
        ("Shops", "−£1,306", "£37,343.23"),
        ("Net", "–", "£37,343.23"),
    )
    [picture] = pictures(chart.draw(WIDE))
    fills = [step.get("fill") for step in picture.of_class("step")]
    assert fills == ["url(#w-wide-hatch-b3261e-ffffff)", "#0f7a52", "url(#w-wide-hatch-b3261e-ffffff)", "#6a3d9a"]


def test_a_histogram_draws_the_likely_results_full_and_even_rare_ones_visibly(pictures):
    bins = (Bin(0.5, 1.0, 55), Bin(1.0, 1.5, 60), Bin(1.5, 2.0, 1030), Bin(2.0, 2.5, 4))
    chart = histogram(Histogram("h", "Most are above £1", bins, base=Decimal("1.61"), likely=(1.0, 2.0)))
    assert chart.table.rows[2] == ("1.50 to 2.00", "1,030")
    [picture] = pictures(chart.draw(WIDE))
    assert [found.get("fill") for found in picture.of_class("bin")] == ["#e6dcf1", "#6a3d9a", "#6a3d9a", "#8a8598"]
    assert float(picture.of_class("bin")[-1].get("height")) == 1.5
    assert "Full bars: 9 of 10 results, 1.00 to 2.00" in {word.said for word in picture.words}


def test_lines_are_named_at_their_ends_or_in_a_key(pictures):
    named = tuple(
        Line(name, ((40, 70 + n), (60, 80 + n))) for n, name in enumerate(("Good Company", "Northside Neighbours"))
    )
    chart = lines(Lines("l", "Who wins", named, "Weight of quality", at=50, at_label="As announced"))
    assert chart.table == Table(
        "Who wins",
        ("Weight of quality", "Good Company", "Northside Neighbours"),
        (("40%", "70.00", "71.00"), ("60%", "80.00", "81.00")),
        numeric=(1, 2),
    )
    for size in (NARROW, WIDE):
        assert {"Good Company", "Northside Neighbours", "As announced"} <= set(said_in(pictures, chart, size))
    [picture] = pictures(chart.draw(WIDE))
    assert [line.get("stroke-dasharray") for line in picture.of_class("line")] == [None, "9 4"]


def test_a_line_without_a_figure_somewhere_has_a_dash_in_the_table():
    chart = lines(Lines("l", "t", (Line("A", ((40, 1), (50, None))), Line("B", ((50, 2),))), "Weight"))
    assert chart.table.rows == (("40%", "1.00", "–"), ("50%", "–", "2.00"))


def test_a_radar_shows_each_aspect(pictures):
    shapes = (Shape("Before", (2, 3, 1)), Shape("After", (4, 3, None)))
    chart = radar(Radar("r", "Skills grew", ("Planning", "Marketing", "Risk"), shapes, most=5))
    assert chart.table.rows == (("Planning", "2", "4"), ("Marketing", "3", "3"), ("Risk", "1", "–"))
    [picture] = pictures(chart.draw(WIDE))
    assert [shape.get("stroke-dasharray") for shape in picture.of_class("shape")] == ["7 4", None]
    assert {"Before", "After", "Planning", "Marketing", "Risk"} <= {word.said for word in picture.words}


def test_two_aspects_have_no_area_and_become_bars(pictures):
    chart = radar(Radar("r", "t", ("Planning", "Risk"), (Shape("Before", (2, 3)),)))
    [picture] = pictures(chart.draw(WIDE))
    assert (len(picture.of_class("value")), len(picture.of_class("shape"))) == (2, 0)


RUNWAY = Runway(
    "m",
    "Money ends 3 months before the service starts",
    (Balance(date(2028, 7, 1), 0), Balance(date(2027, 1, 1), Decimal("148000.50")), Balance(date(2028, 10, 1), -18600)),
    today=date(2027, 6, 1),
    gap=Span(date(2028, 7, 1), date(2028, 10, 1)),
    service_starts_on=date(2028, 10, 1),
    events=(Event(date(2027, 6, 1), "Grant instalment"),),
)


def test_the_runway_lists_balances_and_events_by_day(pictures):
    chart = runway(RUNWAY)
    assert chart.table == Table(
        "Money ends 3 months before the service starts",
        ("Date", "Money in hand", "Event"),
        (
            ("1 January 2027", "£148,000.50", ""),
            ("1 June 2027", "", "Grant instalment"),
            ("1 July 2028", "£0", ""),
            ("1 October 2028", "−£18,600", ""),
        ),
        numeric=(1,),
    )
    assert {"Gap", "Today", "Grant instalment", "Service starts 1 October 2028"} <= set(said_in(pictures, chart))


def test_below_nought_the_line_is_dashed(pictures):
    [picture] = pictures(runway(RUNWAY).draw(WIDE))
    assert [line.get("stroke-dasharray") for line in picture.of_class("line")] == [None, "6 4"]
    [gap] = picture.of_class("gap")
    assert float(gap.get("width")) > 0


@pytest.mark.parametrize(
    "chart",
    [
        bars(Bars("b", "t", ())),
        stacked_bars(StackedBars("s", "t", (), ())),
        tornado(Tornado("t", "t", (), 1)),
        waterfall(Waterfall("w", "t", ())),
        histogram(Histogram("h", "t", ())),
        lines(Lines("l", "t", (), "Weight")),
        radar(Radar("r", "t", (), ())),
        runway(Runway("m", "t", ())),
    ],
)
def test_without_figures_the_picture_says_so_and_the_table_has_no_rows(pictures, chart):
    assert said_in(pictures, chart) == ["No figures yet"]
    assert chart.table.rows == ()
