"""What moves a result most: each assumption's low and high value against the result as it stands."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from psp.core.charts.axes import Scale, scale_for
from psp.core.charts.canvas import Box, Canvas
from psp.core.charts.chart import Chart, Table
from psp.core.charts.colours import BRAND, QUIET, RED
from psp.core.charts.frames import (
    Mark,
    RowPlace,
    draw_marks,
    head_of,
    labels_above,
    on_pages,
    rows_of,
    values_across,
    written,
)
from psp.core.charts.sizes import Size
from psp.core.charts.svg import Attribute, Svg
from psp.core.charts.words import WORDS, Figure, Unit, Words, exact, known

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
    figures = (words.low_input, words.low, words.high_input, words.high) if with_inputs else (words.low, words.high)
    headings = (data.what or words.what, *figures)
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
    ends = [end for swing in swings for end in (swing.low, swing.high) if known(end) is not None]
    found = [known(figure) or 0.0 for figure in (base, *ends, *([data.even] if data.even is not None else []))]
    say = written(canvas, (data.base, *ends), data.unit, canvas.width * 0.2)
    margin = max(canvas.measure(say(figure)) for figure in (data.base, *ends)) + 10
    start = beside + 14 if beside else 0
    scale = scale_for(found, start + margin, canvas.width - margin, zero=False)
    marks = [Mark(scale(base), words.base.format(value=say(data.base)), RED)]
    if data.even is not None:
        marks.append(Mark(scale(known(data.even) or 0.0), words.breaks_even, QUIET, dash="5 4"))
    labels, top = [swing.label for swing in swings], head_of(canvas, marks)
    place_rows = partial(rows_of, bar=THICK, beside=beside, room=canvas.width)

    def picture(canvas: Canvas, rows: slice) -> Svg:
        places = place_rows(canvas, labels[rows], top)
        boxes = [] if beside else labels_above(canvas, places, THICK)
        below = values_across(canvas, scale, data.unit, top, places[-1].bottom, boxes)
        for swing, place in zip(swings[rows], places, strict=True):
            canvas.paragraph(0, place.top, place.lines)
            boxes += _swing(canvas, swing, place, scale, base, say)
        draw_marks(canvas, marks, top, places[-1].bottom, boxes)
        return canvas.finish(below, data.title, description)

    return on_pages(data.id, size, place_rows(canvas, labels, top), picture)


def _swing(
    canvas: Canvas, swing: Swing, place: RowPlace, scale: Scale, base: float, say: Callable[[Figure | None], str]
) -> list[Box]:
    """Draw what lies below the base pale and what lies above it full; return where the figures at their ends stand."""
    top, baseline = place.middle - THICK / 2, place.middle + canvas.text * 0.36
    ends = sorted((figure, end) for end in (swing.low, swing.high) if (figure := known(end)) is not None)
    boxes = []
    if ends and ends[0][0] < base:
        figure, said = ends[0][0], say(ends[0][1])
        look: dict[str, Attribute] = {"fill": BRAND.soft, "stroke": BRAND.strong}
        canvas.bar(scale(figure), scale(base), top, THICK, class_="psp-chart__low", **look)
        left = scale(figure) - 6 - canvas.measure(said)
        canvas.write(left, baseline, said)
        boxes.append(canvas.box_around(left, place.middle, said))
    if ends and ends[-1][0] > base:
        figure, said = ends[-1][0], say(ends[-1][1])
        canvas.bar(scale(base), scale(figure), top, THICK, fill=BRAND.strong, class_="psp-chart__high")
        canvas.write(scale(figure) + 6, baseline, said)
        boxes.append(canvas.box_around(scale(figure) + 6, place.middle, said))
    return boxes
