"""Many partnerships on one time axis: each one's periods as a bar, today's line through all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from math import inf

from psp.core.charts.axes import Days, days_for, months_on
from psp.core.charts.canvas import Box, Canvas
from psp.core.charts.chart import Chart, Table
from psp.core.charts.colours import EDGE, INK, LINE, QUIET, RED, WHITE, tone_of
from psp.core.charts.frames import APART, RowPlace, labels_above, one_below_another, rows_of
from psp.core.charts.periods import days_of, slip_of
from psp.core.charts.sizes import Size
from psp.core.charts.stage_strip import StageStrip, draw_periods
from psp.core.charts.svg import Svg
from psp.core.charts.words import NO_FIGURE, WORDS, Words
from psp.core.dates import slip_words

BAR = 18
KEY = 14


@dataclass(frozen=True, slots=True)
class Strips:
    """The strips in their order, each with its partnership's name as title. ``axis`` holds them all."""

    id: str
    title: str
    strips: tuple[StageStrip, ...]
    today: date
    what: str = ""
    description: str = ""


def strips(data: Strips, words: Words = WORDS) -> Chart:
    """Draw the strips below one another, with a table that has a row for each."""
    return Chart(data.id, data.title, _table(data, words), partial(_draw, data, words))


def _draw(data: Strips, words: Words, size: Size) -> Svg:
    """Draw the strips; for paper as several pictures, each no taller than a page."""
    canvas = Canvas(data.id, size)
    if not data.strips:
        return canvas.nothing(data.title, words.nothing)
    beside = size.width * 0.28 if size.width > 600 else 0
    days = days_for([day for strip in data.strips for day in _days(strip)] + [data.today], beside + 10, size.width - 8)
    description = data.description or _table(data, words).in_words()
    pictures = []
    for count, rows in enumerate(_pages(canvas, data, beside), start=1):
        canvas = Canvas(data.id if count == 1 else f"{data.id}-{count}", size)
        pictures.append(_page(canvas, replace(data, strips=rows, description=description), days, beside, words))
    return one_below_another(pictures)


def _pages(canvas: Canvas, data: Strips, beside: float) -> list[tuple[StageStrip, ...]]:
    """Share the strips out on pages, all on one where there are none."""
    room = (canvas.size.tallest or inf) - 10 * canvas.leading
    pages: list[list[StageStrip]] = [[]]
    used = 0.0
    for strip, place in zip(data.strips, _places(canvas, data.strips, 0, beside), strict=True):
        height = place.bottom - place.top + BAR
        if pages[-1] and used + height > room:
            pages.append([])
            used = 0.0
        pages[-1].append(strip)
        used += height
    return [tuple(page) for page in pages]


def _places(canvas: Canvas, rows: Sequence[StageStrip], top: float, beside: float) -> list[RowPlace]:
    return rows_of(canvas, [strip.title for strip in rows], top, bar=BAR, beside=beside, room=canvas.width)


def _page(canvas: Canvas, data: Strips, days: Days, beside: float, words: Words) -> Svg:
    head = canvas.leading * 2 + 8
    places = _places(canvas, data.strips, head, beside)
    bottom = places[-1].bottom
    boxes = [] if beside else labels_above(canvas, places, BAR)
    _calendar(canvas, days, head, bottom, boxes, words)
    for strip, place in zip(data.strips, places, strict=True):
        canvas.paragraph(0, place.top, place.lines)
        draw_periods(canvas, strip, days, place.middle - BAR / 2, BAR)
        if strip.service_starts_on is not None:
            canvas.diamond(days(strip.service_starts_on), place.middle, 7, fill=INK, stroke=WHITE)
    _today(canvas, days, data.today, head, bottom, boxes, words)
    return canvas.finish(_key(canvas, data, bottom + 10, words), data.title, data.description)


def _days(strip: StageStrip) -> list[date]:
    days = days_of(strip.periods)
    return [*days, strip.service_starts_on] if strip.service_starts_on else days


