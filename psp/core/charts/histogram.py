"""How often each result came out, with the range in which most of them lie."""

from dataclasses import dataclass
from functools import partial

from psp.core.charts.axes import Scale, scale_for
from psp.core.charts.canvas import Canvas
from psp.core.charts.chart import Chart, Table
from psp.core.charts.colours import BRAND, EDGE, INK, QUIET, RED
from psp.core.charts.frames import Mark, draw_marks, head_of, room_for_values, values_across, values_upward
from psp.core.charts.sizes import Size
from psp.core.charts.svg import Svg
from psp.core.charts.words import WORDS, Figure, Unit, Words, exact, known, short

BREAK_EVEN = 1.0


@dataclass(frozen=True, slots=True)
class Bin:
    """Results from ``low`` up to ``high``, and how many there were."""

    low: Figure
    high: Figure
    count: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bins in their order; ``likely`` is the range drawn full, ``base`` the result as it stands."""

    id: str
    title: str
    bins: tuple[Bin, ...]
    base: Figure | None = None
    likely: tuple[Figure, Figure] | None = None
    even: Figure | None = BREAK_EVEN
    unit: Unit = Unit.RATIO
    what: str = ""
    description: str = ""


def histogram(data: Histogram, words: Words = WORDS) -> Chart:
    """Draw how often each result came out, with its table."""
    rows = tuple(
        (
            words.likely.format(low=exact(found.low, data.unit), high=exact(found.high, data.unit)),
            exact(found.count, Unit.NUMBER),
        )
        for found in data.bins
    )
    table = Table(data.title, (data.what or words.what, words.count), rows, numeric=(1,))
    return Chart(data.id, data.title, table, partial(_draw, data, data.description or table.in_words(), words))


def _draw(data: Histogram, description: str, words: Words, size: Size) -> Svg:
    canvas = Canvas(data.id, size)
    if not data.bins:
        return canvas.nothing(data.title, words.nothing)
    tall = min(260, max(150, size.width * 0.36))
    counts = scale_for([found.count for found in data.bins], 0, 0)
    left = room_for_values(canvas, counts, Unit.NUMBER)
    lows, highs = (
        [known(end) or 0.0 for end in ends] for ends in zip(*((b.low, b.high) for b in data.bins), strict=True)
    )
    across = Scale(min(lows), max(highs), left, canvas.width - 1)
    marks = []
    for figure, label, colour, dash in (
        (data.base, words.base.format(value=short(data.base, data.unit)), RED, None),
        (data.even, words.breaks_even, QUIET, "5 4"),
    ):
        place = known(figure)
        if place is not None and across.low <= place <= across.high:
            marks.append(Mark(across(place), label, colour, dash))
    top = head_of(canvas, marks) if marks else canvas.leading
    bottom = top + tall
    upward = Scale(counts.low, counts.high, bottom, top)
    values_upward(canvas, upward, Unit.NUMBER, left, canvas.width)
    _bins(canvas, data, across, upward)
    canvas.line(left, bottom, canvas.width, bottom, stroke=INK)
    below = values_across(canvas, across, data.unit, bottom, bottom)
    draw_marks(canvas, marks, top, bottom)
    if data.likely is not None:
        below = _likely(canvas, data, below, words)
    return canvas.finish(below, data.title, description)


def _bins(canvas: Canvas, data: Histogram, across: Scale, upward: Scale) -> None:
    for found in data.bins:
        low, high = known(found.low) or 0.0, known(found.high) or 0.0
        left, right = across(low), across(high)
        gap = 1.5 if right - left > 6 else 0
        likely = data.likely is None or _inside(low, high, data.likely)
        # A result that came out at all is seen, however rare.
        height = max(upward.start - upward(max(0, found.count)), 1.5 if found.count > 0 else 0)
        edge = BRAND.strong if gap and height > 3 and not likely else None
        fill = BRAND.strong if likely else BRAND.soft if edge else EDGE
        canvas.rect(
            left, upward.start - height, right - left - gap, height, fill=fill, stroke=edge, class_="psp-chart__bin"
        )


def _inside(low: float, high: float, likely: tuple[Figure, Figure]) -> bool:
    middle = (low + high) / 2
    return (known(likely[0]) or 0.0) <= middle <= (known(likely[1]) or 0.0)


def _likely(canvas: Canvas, data: Histogram, top: float, words: Words) -> float:
    """Explain under the axis what is drawn full."""
    low, high = (exact(figure, data.unit) for figure in data.likely or (None, None))
    canvas.rect(0, top + 3, 18, 14, fill=BRAND.strong)
    lines = canvas.lines_of(words.dark_bars.format(low=low, high=high), canvas.width - 26)
    return canvas.paragraph(26, top, lines, fill=QUIET)
