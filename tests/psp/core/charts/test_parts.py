"""Words, scales and labels, of which charts are made."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from psp.core.charts.axes import days_for, months_on, scale_for, ticks_of
from psp.core.charts.bars import Bar, Bars, bars
from psp.core.charts.labels import in_rows, spread
from psp.core.charts.letters import broken, shortened, width_of
from psp.core.charts.svg import Svg, identifier, number, plain, tag
from psp.core.charts.words import Unit, exact, short

widths = st.floats(1, 200)


@pytest.mark.parametrize(
    ("figure", "unit", "table", "axis"),
    [
        (150000, Unit.MONEY, "£150,000", "£150k"),
        (Decimal("12500.50"), Unit.MONEY, "£12,500.50", "£12.5k"),
        (-1306, Unit.MONEY, "−£1,306", "−£1.3k"),
        (3_400_000_000, Unit.MONEY, "£3,400,000,000", "£3.4bn"),
        (10**13, Unit.NUMBER, "10,000,000,000,000", "10tn"),
        (12, Unit.MONEY, "£12", "£12"),
        (Decimal("61.54"), Unit.PERCENT, "61.5%", "61.5%"),
        (1234, Unit.NUMBER, "1,234", "1,234"),
        (Decimal("1.929"), Unit.RATIO, "1.93", "1.93"),
        (2, Unit.RATIO, "2.00", "2.0"),
        (Decimal("38.1"), Unit.POINTS, "38.10", "38.1"),
        (1e18, Unit.MONEY, "1.000e+18", "1.000e+18"),
        (None, Unit.MONEY, "–", "–"),
        (float("nan"), Unit.NUMBER, "–", "–"),
    ],
)
def test_figures_are_exact_in_tables_and_short_on_axes(figure, unit, table, axis):
    assert (exact(figure, unit), short(figure, unit)) == (table, axis)


def test_ticks_are_round_numbers():
    assert ticks_of(scale_for([0, 148_000], 0, 100)) == [0, 50_000, 100_000, 150_000]
    assert ticks_of(scale_for([-0.3, 0.9], 0, 100)) == [-0.5, 0, 0.5, 1]
    assert ticks_of(scale_for([1.02, 2.84], 0, 100, zero=False)) == [1.0, 1.5, 2.0, 2.5, 3.0]


@given(st.lists(st.floats(-1e15, 1e15), max_size=5), st.booleans())
def test_a_scale_holds_every_figure_between_few_ticks(figures, zero):
    scale = scale_for(figures, 0, 100, zero=zero)
    fuzz = (scale.high - scale.low) * 1e-8
    assert [figure for figure in figures if not scale.low - fuzz <= figure <= scale.high + fuzz] == []
    assert len(ticks_of(scale)) <= 8


def test_a_calendar_has_a_tick_for_each_quarter_where_there_is_room():
    days = days_for([date(2026, 2, 10), date(2027, 2, 10)], 0, 400)
    assert months_on(days, lambda _day, _step: 90) == (
        [date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1), date(2027, 1, 1)],
        3,
    )


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(0, 40_000), st.floats(10, 300))
def test_ticks_of_a_calendar_keep_apart(first, length, room):
    days = days_for([first, first + timedelta(days=length)], 0, 500)
    ticks, _ = months_on(days, lambda _day, _step: room)
    assert [1 for a, b in pairwise(ticks) if days(b) - days(a) < room] == []


@given(st.lists(st.tuples(st.floats(0, 300), widths), max_size=8))
def test_labels_in_a_row_never_overlap_and_stay_inside(labels):
    placed = in_rows(labels, 0, 300)
    boxes = [(place.row, place.left, place.left + width) for place, (_, width) in zip(placed, labels, strict=True)]
    assert [box for box in boxes if box[1] < 0 or box[2] > 300 + 1e-6] == []
    assert [
        (a, b) for n, a in enumerate(boxes) for b in boxes[:n] if a[0] == b[0] and a[1] < b[2] and b[1] < a[2]
    ] == []


@given(st.lists(st.floats(0, 100), max_size=12), st.floats(1, 30))
def test_places_spread_along_an_edge_keep_their_order_and_distance(wanted, distance):
    places = spread(wanted, distance, 0, 100)
    least = min(distance, 100 / max(1, len(wanted) - 1))
    ordered = [places[n] for n in sorted(range(len(wanted)), key=lambda n: wanted[n])]
    assert [1 for a, b in pairwise(ordered) if b - a < least - 1e-6] == []
    assert [place for place in places if not -1e-6 <= place <= 100 + 1e-6] == []


@given(st.text(max_size=80), widths, st.booleans())
def test_shortened_and_broken_texts_fit(text, room, bold):
    assert width_of(shortened(text, room, 16, bold=bold), 16, bold=bold) <= room
    assert [line for line in broken(text, room, 16, bold=bold)[1:] if width_of(line, 16, bold=bold) > room] == []


def test_a_text_that_fits_is_broken_without_loss():
    text = "Memorandum of understanding agreed by all partners"
    assert " ".join(broken(text, 200, 16, most_lines=4)) == text


def test_what_is_cut_ends_in_an_ellipsis():
    assert shortened("Befriending", 60, 16) == "Befrie…"
    assert broken("Bothwell and Uddingston Carers’ Breaks", 100, 16) == ("Bothwell and", "Uddingston…")


def test_markup_typed_by_people_is_only_ever_text():
    markup = bars(Bars("b", '"><script>', (Bar("</text><script>alert(1)</script>\x00\ud800", 1),))).svg
    assert "<script" not in markup
    assert "&lt;/text&gt;&lt;script&gt;" in markup


def test_a_template_does_not_escape_a_picture():
    written = Template("{{ chart }}{{ other }}").render(Context({"chart": Svg("<svg/>"), "other": "<svg/>"}))
    assert written == "<svg/>&lt;svg/&gt;"


def test_names_and_numbers_are_written_as_attributes_allow():
    assert (
        tag("rect", x=1 / 3, stroke_width=-0.001, class_='a"b', fill=None)
        == '<rect x="0.33" stroke-width="0" class="a&quot;b"/>'
    )
    assert identifier('strip 7"><x') == "strip-7---x"
    assert plain("a\x00\n b\ufffe") == "a b"
    assert [number(value) for value in (12.0, 100, 0.5, -3.999)] == ["12", "100", "0.5", "-4"]
