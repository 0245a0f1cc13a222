"""Several figures along one scale, each line labelled where it ends, such as each bid's score by the weight of quality."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from psp.core.charts.axes import Scale, scale_for
from psp.core.charts.canvas import Canvas
from psp.core.charts.chart import Chart, Table
from psp.core.charts.colours import INK, QUIET, SERIES, WHITE
from psp.core.charts.frames import Mark, draw_marks, head_of, room_for_values, values_across, values_upward
from psp.core.charts.labels import spread
from psp.core.charts.sizes import Size
from psp.core.charts.svg import Attribute, Svg
from psp.core.charts.words import NO_FIGURE, WORDS, Figure, Unit, Words, exact, known

DASHES = (None, "9 4", "2 4", "12 4 2 4", "5 3")


@dataclass(frozen=True, slots=True)
class Line:
    """A name and its points (x, y)."""

    name: str
    points: tuple[tuple[Figure, Figure | None], ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines over one scale. ``across`` names what runs across, ``at`` marks a place on it, such as the agreed weight."""

    id: str
    title: str
    lines: tuple[Line, ...]
    across: str
    across_unit: Unit = Unit.PERCENT
    unit: Unit = Unit.POINTS
    at: Figure | None = None
    at_label: str = ""
    description: str = ""


def lines(data: Lines, words: Words = WORDS) -> Chart:
    """Draw the lines, with a table that has a column for each."""
    places = sorted({x for line in data.lines for x, _ in line.points if known(x) is not None})
    found = [dict(line.points) for line in data.lines]
    rows = tuple(
        (exact(x, data.across_unit), *(exact(points[x], data.unit) if x in points else NO_FIGURE for points in found))
        for x in places
    )
    headings = (data.across, *(line.name for line in data.lines))
    table = Table(data.title, headings, rows, numeric=tuple(range(1, len(headings))))
    return Chart(data.id, data.title, table, partial(_draw, data, data.description or table.in_words(), words))


def _draw(data: Lines, description: str, words: Words, size: Size) -> Svg:
    canvas = Canvas(data.id, size)
    drawn = [_points(line) for line in data.lines]
    values = [point for points in drawn for point in points]
    if not values:
        return canvas.nothing(data.title, words.nothing)
    tall = min(320, max(190, size.width * 0.42))
    figures = scale_for([y for _, y in values], 0, 0, zero=False)
    left = room_for_values(canvas, figures, data.unit)
    names = max(canvas.measure(line.name, bold=True) for line in data.lines) + 21
    beside = names <= canvas.width * 0.4
    names = names if beside else 8
    across = scale_for([x for x, _ in values], left, canvas.width - names, zero=False)
    across = Scale(min(x for x, _ in values), max(x for x, _ in values), across.start, across.end)
    at = known(data.at)
    marks = [Mark(across(at), data.at_label, INK, "5 4")] if at is not None else []
    head = 0 if beside else _key(canvas, data)
    top = head + head_of(canvas, marks) + canvas.leading / 2
    upward = Scale(figures.low, figures.high, top + tall, top)
    values_upward(canvas, upward, data.unit, left, across.end)
    bottom = values_across(canvas, across, data.across_unit, upward.start, upward.start)
    canvas.line(left, upward.start, across.end, upward.start, stroke=INK)
    draw_marks(canvas, marks, top, upward.start)
    for count, points in enumerate(drawn):
        _line(canvas, [(across(x), upward(y)) for x, y in points], count)
    if beside:
        _names(canvas, data, drawn, across, upward)
    canvas.write(
        (left + across.end) / 2,
        bottom + canvas.text,
        canvas.fitted(data.across, across.end - left),
        fill=QUIET,
        text_anchor="middle",
    )
    return canvas.finish(bottom + canvas.leading + 4, data.title, description)


def _points(line: Line) -> list[tuple[float, float]]:
    found = [(known(x), known(y)) for x, y in line.points]
    return sorted((x, y) for x, y in found if x is not None and y is not None)


def _line(canvas: Canvas, points: Sequence[tuple[float, float]], count: int) -> None:
    colour = SERIES[count % len(SERIES)].strong
    canvas.polyline(
        points, stroke=colour, stroke_width=3, stroke_dasharray=DASHES[count % len(DASHES)], class_="psp-chart__line"
    )
    if points:
        _marker(canvas, points[0], count)
        _marker(canvas, points[-1], count)


def _marker(canvas: Canvas, point: tuple[float, float], count: int) -> None:
    """Mark an end of a line with a shape of its own."""
    x, y = point
    look: dict[str, Attribute] = {"fill": WHITE, "stroke": SERIES[count % len(SERIES)].strong, "stroke_width": 2.5}
    shape = count % 4
    if shape == 0:
        canvas.circle(x, y, 5, **look)
    elif shape == 1:
        canvas.rect(x - 5, y - 5, 10, 10, **look)
    elif shape == 2:
        canvas.diamond(x, y, 6, **look)
    else:
        canvas.polygon(((x, y - 6), (x + 6, y + 5), (x - 6, y + 5)), **look)


def _key(canvas: Canvas, data: Lines) -> float:
    """Name the lines above the drawing where there is no room beside them; return where the names end."""
    y = 0.0
    for count, line in enumerate(data.lines):
        middle = y + canvas.leading / 2
        _line(canvas, ((5, middle), (37, middle)), count)
        canvas.write(50, y + canvas.leading * 0.77, canvas.fitted(line.name, canvas.width - 50))
        y += canvas.leading + 2
    return y + 6


def _names(
    canvas: Canvas, data: Lines, drawn: Sequence[list[tuple[float, float]]], across: Scale, upward: Scale
) -> None:
    """Write each line's name beside its end, moved apart where ends meet, with a thin line to it."""
    ended = [(count, points[-1]) for count, points in enumerate(drawn) if points]
    low, high = upward.end, upward.start - 4
    places = spread([upward(y) for _, (_, y) in ended], canvas.leading, low, high)
    left = across.end + 20
    for (count, (x, y)), place in zip(ended, places, strict=True):
        tone = SERIES[count % len(SERIES)]
        canvas.line(across(x) + 7, upward(y), left - 3, place, stroke=tone.strong)
        name = canvas.fitted(data.lines[count].name, canvas.width - left, bold=True)
        canvas.write(left, place + canvas.text * 0.36, name, bold=True, fill=tone.text)
