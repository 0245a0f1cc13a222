"""What charts of figures have in common: axes with their labels, lines across, and rows with a label each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from psp.core.charts.axes import Scale, ticks_of
from psp.core.charts.canvas import Canvas
from psp.core.charts.colours import INK, LINE, QUIET
from psp.core.charts.labels import Placed, in_rows
from psp.core.charts.words import Unit, short

MOST_TICKS = 6


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Where a row is drawn: the lines of its label from ``top``, its bar around ``middle``."""

    lines: tuple[str, ...]
    top: float
    middle: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across the drawing with its label."""

    at: float
    label: str
    colour: str = INK
    dash: str | None = None


def rows_of(
    canvas: Canvas, labels: Iterable[str], top: float, *, bar: float, beside: float, room: float
) -> list[RowPlace]:
    """Lay out rows with their labels in ``beside``, or above their bars in ``room`` where that is 0."""
    places = []
    for label in labels:
        lines = canvas.lines_of(label, beside or room, most=3 if beside else 2) or ("",)
        text = len(lines) * canvas.leading
        if beside:
            height = max(text, bar) + 8
            places.append(RowPlace(lines, top + (height - text) / 2, top + height / 2, top + height))
        else:
            height = text + 4 + bar + 12
            places.append(RowPlace(lines, top, top + text + 4 + bar / 2, top + height))
        top = places[-1].bottom
    return places


def values_across(canvas: Canvas, scale: Scale, unit: Unit, top: float, bottom: float) -> float:
    """Draw lines for round values from ``top`` to ``bottom`` and their labels beneath; return where those end."""
    for count in range(MOST_TICKS, 0, -1):
        ticks = [(scale(tick), short(tick, unit)) for tick in ticks_of(scale, count)]
        if _apart(canvas, ticks):
            break
    for x, label in ticks:
        width = canvas.measure(label)
        canvas.line(x, top, x, bottom, stroke=LINE)
        left = min(max(0, x - width / 2), canvas.width - width)
        canvas.write(left, bottom + canvas.text + 4, label, fill=QUIET)
    return bottom + canvas.leading + 4


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


def draw_marks(canvas: Canvas, marks: Sequence[Mark], top: float, bottom: float) -> None:
    """Draw lines from ``top`` to ``bottom`` with their labels above, kept apart in rows."""
    for mark, place in zip(marks, _placed(canvas, marks), strict=True):
        canvas.line(mark.at, top - 4, mark.at, bottom, stroke=mark.colour, stroke_width=2, stroke_dasharray=mark.dash)
        y = top - 4 - canvas.leading * (place.row + 0.3)
        label = canvas.fitted(mark.label, canvas.width, bold=True)
        canvas.write(place.left, y, label, bold=True, fill=mark.colour)


def _placed(canvas: Canvas, marks: Sequence[Mark]) -> list[Placed]:
    widths = [min(canvas.width, canvas.measure(mark.label, bold=True)) for mark in marks]
    return in_rows([(mark.at, width) for mark, width in zip(marks, widths, strict=True)], 0, canvas.width)


def _apart(canvas: Canvas, ticks: list[tuple[float, str]]) -> bool:
    return all(
        abs(right - left) >= (canvas.measure(a) + canvas.measure(b)) / 2 + 14
        for (left, a), (right, b) in pairwise(ticks)
    )
