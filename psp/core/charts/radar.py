"""Several aspects around a centre, such as skills before and after."""

from dataclasses import dataclass
from functools import partial
from math import cos, pi, sin

from psp.core.charts.axes import Scale, scale_for, ticks_of
from psp.core.charts.bars import Bar, Bars, bars
from psp.core.charts.canvas import Canvas, Point
from psp.core.charts.chart import Chart, Table
from psp.core.charts.colours import LINE, QUIET, SERIES, WHITE
from psp.core.charts.sizes import Size
from psp.core.charts.svg import Attribute, Svg
from psp.core.charts.words import WORDS, Figure, Unit, Words, exact, known, short

DASHES = ("7 4", None, "2 4", "12 4 2 4", "5 3")
FEWEST = 3
TICKS = 5
MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Shape:
    """A name and a figure for each aspect, None where there is none."""

    name: str
    figures: tuple[Figure | None, ...]


@dataclass(frozen=True, slots=True)
class Radar:
    """Shapes over the same aspects. ``most`` is the end of the scale; without it the scale fits the figures."""

    id: str
    title: str
    aspects: tuple[str, ...]
    shapes: tuple[Shape, ...]
    most: Figure | None = None
    unit: Unit = Unit.NUMBER
    what: str = ""
    description: str = ""


def radar(data: Radar, words: Words = WORDS) -> Chart:
    """Draw the shapes, with a table that has a row for each aspect."""
    rows = tuple(
        (aspect, *(exact(_figure(shape, n), data.unit) for shape in data.shapes))
        for n, aspect in enumerate(data.aspects)
    )
    headings = (data.what or words.what, *(shape.name for shape in data.shapes))
    table = Table(data.title, headings, rows, numeric=tuple(range(1, len(headings))))
    return Chart(data.id, data.title, table, partial(_draw, data, data.description or table.in_words(), words))


def _figure(shape: Shape, n: int) -> Figure | None:
    return shape.figures[n] if n < len(shape.figures) else None


def _draw(data: Radar, description: str, words: Words, size: Size) -> Svg:
    canvas = Canvas(data.id, size)
    figures = [known(_figure(shape, n)) for shape in data.shapes for n in range(len(data.aspects))]
    found = [figure for figure in figures if figure is not None]
    if not found:
        return canvas.nothing(data.title, words.nothing)
    if len(data.aspects) < FEWEST:
        return _as_bars(data, description, words, size)
    numbered = size.is_narrow or len(data.aspects) > MOST_NAMED
    radius = min(160.0, size.width * (0.36 if numbered else 0.24))
    top = _key(canvas, data)
    room = canvas.leading * (1.6 if numbered else 2.6)
    middle = (canvas.width / 2, top + room + radius)
    most = known(data.most)
    scale = scale_for(found, 0, radius, ticks=TICKS) if most is None else Scale(min(0, *found), most, 0, radius)
    _web(canvas, data, middle, scale)
    for count, shape in enumerate(data.shapes):
        _shape(canvas, data, shape, count, middle, scale)
    _scale_labels(canvas, data, middle, scale)
    for n, aspect in enumerate(data.aspects):
        said = str(n + 1) if numbered else aspect
        _aspect(canvas, said, _turn(n, len(data.aspects)), middle, radius)
    lowest = max(-cos(_turn(n, len(data.aspects))) for n in range(len(data.aspects)))
    bottom = middle[1] + radius * lowest + room
    if numbered:
        for n, aspect in enumerate(data.aspects, start=1):
            canvas.write(0, bottom + canvas.leading * 0.75, str(n), bold=True)
            bottom = canvas.paragraph(26, bottom, canvas.lines_of(aspect, canvas.width - 26, most=3) or ("",))
    return canvas.finish(bottom, data.title, description)


