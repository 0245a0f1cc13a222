"""What moves a result most: each assumption's low and high value against the result as it stands."""

from dataclasses import dataclass
from functools import partial

from psp.core.charts.axes import Scale, scale_for
from psp.core.charts.canvas import Canvas
from psp.core.charts.chart import Chart, Table
from psp.core.charts.colours import BRAND, QUIET, RED
from psp.core.charts.frames import Mark, RowPlace, draw_marks, head_of, rows_of, values_across
from psp.core.charts.sizes import Size
from psp.core.charts.svg import Svg
from psp.core.charts.words import WORDS, Figure, Unit, Words, exact, known, short

THICK = 20
BREAK_EVEN = 1.0


@dataclass(frozen=True, slots=True)
class Swing:
    """The results when one assumption takes its low and its high value; either may be the lower result."""

    label: str
    low: Figure | None
    high: Figure | None
    low_input: str = ""
    high_input: str = ""


@dataclass(frozen=True, slots=True)
class Tornado:
    """The swings in any order; they are shown widest first. ``even`` marks where a ratio breaks even, None hides it."""

    id: str
    title: str
    swings: tuple[Swing, ...]
    base: Figure | None
    unit: Unit = Unit.RATIO
    even: Figure | None = BREAK_EVEN
    what: str = ""
    description: str = ""


def tornado(data: Tornado, words: Words = WORDS) -> Chart:
    """Draw the swings around the base, with their table."""
    with_inputs = any(swing.low_input or swing.high_input for swing in data.swings)
    headings = (data.what or words.what, words.low, words.high)
    if with_inputs:
        headings = (data.what or words.what, words.low_input, words.low, words.high_input, words.high)
    rows = tuple(_cells(swing, data, with_inputs) for swing in _widest_first(data))
    table = Table(data.title, headings, rows, numeric=tuple(range(1, len(headings))))
    return Chart(data.id, data.title, table, partial(_draw, data, data.description or table.in_words(), words))


def _cells(swing: Swing, data: Tornado, with_inputs: bool) -> tuple[str, ...]:
    low, high = exact(swing.low, data.unit), exact(swing.high, data.unit)
    return (swing.label, swing.low_input, low, swing.high_input, high) if with_inputs else (swing.label, low, high)


def _widest_first(data: Tornado) -> list[Swing]:
    base = known(data.base) or 0.0

    def width(swing: Swing) -> float:
        low, high = known(swing.low), known(swing.high)
        ends = [base, *(end for end in (low, high) if end is not None)]
        return max(ends) - min(ends)

    return sorted(data.swings, key=width, reverse=True)


def _draw(data: Tornado, description: str, words: Words, size: Size) -> Svg:
    canvas = Canvas(data.id, size)
    base = known(data.base)
    if not data.swings or base is None:
        return canvas.nothing(data.title, words.nothing)
    beside = size.width * 0.3 if size.width > 440 else 0
    swings = _widest_first(data)
    ends = [known(end) for swing in swings for end in (swing.low, swing.high)]
    found = [
        base,
        *(end for end in ends if end is not None),
        *([known(data.even) or 0.0] if data.even is not None else []),
    ]
    margin = max(canvas.measure(short(end, data.unit)) for end in found) + 10
    start = beside + 14 if beside else 0
    scale = scale_for(found, start + margin, canvas.width - margin, zero=False)
    marks = [Mark(scale(base), words.base.format(value=short(data.base, data.unit)), RED)]
    if data.even is not None:
        marks.append(Mark(scale(known(data.even) or 0.0), words.breaks_even, QUIET, dash="5 4"))
    top = head_of(canvas, marks)
    places = rows_of(canvas, [swing.label for swing in swings], top, bar=THICK, beside=beside, room=canvas.width)
    bottom = places[-1].bottom
    below = values_across(canvas, scale, data.unit, top if beside else bottom - 4, bottom)
    if beside:
        draw_marks(canvas, marks, top, bottom)
    for swing, place in zip(swings, places, strict=True):
        canvas.paragraph(0, place.top, place.lines)
        _swing(canvas, swing, place, scale, base, data.unit)
    if not beside:
        draw_marks(canvas, marks, top, top)
        for mark in marks:
            for place in places:
                canvas.line(
                    mark.at,
                    place.middle - THICK / 2 - 3,
                    mark.at,
                    place.middle + THICK / 2 + 3,
                    stroke=mark.colour,
                    stroke_width=2,
                    stroke_dasharray=mark.dash,
                )
    return canvas.finish(below, data.title, description)


def _swing(canvas: Canvas, swing: Swing, place: RowPlace, scale: Scale, base: float, unit: Unit) -> None:
    """Draw what lies below the base pale and what lies above it full, each with its figure at its end."""
    top, baseline = place.middle - THICK / 2, place.middle + canvas.text * 0.36
    ends = sorted(end for end in (known(swing.low), known(swing.high)) if end is not None)
    lowest, highest = min([base, *ends]), max([base, *ends])
    if lowest < base:
        canvas.bar(
            scale(lowest), scale(base), top, THICK, fill=BRAND.soft, stroke=BRAND.strong, class_="psp-chart__low"
        )
        canvas.write(scale(lowest) - 6, baseline, short(lowest, unit), text_anchor="end")
    if highest > base:
        canvas.bar(scale(base), scale(highest), top, THICK, fill=BRAND.strong, class_="psp-chart__high")
        canvas.write(scale(highest) + 6, baseline, short(highest, unit))
