"""What charts of figures have in common: axes with their labels, lines across, and rows with a label each."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from math import inf

from psp.core.charts.axes import Scale, ticks_of
from psp.core.charts.canvas import Box, Canvas
from psp.core.charts.colours import INK, LINE, QUIET
from psp.core.charts.labels import Placed, in_rows
from psp.core.charts.sizes import Size
from psp.core.charts.svg import Attribute, Svg, tag
from psp.core.charts.words import Figure, Unit, exact, short

MOST_TICKS = 6
APART = 12.0


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Where a row is drawn: the lines of its label from ``top``, its bar around ``middle``."""

    lines: tuple[str, ...]
    top: float
    middle: float
    bottom: float


def one_below_another(pictures: Sequence[Svg]) -> Svg:
    """Return one picture as it is, several as blocks that paper may break between."""
    return Svg("".join(tag("div", picture) for picture in pictures)) if len(pictures) > 1 else pictures[0]


def on_pages(name: str, size: Size, places: Sequence[RowPlace], draw: Callable[[Canvas, slice], Svg]) -> Svg:
    """Draw rows as one picture; for paper as several, each no taller than a page.

    ``places`` are where all rows would stand in one picture. ``draw`` is given a fresh canvas and the rows of one picture.
    """
    starts, top = [0], places[0].top
    room = (size.tallest or inf) - top - 3 * size.text
    for number, place in enumerate(places):
        if place.bottom - top > room and number > starts[-1]:
            starts.append(number)
            top = place.top
    rows = [slice(*ends) for ends in pairwise([*starts, len(places)])]
    names = [name if count == 1 else f"{name}-{count}" for count in range(1, len(rows) + 1)]
    return one_below_another([draw(Canvas(part, size), some) for part, some in zip(names, rows, strict=True)])


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across the drawing with its label."""

    at: float
    label: str
    colour: str = INK
    dash: str | None = None


def written(
    canvas: Canvas, figures: Iterable[Figure | None], unit: Unit, room: float
) -> Callable[[Figure | None], str]:
    """Choose how figures are written in a picture: exactly if all of them fit the room, else all short."""
    fits = all(canvas.measure(exact(figure, unit), bold=True) <= room for figure in figures)
    return partial(exact if fits else short, unit=unit)


def rows_of(
    canvas: Canvas, labels: Iterable[str], top: float, *, bar: float, beside: float, room: float, bold: bool = False
) -> list[RowPlace]:
    """Lay out rows with their labels in ``beside``, or above their bars in ``room`` where that is 0."""
    places = []
    for label in labels:
        lines = canvas.lines_of(label, beside or room, bold=bold, most=3 if beside else 2) or ("",)
        text = len(lines) * canvas.leading
        if beside:
            height = max(text, bar) + 8
            places.append(RowPlace(lines, top + (height - text) / 2, top + height / 2, top + height))
        else:
            height = text + 4 + bar + 12
            places.append(RowPlace(lines, top, top + text + 4 + bar / 2, top + height))
        top = places[-1].bottom
    return places


def labels_above(canvas: Canvas, places: Iterable[RowPlace], bar: float) -> list[Box]:
    """List the boxes of labels that stand above their bars."""
    return [Box(0, place.top, canvas.width, place.middle - bar / 2 - 3) for place in places]


def values_across(
    canvas: Canvas, scale: Scale, unit: Unit, top: float, bottom: float, boxes: Sequence[Box] = ()
) -> float:
    """Draw lines for round values from ``top`` to ``bottom``, around the boxes, with their labels beneath.

    Returns where those end.
    """
    for count in range(MOST_TICKS, 0, -1):
        ticks = [(scale(tick), short(tick, unit)) for tick in ticks_of(scale, count)]
        edges = [_edges(canvas, x, label) for x, label in ticks]
        if all(left >= right + APART for (_, right), (left, _) in pairwise(edges)):
            break
    taken = -APART
    for (x, label), (left, right) in zip(ticks, edges, strict=True):
        canvas.line_around(x, top, bottom, boxes, stroke=LINE)
        if left >= taken + APART:
            canvas.write(left, bottom + canvas.text + 6, label, fill=QUIET)
            taken = right
    return bottom + canvas.leading + 8


def values_upward(canvas: Canvas, scale: Scale, unit: Unit, left: float, right: float) -> None:
    """Draw lines for round values from ``left`` to ``right`` and their labels left of them."""
    for tick in ticks_of(scale, MOST_TICKS - 2):
        y = scale(tick)
        canvas.line(left, y, right, y, stroke=LINE)
        canvas.write(left - 8, y + canvas.text * 0.36, short(tick, unit), fill=QUIET, text_anchor="end")


def room_for_values(canvas: Canvas, scale: Scale, unit: Unit) -> float:
    """Measure the room the labels of ``values_upward`` need."""
    return max(canvas.measure(short(tick, unit)) for tick in ticks_of(scale, MOST_TICKS - 2)) + 10


def head_of(canvas: Canvas, marks: Sequence[Mark]) -> float:
    """Return the room above a drawing that the labels of its marks need."""
    return canvas.leading * (1 + max((place.row for place in _placed(canvas, marks)), default=-1)) + 4


def draw_marks(canvas: Canvas, marks: Sequence[Mark], top: float, bottom: float, boxes: Iterable[Box] = ()) -> None:
    """Draw lines from ``top`` to ``bottom``, around the boxes, with their labels above, kept apart in rows."""
    taken = list(boxes)
    for mark, place in zip(marks, _placed(canvas, marks), strict=True):
        look: dict[str, Attribute] = {"stroke": mark.colour, "stroke_width": 2, "stroke_dasharray": mark.dash}
        canvas.line_around(mark.at, top - 4, bottom, taken, class_="psp-chart__mark", **look)
        y = top - 4 - canvas.leading * (place.row + 0.3)
        label = canvas.fitted(mark.label, canvas.width, bold=True)
        canvas.write(place.left, y, label, bold=True, fill=mark.colour)


def _placed(canvas: Canvas, marks: Sequence[Mark]) -> list[Placed]:
    widths = [min(canvas.width, canvas.measure(mark.label, bold=True)) for mark in marks]
    return in_rows([(mark.at, width) for mark, width in zip(marks, widths, strict=True)], 0, canvas.width)


def _edges(canvas: Canvas, x: float, label: str) -> tuple[float, float]:
    """Centre a label on its tick as far as the picture's edges let it."""
    width = canvas.measure(label)
    left = min(max(0, x - width / 2), canvas.width - width)
    return left, left + width