def _calendar(canvas: Canvas, days: Days, top: float, bottom: float, boxes: Sequence[Box], words: Words) -> None:
    def room(day: date, step: int) -> float:
        return canvas.measure(words.month(day, step)) + 16

    ticks, step = months_on(days, room)
    taken = -APART
    for tick in ticks:
        label = words.month(tick, step)
        width = canvas.measure(label)
        left = min(max(0, days(tick) - width / 2), canvas.width - width)
        if left >= taken + APART:
            canvas.write(left, top - canvas.leading - 8, label, fill=QUIET)
            taken = left + width
        canvas.line_around(days(tick), top - canvas.leading - 4, bottom, boxes, stroke=LINE)


def _today(
    canvas: Canvas, days: Days, today: date, top: float, bottom: float, boxes: Sequence[Box], words: Words
) -> None:
    x, width = days(today), canvas.measure(words.today, bold=True)
    left = min(max(0, x - width / 2), canvas.width - width)
    canvas.write(left, top - 8, words.today, bold=True, fill=RED)
    canvas.line_around(x, top - 4, bottom, boxes, stroke=RED, stroke_width=2, class_="psp-chart__today")


def _key(canvas: Canvas, data: Strips, top: float, words: Words) -> float:
    """Name the colours of the periods once, and the time lost, in as many rows as they need."""
    named = {period.kind: period.name for strip in data.strips for period in strip.periods}
    left = 0.0
    for kind, name in named.items():
        tone = tone_of(kind)
        wide = KEY + 8 + canvas.measure(name) + 18
        if left and left + wide - 18 > canvas.width:
            left, top = 0.0, top + canvas.leading + 4
        fill = canvas.dots(tone.strong, tone.soft) if kind == "bid_writing" else tone.strong
        canvas.rect(left, top, KEY, KEY, fill=fill, stroke=tone.strong if kind == "bid_writing" else EDGE)
        canvas.write(left + KEY + 8, top + KEY - 2, canvas.fitted(name, canvas.width - KEY - 8))
        left += wide
    if any(_is_slipped(strip) for strip in data.strips):
        wide = KEY + 8 + canvas.measure(words.slip)
        if left and left + wide > canvas.width:
            left, top = 0.0, top + canvas.leading + 4
        canvas.rect(left, top, KEY, KEY, fill=canvas.hatch(RED), stroke=RED)
        canvas.write(left + KEY + 8, top + KEY - 2, words.slip)
    return top + canvas.leading + 4


def _is_slipped(strip: StageStrip) -> bool:
    slips = (slip_of(*pair) for pair in zip(strip.periods, (None, *strip.periods), strict=False))
    return any(slip.waiting.days or slip.within.days for slip in slips)


def _table(data: Strips, words: Words) -> Table:
    rows = tuple(
        (
            strip.title,
            _now(strip, words),
            words.day(strip.periods[0].written.start) if strip.periods else NO_FIGURE,
            words.day(strip.service_starts_on) if strip.service_starts_on else NO_FIGURE,
            _slip(strip, words),
        )
        for strip in data.strips
    )
    starts = words.service_starts.format(date="").strip()
    return Table(data.title, (data.what or words.what, words.period, words.starts, starts, words.slip), rows)


def _now(strip: StageStrip, words: Words) -> str:
    """Name the period under way, or the last one that is over."""
    under_way = [p.name for p in strip.periods if p.begun and not p.done]
    over = [p.name for p in strip.periods if p.done]
    if under_way:
        return under_way[-1]
    return f"{over[-1]}: {words.done}" if over else words.planned


def _slip(strip: StageStrip, words: Words) -> str:
    if strip.slip_days is not None:
        return slip_words(strip.slip_days)
    last = strip.periods[-1] if strip.periods else None
    if last is None or last.agreed is None:
        return NO_FIGURE
    return slip_words((last.written.until - last.agreed.until).days)
