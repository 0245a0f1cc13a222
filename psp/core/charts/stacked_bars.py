"""Totals made of parts, such as the quality and price points of each bid."""

from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from psp.core.charts.axes import Scale, scale_for
from psp.core.charts.canvas import Canvas
from psp.core.charts.chart import Chart, Table
from psp.core.charts.colours import EDGE, QUIET, SERIES, WHITE
from psp.core.charts.frames import on_pages, rows_of, written
from psp.core.charts.sizes import Size
from psp.core.charts.svg import Svg
from psp.core.charts.words import WORDS, Figure, Unit, Words, exact, known

THICK = 26


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar: a label and a figure for each part. ``total`` is given where it is not their sum as rounded."""

    label: str
    parts: tuple[Figure, ...]
    total: Figure | None = None


@dataclass(frozen=True, slots=True)
class StackedBars:
    """Bars of the same named parts; ``whole`` is what a bar could reach."""

    id: str
    title: str
    parts: tuple[str, ...]
    stacks: tuple[Stack, ...]
    unit: Unit = Unit.NUMBER
    whole: Figure | None = None
    what: str = ""
    description: str = ""


def stacked_bars(data: StackedBars, words: Words = WORDS) -> Chart:
    """Draw totals by part, with their table."""
    rows = tuple(
        (stack.label, *(exact(part, data.unit) for part in stack.parts), exact(total_of(stack), data.unit))
        for stack in data.stacks
    )
    headings = (data.what or words.what, *data.parts, words.total)
    table = Table(data.title, headings, rows, numeric=tuple(range(1, len(headings))))
    return Chart(data.id, data.title, table, partial(_draw, data, data.description or table.in_words(), words))


def total_of(stack: Stack) -> Figure:
    """Return the total given, else the sum of the parts."""
    return stack.total if stack.total is not None else sum((Decimal(str(part)) for part in stack.parts), Decimal(0))


def _draw(data: StackedBars, description: str, words: Words, size: Size) -> Svg:
    canvas = Canvas(data.id, size)
    if not data.stacks:
        return canvas.nothing(data.title, words.nothing)
    beside = size.width * 0.3 if size.width > 600 else 0
    say = written(canvas, [total_of(stack) for stack in data.stacks], data.unit, canvas.width * 0.3)
    totals = max(canvas.measure(say(total_of(stack)), bold=True) for stack in data.stacks) + 12
    labels = [stack.label for stack in data.stacks]
    place_rows = partial(rows_of, bar=THICK, beside=beside, room=canvas.width - totals)
    scale = _scale(data, beside + 14 if beside else 0, canvas.width - totals if beside else canvas.width)

    def picture(canvas: Canvas, rows: slice) -> Svg:
        places = place_rows(canvas, labels[rows], _key(canvas, data.parts))
        for stack, place in zip(data.stacks[rows], places, strict=True):
            canvas.paragraph(0, place.top, place.lines)
            y, whole = place.middle - THICK / 2, known(data.whole)
            if whole is not None:
                canvas.bar(scale(0), scale(whole), y, THICK, fill=WHITE, stroke=EDGE, class_="psp-chart__whole")
            _parts(canvas, data, stack, scale, y)
            baseline = place.middle + canvas.text * 0.36 if beside else place.top + canvas.leading * 0.73
            canvas.write(canvas.width, baseline, say(total_of(stack)), bold=True, text_anchor="end")
        return canvas.finish(places[-1].bottom, data.title, description)

    return on_pages(data.id, size, place_rows(canvas, labels, _key(canvas, data.parts)), picture)


def _scale(data: StackedBars, start: float, end: float) -> Scale:
    ends = [0.0, known(data.whole) or 0.0]
    for stack in data.stacks:
        figures = [known(part) or 0.0 for part in stack.parts]
        ends += [sum(figure for figure in figures if figure > 0), sum(figure for figure in figures if figure < 0)]
    if data.whole is not None and max(ends) == known(data.whole) and min(ends) == 0:
        return Scale(0, max(ends) or 1, start, end)
    return scale_for(ends, start, end)


def _parts(canvas: Canvas, data: StackedBars, stack: Stack, scale: Scale, y: float) -> None:
    """Draw the parts end to end, those below nought to the left."""
    right = left = 0.0
    for count, part in enumerate(stack.parts):
        figure = known(part) or 0.0
        if not figure:
            continue
        begins = right if figure > 0 else left
        right, left = (right + figure, left) if figure > 0 else (right, left + figure)
        x1, x2 = sorted((scale(begins), scale(begins + figure)))
        tone = SERIES[count % len(SERIES)]
        canvas.bar(x1, x2, y, THICK, fill=_fill(canvas, count), stroke=tone.strong, class_="psp-chart__part")
        said = exact(part, data.unit)
        width = canvas.measure(said, bold=True)
        if width + 12 <= x2 - x1:
            if count > 1:
                canvas.rect(x1 + 4, y + 4, width + 8, THICK - 8, fill=tone.soft)
            fill = WHITE if count == 0 else tone.text
            canvas.write(x1 + 8, y + THICK / 2 + canvas.text * 0.36, said, bold=True, fill=fill)


def _key(canvas: Canvas, parts: tuple[str, ...]) -> float:
    x, y = 0.0, 0.0
    for count, part in enumerate(parts):
        label = canvas.fitted(part, canvas.width - 26)
        width = 26 + canvas.measure(label) + 18
        if x and x + width - 18 > canvas.width:
            x, y = 0.0, y + canvas.leading + 4
        canvas.rect(x, y + 2, 18, 16, fill=_fill(canvas, count), stroke=SERIES[count % len(SERIES)].strong)
        canvas.write(x + 26, y + canvas.text, label, fill=QUIET)
        x += width
    return y + canvas.leading + 12 if parts else 0


def _fill(canvas: Canvas, count: int) -> str:
    """Return a fill told apart without colour: full, pale, dotted, hatched."""
    tone = SERIES[count % len(SERIES)]
    fills = (tone.strong, tone.soft)
    if count < len(fills):
        return fills[count]
    return canvas.dots(tone.strong, tone.soft) if count % 2 == 0 else canvas.hatch(tone.strong, tone.soft)
