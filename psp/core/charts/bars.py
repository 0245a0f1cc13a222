"""Values against their targets, one bar each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from psp.core.charts.axes import Scale, scale_for
from psp.core.charts.canvas import Canvas
from psp.core.charts.chart import Chart, Table
from psp.core.charts.colours import BRAND, EDGE, INK, QUIET, WHITE
from psp.core.charts.frames import RowPlace, on_pages, rows_of, written
from psp.core.charts.sizes import Size
from psp.core.charts.svg import Svg
from psp.core.charts.words import WORDS, Figure, Unit, Words, exact, known

THICK = 18


@dataclass(frozen=True, slots=True)
class Bar:
    """One value; the target is drawn as a line across it."""

    label: str
    value: Figure | None
    target: Figure | None = None
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars on one scale. A bar with a unit of its own has a scale of its own, so that people and pounds stand together."""

    id: str
    title: str
    bars: tuple[Bar, ...]
    unit: Unit = Unit.NUMBER
    what: str = ""
    description: str = ""


def bars(data: Bars, words: Words = WORDS) -> Chart:
    """Draw values against their targets, with their table."""
    with_targets = any(bar.target is not None for bar in data.bars)
    headings = (data.what or words.what, words.value_heading, *((words.target_heading,) if with_targets else ()))
    rows = tuple(
        (bar.label, _said(bar.value, bar, data), *((_said(bar.target, bar, data),) if with_targets else ()))
        for bar in data.bars
    )
    table = Table(data.title, headings, rows, numeric=tuple(range(1, len(headings))))
    return Chart(data.id, data.title, table, partial(_draw, data, data.description or table.in_words(), words))


def _draw(data: Bars, description: str, words: Words, size: Size) -> Svg:
    canvas = Canvas(data.id, size)
    if not data.bars:
        return canvas.nothing(data.title, words.nothing)
    beside = size.width * 0.3 if size.width > 600 else 0
    say = _written(canvas, [bar for bar in data.bars if bar.unit is None], data.unit)
    said = [_in_words(bar, say if bar.unit is None else _written(canvas, [bar], bar.unit), words) for bar in data.bars]
    values = max(canvas.measure(value, bold=True) + 8 + canvas.measure(target) for value, target in said)
    labels = [bar.label for bar in data.bars]
    place_rows = partial(rows_of, bar=THICK, beside=beside, room=canvas.width - values - 12)
    start, end = (beside + 14, canvas.width - values - 12) if beside else (2.0, canvas.width - 2)

    def picture(canvas: Canvas, rows: slice) -> Svg:
        places = place_rows(canvas, labels[rows], 2)
        for bar, place, (value, target) in zip(data.bars[rows], places, said[rows], strict=True):
            canvas.paragraph(0, place.top, place.lines)
            _bar(canvas, bar, place, _scale(data, bar, start, end))
            y = place.middle + canvas.text * 0.36 if beside else place.top + canvas.leading * 0.73
            canvas.write(canvas.width, y, target, text_anchor="end", fill=QUIET)
            right = canvas.width - (canvas.measure(target) + 8 if target else 0)
            canvas.write(right, y, value, bold=True, text_anchor="end")
        return canvas.finish(places[-1].bottom + 2, data.title, description)

    return on_pages(data.id, size, place_rows(canvas, labels, 2), picture)


def _scale(data: Bars, bar: Bar, start: float, end: float) -> Scale:
    sharing = [other for other in data.bars if other.unit == bar.unit] if bar.unit is None else [bar]
    figures = [known(figure) for other in sharing for figure in (other.value, other.target)]
    return scale_for([figure for figure in figures if figure is not None], start, end)


def _bar(canvas: Canvas, bar: Bar, place: RowPlace, scale: Scale) -> None:
    top = place.middle - THICK / 2
    value, target = known(bar.value), known(bar.target)
    canvas.rect(scale.start, top + 5, scale.end - scale.start, THICK - 10, fill=BRAND.soft)
    if value is not None:
        canvas.bar(scale(0), scale(value), top, THICK, fill=BRAND.strong, class_="psp-chart__value")
    if scale.low < 0:
        canvas.line(scale(0), top - 3, scale(0), top + THICK + 3, stroke=EDGE)
    if target is not None:
        x = scale(target)
        canvas.line(x, top - 5, x, top + THICK + 5, stroke=WHITE, stroke_width=6)
        canvas.line(x, top - 4, x, top + THICK + 4, stroke=INK, stroke_width=3, class_="psp-chart__target")


def _written(canvas: Canvas, sharing: Sequence[Bar], unit: Unit) -> Callable[[Figure | None], str]:
    """Choose how the figures of bars on one scale are written: all of them exactly, or all short."""
    return written(canvas, [figure for bar in sharing for figure in (bar.value, bar.target)], unit, canvas.width * 0.22)


def _in_words(bar: Bar, say: Callable[[Figure | None], str], words: Words) -> tuple[str, str]:
    """Say the value and the target of a bar."""
    target = "" if bar.target is None else words.target.format(value=say(bar.target))
    return say(bar.value), target


def _said(figure: Figure | None, bar: Bar, data: Bars) -> str:
    return exact(figure, bar.unit or data.unit)
