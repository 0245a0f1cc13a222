"""How a timeline is laid out: the calendar, today and the end of funding behind its rows, the key beneath them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from psp.core.charts.axes import Days, days_for, months_on
from psp.core.charts.canvas import Box, Canvas
from psp.core.charts.colours import EDGE, INK, LINE, QUIET, RED, RED_TEXT, WHITE
from psp.core.charts.frames import one_below_another
from psp.core.charts.gantt_rows import (
    AGREED,
    BAR,
    Place,
    Row,
    day_label,
    day_words,
    draw_links,
    draw_row,
    label_room,
)
from psp.core.charts.labels import in_rows
from psp.core.charts.sizes import Size
from psp.core.charts.svg import Attribute, Svg
from psp.core.charts.words import Words

TODAY: dict[str, Attribute] = {"stroke": RED, "stroke_width": 2, "class_": "psp-chart__today"}
FUNDING_ENDS: dict[str, Attribute] = {
    "stroke": RED_TEXT,
    "stroke_width": 2,
    "stroke_dasharray": "6 4",
    "class_": "psp-chart__funding",
}


GAP = 12
ROUNDS = 40
LEAST_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Gantt:
    """The rows in the order they are shown."""

    id: str
    title: str
    rows: tuple[Row, ...]
    today: date
    funding_ends_on: date | None = None
    today_label: str = ""
    with_links: bool = False
    description: str = ""


def draw(timeline: Gantt, description: str, words: Words, size: Size) -> Svg:
    """Draw a timeline; for paper as several pictures, each no taller than a page."""
    canvas = Canvas(timeline.id, size)
    if not timeline.rows:
        return canvas.nothing(timeline.title, words.nothing)
    left = _first(size)
    days = _scale(canvas, timeline, left, size.width - GAP, words)
    pictures = []
    for count, rows in enumerate(_pages(canvas, timeline, left, words), start=1):
        name = timeline.id if count == 1 else f"{timeline.id}-{count}"
        pictures.append(_page(Canvas(name, size), timeline, days, rows, description, words))
    return one_below_another(pictures)


def _first(size: Size) -> float:
    """Return where the calendar starts beside the labels of the rows."""
    return GAP if size.is_narrow else size.width * 0.36


def _page(canvas: Canvas, timeline: Gantt, days: Days, rows: list[Row], description: str, words: Words) -> Svg:
    top = _head(canvas, timeline, days, words)
    # The calendar may start further right, to leave room for days; the labels of the rows keep to their own column.
    places = list(_places(canvas, rows, top, _first(canvas.size), words))
    marks = [days(day) for day in (timeline.today, timeline.funding_ends_on) if day is not None]
    labels = [day_label(canvas, days, place, (_first(canvas.size) - GAP, *marks), words) for place in places]
    _background(canvas, timeline, days, places, labels, words)
    if timeline.with_links:
        draw_links(canvas, days, places)
    for place, label in zip(places, labels, strict=True):
        draw_row(canvas, timeline.today, days, place, label, words)
    bottom = _key(canvas, timeline, places[-1].bottom + 10, words)
    return canvas.finish(bottom, timeline.title, description)


def _pages(canvas: Canvas, timeline: Gantt, left: float, words: Words) -> list[list[Row]]:
    """Share the rows out on pages, so that a page starts with a period where the page before is half full."""
    if canvas.size.tallest is None:
        return [list(timeline.rows)]
    room = canvas.size.tallest - 6 * canvas.leading
    pages: list[list[Row]] = [[]]
    # In large print the heading of the chapter and what it found take a quarter of the first page.
    used = 5 * canvas.leading if canvas.size.is_narrow else 0.0
    for place in _places(canvas, timeline.rows, 0, left, words):
        height = place.bottom - place.top + 10
        if pages[-1] and (used + height > room or (place.row.is_period and used > room * 0.7)):
            pages.append([])
            used = 0.0
        pages[-1].append(place.row)
        used += height
    return pages


def _scale(canvas: Canvas, timeline: Gantt, left: float, right: float, words: Words) -> Days:
    """Lay the calendar out so that the day of each moved milestone has room on the side away from what was agreed."""
    spans = [span for row in timeline.rows for span in (row.span, row.agreed) if span is not None]
    days = [day for span in spans for day in (span.start, span.until)] + [timeline.today]
    if timeline.funding_ends_on is not None:
        days.append(timeline.funding_ends_on)
    scale = days_for(days, left, right)
    if canvas.size.is_narrow:
        return scale
    low, width = left - GAP, canvas.width
    moved = [
        (
            (scale(row.span.start) - left) / (right - left),
            row.agreed.start < row.span.start,
            label_room(canvas, row, words),
        )
        for row in timeline.rows
        if row.is_milestone and row.agreed and row.agreed.start != row.span.start
    ]
    # Room made on one side moves the marks towards the other.
    for _ in range(ROUNDS):
        right = min(
            [right, *(left + (width - room - left) / at for at, is_right, room in moved if is_right and at > 0)]
        )
        left = max(
            [left, *((low + room - at * right) / (1 - at) for at, is_right, room in moved if not is_right and at < 1)]
        )
    return days_for(days, left, right) if right - left > width * LEAST_SHARE else scale


def _head(canvas: Canvas, timeline: Gantt, days: Days, words: Words) -> float:
    """Write today and the end of funding above the calendar; return where the calendar ends."""
    marks = [(timeline.today, timeline.today_label or words.today, RED)]
    if timeline.funding_ends_on is not None:
        said = words.funding_ends.format(date=words.short_day(timeline.funding_ends_on))
        marks.append((timeline.funding_ends_on, said, RED_TEXT))
    widths = [canvas.measure(said, bold=True) for _, said, _ in marks]
    labels = [(days(day), width) for (day, _, _), width in zip(marks, widths, strict=True)]
    placed = in_rows(labels, 0, canvas.width)
    lowest = max(place.row for place in placed)
    for (_, said, fill), place in zip(marks, placed, strict=True):
        canvas.write(place.left, canvas.leading * (lowest - place.row + 0.75), said, bold=True, fill=fill)
    return canvas.leading * (lowest + 2.2) + 4


def _places(canvas: Canvas, rows: Iterable[Row], top: float, left: float, words: Words) -> Iterator[Place]:
    """Lay the rows out, labels left of the drawing or, where it is narrow, above their bars."""
    above = canvas.size.is_narrow
    room = canvas.width - 4 if above else left - 18
    first = True
    for row in rows:
        label = f"{row.title}, {day_words(row, words)}" if above and row.is_milestone else row.title
        lines = canvas.lines_of(label, room, bold=row.is_period, most=3) or ("",)
        text = len(lines) * canvas.leading
        top += 10 if row.is_period and not first else 4
        middle = top + BAR / 2 + 3 + (text if above else 0)
        bottom = middle + BAR / 2 + AGREED + 7 if above else top + max(text, BAR + AGREED + 6) + 4
        yield Place(row, lines, top, middle, bottom)
        top, first = bottom, False


def _background(
    canvas: Canvas, timeline: Gantt, days: Days, places: list[Place], labels: list[Box | None], words: Words
) -> None:
    """Draw the calendar, today and the end of funding behind the bars, and not through any words."""

    def room(_day: date, step: int) -> float:
        return canvas.measure("2000" if step >= 12 else "Sept 2000") + 12

    top = places[0].top - 4
    boxes = [*(label for label in labels if label is not None), *_labels_above(canvas, places)]
    if not canvas.size.is_narrow:
        for place in places[1:]:
            if place.row.is_period:
                canvas.line(0, place.top - 6, canvas.width, place.top - 6, stroke=LINE)
    ticks, step = months_on(days, room)
    lines: list[tuple[date, dict[str, Attribute]]] = [(tick, {"stroke": LINE}) for tick in ticks]
    lines.append((timeline.today, TODAY))
    if timeline.funding_ends_on is not None:
        lines.append((timeline.funding_ends_on, FUNDING_ENDS))
    for day, look in lines:
        canvas.line_around(days(day), top, places[-1].bottom, boxes, **look)
    for tick in ticks:
        label = words.month(tick, step)
        half = canvas.measure(label) / 2
        x = min(max(half, days(tick)), canvas.width - half)
        canvas.write(x, top - 6, label, fill=QUIET, text_anchor="middle")


def _labels_above(canvas: Canvas, places: list[Place]) -> list[Box]:
    """List the boxes of the rows' own labels where these stand above the bars."""
    if not canvas.size.is_narrow:
        return []
    return [Box(0, place.top, canvas.width, place.middle - BAR / 2 - 3) for place in places]


