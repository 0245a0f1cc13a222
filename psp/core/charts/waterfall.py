"""From what is put in to what is left: each figure starts where the one before ended."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from psp.core.charts.axes import Scale, scale_for
from psp.core.charts.canvas import Canvas
from psp.core.charts.chart import Chart, Table
from psp.core.charts.colours import BRAND, EDGE, INK, RED, RED_TEXT, TENDER
from psp.core.charts.frames import RowPlace, labels_above, on_pages, rows_of, written
from psp.core.charts.sizes import Size
from psp.core.charts.svg import Svg
from psp.core.charts.words import NO_FIGURE, WORDS, Figure, Unit, Words, exact, known, signed

THICK = 22


@dataclass(frozen=True, slots=True)
class Step:
    """A change, up or down; a total starts from nought and shows where the figures have come to."""

    label: str
    amount: Figure | None
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The steps in their order, such as inputs (negative), outcomes (either way) and the net value (a total)."""

    id: str
    title: str
    steps: tuple[Step, ...]
    unit: Unit = Unit.MONEY
    what: str = ""
    description: str = ""


def waterfall(data: Waterfall, words: Words = WORDS) -> Chart:
    """Draw the steps one under the other, with their table."""
    rows = tuple(
        (
            step.label,
            NO_FIGURE if step.is_total else signed(step.amount, exact(step.amount, data.unit)),
            exact(after if not step.is_total else step.amount, data.unit),
        )
        for step, _, after in _running(data)
    )
    table = Table(data.title, (data.what or words.what, words.change, words.running_total), rows, numeric=(1, 2))
    return Chart(data.id, data.title, table, partial(_draw, data, data.description or table.in_words(), words))


def _running(data: Waterfall) -> Iterator[tuple[Step, Decimal, Decimal]]:
    """Pair each step with the figure before and after it; a total sets the figure anew."""
    at = Decimal(0)
    for step in data.steps:
        amount = Decimal(0) if known(step.amount) is None else Decimal(str(step.amount))
        before, at = (Decimal(0), amount) if step.is_total else (at, at + amount)
        yield step, before, at


def _draw(data: Waterfall, description: str, words: Words, size: Size) -> Svg:
    canvas = Canvas(data.id, size)
    if not data.steps:
        return canvas.nothing(data.title, words.nothing)
    running = [(step, known(before) or 0.0, known(after) or 0.0) for step, before, after in _running(data)]
    beside = size.width * 0.34 if size.width > 440 else 0
    say = written(canvas, [step.amount for step in data.steps], data.unit, canvas.width * 0.3)
    values = max(canvas.measure(_said(step, say), bold=True) for step in data.steps) + 12
    labels = [step.label for step in data.steps]
    place_rows = partial(rows_of, bar=THICK, beside=beside, room=canvas.width - values, bold=True)
    start, end = (beside + 14, canvas.width - values) if beside else (1.0, canvas.width - 1)
    scale = scale_for([figure for _, *ends in running for figure in ends], start, end)

    def picture(canvas: Canvas, rows: slice) -> Svg:
        places = place_rows(canvas, labels[rows], 0)
        for n, ((step, before, after), place) in enumerate(zip(running[rows], places, strict=True)):
            canvas.paragraph(0, place.top, place.lines, bold=step.is_total)
            _step(canvas, step, place, scale, before, after)
            y = place.middle + canvas.text * 0.36 if beside else place.top + canvas.leading * 0.73
            fill = RED_TEXT if after < before and not step.is_total else INK
            canvas.write(canvas.width, y, _said(step, say), bold=step.is_total, text_anchor="end", fill=fill)
            if n + 1 < len(places):
                x = scale(after)
                reach = places[n + 1].middle - THICK / 2 if beside else place.middle + THICK / 2 + 7
                canvas.line(x, place.middle + THICK / 2, x, reach, stroke=EDGE)
        boxes = [] if beside else labels_above(canvas, places, THICK)
        canvas.line_around(scale(0), 0, places[-1].bottom, boxes, stroke=INK)
        return canvas.finish(places[-1].bottom, data.title, description)

    return on_pages(data.id, size, place_rows(canvas, labels, 0), picture)


def _step(canvas: Canvas, step: Step, place: RowPlace, scale: Scale, before: float, after: float) -> None:
    """Draw what adds full, what takes away hatched, and totals in the brand's colour."""
    fill, stroke = (TENDER.strong, None) if after >= before else (canvas.hatch(RED), RED)
    if step.is_total:
        fill, stroke = BRAND.strong, None
    canvas.bar(
        scale(before), scale(after), place.middle - THICK / 2, THICK, fill=fill, stroke=stroke, class_="psp-chart__step"
    )


def _said(step: Step, say: Callable[[Figure | None], str]) -> str:
    return say(step.amount) if step.is_total else signed(step.amount, say(step.amount))
