"""The rows of a timeline: their labels, bars, diamonds and links."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from psp.core.charts.axes import Days
from psp.core.charts.canvas import Box, Canvas
from psp.core.charts.colours import EDGE, INK, QUIET, RED, RED_TEXT, WHITE, tone_of
from psp.core.charts.periods import Span
from psp.core.charts.svg import Attribute
from psp.core.charts.words import Words

BAR = 14
AGREED = 5
MARK = 7


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the timeline; a milestone's span starts and is over on one day.

    ``kind`` is the key of the period it belongs to, ``after`` the keys of the rows it waits for,
    ``note`` a few words for the table, such as who owes it.
    """

    key: str
    title: str
    kind: str
    span: Span
    agreed: Span | None = None
    is_period: bool = False
    begun: bool = False
    done: bool = False
    late: bool = False
    critical: bool = False
    after: tuple[str, ...] = ()
    note: str = ""

    @property
    def is_milestone(self) -> bool:
        """It has no length."""
        return not self.is_period and self.span.days == 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row is drawn: its label's lines from ``top``, its bar around ``middle``."""

    row: Row
    lines: tuple[str, ...]
    top: float
    middle: float
    bottom: float


def day_words(row: Row, words: Words) -> str:
    """Say the day of a milestone, and that it is late."""
    said = words.short_day(row.span.start)
    return f"{said}, {words.late.lower()}" if row.late else said


def day_label(canvas: Canvas, days: Days, place: Place, edges: tuple[float, ...], words: Words) -> Box | None:
    """Find the side of a milestone on which its day has room and crosses no line; a narrow picture has none.

    The day is the planned one, so it stands beside the planned mark: on the side away from the mark of what was agreed, or
    between the two where there is room. ``edges`` are the leftmost place for words and then the lines to keep clear of.
    """
    row = place.row
    if not row.is_milestone or canvas.size.is_narrow:
        return None
    said = day_words(row, words)
    width = canvas.measure(said, bold=row.late)
    low, *lines = edges
    sides = _sides(days, row, width)
    inside = [left for left in sides if low - 0.5 <= left and left + width <= canvas.width + 0.5]
    inside = inside or [canvas.width - width]
    clear = [left for left in inside if not any(left - 3 < line < left + width + 3 for line in lines)]
    left = (clear or inside)[0]
    return canvas.box_around(left, place.middle, said, bold=row.late)


def label_room(canvas: Canvas, row: Row, words: Words) -> float:
    """Return the room the day of a milestone takes beside its mark."""
    return canvas.measure(day_words(row, words), bold=row.late) + MARK + 6


def _sides(days: Days, row: Row, width: float) -> list[float]:
    """List where the day of a milestone may begin, the best place first."""
    mark = days(row.span.start)
    agreed = mark if row.agreed is None else days(row.agreed.start)
    right, left = mark + MARK + 6, mark - MARK - 6 - width
    if agreed == mark:
        return [right, left]
    free = abs(agreed - mark) > width + 2 * (MARK + 6)
    if agreed < mark:
        return [right, left] if free else [right]
    return [left, right] if free else [left]


def draw_row(canvas: Canvas, today: date, days: Days, place: Place, label: Box | None, words: Words) -> None:
    """Draw one row: its label, its bar or diamond, and beneath it what was agreed."""
    row = place.row
    fill = RED_TEXT if row.late and canvas.size.is_narrow else INK
    canvas.paragraph(0, place.top, place.lines, bold=row.is_period, fill=fill)
    _agreed(canvas, days, place)
    tone = tone_of(row.kind)
    edge: dict[str, Attribute] = (
        {"stroke": INK, "stroke_width": 2.5} if row.critical else {"stroke": tone.strong, "stroke_width": 1.5}
    )
    start, end, y = days(row.span.start), days(row.span.until), place.middle
    if row.is_milestone:
        canvas.diamond(start, y, MARK, fill=tone.strong if row.done else WHITE, class_="psp-chart__milestone", **edge)
        if label is not None:
            fill = RED_TEXT if row.late else QUIET
            canvas.write(label.left, y + canvas.text * 0.36, day_words(row, words), bold=row.late, fill=fill)
        return
    soft = canvas.dots(tone.strong, tone.soft) if row.kind == "bid_writing" else tone.soft
    canvas.bar(start, end, y - BAR / 2, BAR, fill=soft, class_="psp-chart__planned", **edge)
    gone = end if row.done else days(min(max(today, row.span.start), row.span.until)) if row.begun else start
    if gone > start:
        canvas.bar(start, gone, y - BAR / 2, BAR, fill=tone.strong, class_="psp-chart__done", **edge)


def draw_links(canvas: Canvas, days: Days, places: Iterable[Place]) -> None:
    """Draw a thin arrow from the end of each row to the start of every row that waits for it."""
    found = {place.row.key: place for place in places}
    for place in found.values():
        for key in place.row.after:
            if key not in found or found[key] is place:
                continue
            before = found[key]
            x1, x2 = days(before.row.span.until), days(place.row.span.start)
            tip = x2 - (MARK + 1 if place.row.is_milestone else 0)
            turn = max(x1 + 4, min(x1 + 8, tip - 5))
            path = ((x1, before.middle), (turn, before.middle), (turn, place.middle), (tip - 5, place.middle))
            canvas.polyline(path, stroke=EDGE, stroke_width=1.2, class_="psp-chart__link")
            canvas.polygon(((tip, place.middle), (tip - 5, place.middle - 3), (tip - 5, place.middle + 3)), fill=EDGE)


def _agreed(canvas: Canvas, days: Days, place: Place) -> None:
    """Draw where the row lay in the baseline, beneath it, and hatched what it has slipped since."""
    agreed, span = place.row.agreed, place.row.span
    if agreed is None:
        return
    y = place.middle + BAR / 2 + 2
    start, end = days(agreed.start), days(agreed.until)
    if place.row.is_milestone:
        y = place.middle - AGREED / 2
        if agreed.start != span.start:
            canvas.diamond(
                start, place.middle, MARK - 2, fill=WHITE, stroke=EDGE, stroke_width=1.5, class_="psp-chart__agreed"
            )
    else:
        canvas.bar(start, end, y, AGREED, fill=EDGE, class_="psp-chart__agreed")
    if span.until > agreed.until:
        margin = MARK - 2 if place.row.is_milestone else 0
        canvas.bar(end + margin, days(span.until), y, AGREED, fill=canvas.hatch(RED), class_="psp-chart__slip")