def _key(canvas: Canvas, timeline: Gantt, top: float, words: Words) -> float:
    """Explain the marks that occur, as many beside one another as fit."""
    rows = timeline.rows
    slipped = [row for row in rows if row.agreed is not None and row.span.until > row.agreed.until]
    marks = [
        ("done", words.done, any(row.done or row.begun for row in rows)),
        ("planned", words.planned, any(not row.done for row in rows)),
        ("critical", words.critical, any(row.critical for row in rows)),
        ("agreed", words.baseline, any(row.agreed is not None for row in rows)),
        ("slip", words.slip, bool(slipped)),
    ]
    x, y = 0.0, top
    for mark, said, occurs in marks:
        if not occurs:
            continue
        width = 34 + canvas.measure(said) + 16
        if x and x + width - 16 > canvas.width:
            x, y = 0.0, y + canvas.leading + 4
        _sample(canvas, mark, x, y + canvas.leading / 2)
        canvas.write(x + 34, y + canvas.leading * 0.75, said, fill=QUIET)
        x += width
    return y + canvas.leading + 4


def _sample(canvas: Canvas, mark: str, x: float, y: float) -> None:
    if mark == "agreed":
        canvas.rect(x, y - AGREED / 2, 26, AGREED, fill=EDGE)
    elif mark == "slip":
        canvas.rect(x, y - AGREED / 2, 26, AGREED, fill=canvas.hatch(RED))
    else:
        strong = {"done": INK, "critical": WHITE}.get(mark, WHITE)
        edge = 2.5 if mark == "critical" else 1.5
        stroke = EDGE if mark == "planned" else INK
        canvas.rect(x, y - 6, 14, 12, fill=EDGE if mark == "done" else strong, stroke=stroke, stroke_width=edge)
        canvas.diamond(x + 22, y, 6, fill=EDGE if mark == "done" else strong, stroke=stroke, stroke_width=edge)