def _as_bars(data: Radar, description: str, words: Words, size: Size) -> Svg:
    """Draw one or two aspects as bars: they have no area."""
    found = tuple(
        Bar(f"{aspect}, {shape.name}", _figure(shape, n))
        for n, aspect in enumerate(data.aspects)
        for shape in data.shapes
    )
    return bars(Bars(data.id, data.title, found, data.unit, description=description), words).draw(size)


def _turn(n: int, count: int) -> float:
    return 2 * pi * n / count


def _at(middle: Point, distance: float, turn: float) -> Point:
    return middle[0] + distance * sin(turn), middle[1] - distance * cos(turn)


def _web(canvas: Canvas, data: Radar, middle: Point, scale: Scale) -> None:
    turns = [_turn(n, len(data.aspects)) for n in range(len(data.aspects))]
    for tick in ticks_of(scale, TICKS):
        if scale(tick):
            canvas.polygon([_at(middle, scale(tick), turn) for turn in turns], fill="none", stroke=LINE)
    for turn in turns:
        canvas.line(*middle, *_at(middle, scale.end, turn), stroke=LINE)


def _shape(canvas: Canvas, data: Radar, shape: Shape, count: int, middle: Point, scale: Scale) -> None:
    tone = SERIES[count % len(SERIES)]
    figures = [(n, known(_figure(shape, n))) for n in range(len(data.aspects))]
    points = [_at(middle, scale(figure), _turn(n, len(data.aspects))) for n, figure in figures if figure is not None]
    look: dict[str, Attribute] = {"stroke": tone.strong, "stroke_dasharray": DASHES[count % len(DASHES)]}
    canvas.polygon(points, fill=tone.soft, fill_opacity=0.45, stroke_width=3, class_="psp-chart__shape", **look)
    for x, y in points:
        canvas.circle(x, y, 4, fill=WHITE if count % 2 == 0 else tone.strong, stroke=tone.strong, stroke_width=2)


def _scale_labels(canvas: Canvas, data: Radar, middle: Point, scale: Scale) -> None:
    """Write the figures of the web beside its first spoke, where they do not reach the next aspect."""
    room = scale.end * sin(_turn(1, max(4, len(data.aspects)))) - 16
    for tick in ticks_of(scale, TICKS):
        label = short(tick, data.unit)
        if scale(tick) and canvas.measure(label) <= room:
            canvas.write(
                middle[0] - 8, middle[1] - scale(tick) + canvas.text * 0.36, label, fill=QUIET, text_anchor="end"
            )


def _aspect(canvas: Canvas, said: str, turn: float, middle: Point, radius: float) -> None:
    x, y = _at(middle, radius + 14, turn)
    aside = sin(turn)
    anchor = "start" if aside > 0.2 else "end" if aside < -0.2 else "middle"
    room = canvas.width - x if anchor == "start" else x if anchor == "end" else canvas.width * 0.5
    lines = canvas.lines_of(said, room)
    top = y - len(lines) * canvas.leading * (1 + cos(turn)) / 2
    canvas.paragraph(x, top, lines, text_anchor=anchor)


def _key(canvas: Canvas, data: Radar) -> float:
    x, y = 0.0, 0.0
    for count, shape in enumerate(data.shapes):
        tone = SERIES[count % len(SERIES)]
        label = canvas.fitted(shape.name, canvas.width - 40)
        width = 40 + canvas.measure(label) + 18
        if x and x + width - 18 > canvas.width:
            x, y = 0.0, y + canvas.leading + 4
        middle = y + canvas.leading / 2
        canvas.line(
            x, middle, x + 32, middle, stroke=tone.strong, stroke_width=3, stroke_dasharray=DASHES[count % len(DASHES)]
        )
        canvas.circle(
            x + 16, middle, 4, fill=WHITE if count % 2 == 0 else tone.strong, stroke=tone.strong, stroke_width=2
        )
        canvas.write(x + 40, y + canvas.leading * 0.77, label)
        x += width
    return y + canvas.leading + 6
