"""The four periods as one bar: how long each is recommended to take, is planned to take, and has taken."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from psp.core.charts.axes import Days, days_for, months_on
from psp.core.charts.canvas import Canvas
from psp.core.charts.chart import Chart, Table
from psp.core.charts.colours import EDGE, INK, QUIET, RED, WHITE, tone_of
from psp.core.charts.labels import in_rows
from psp.core.charts.periods import Period, Span, days_of, length_words, reached, said_length, slip_of
from psp.core.charts.sizes import Size
from psp.core.charts.svg import Attribute, Svg
from psp.core.charts.words import NO_FIGURE, WORDS, Words
from psp.core.dates import slip_words

BAR = 30
RAIL = 6
SIDE = 10
MINI = Size("mini", 240, 14)
TODAY: dict[str, Attribute] = {"stroke": RED, "stroke_width": 2.5, "class_": "psp-chart__today"}


@dataclass(frozen=True, slots=True)
class StageStrip:
    """The periods in their order; ``axis`` is given where several strips share one.

    The service start and the next gate stand on their planned days; ``slip_days`` is how much later than agreed the
    service is planned. With a contract the service has started by the day it was to start; without one, that day is only planned.
    ``today_label`` says another word than "Today", such as "Stopped".
    """

    id: str
    title: str
    periods: tuple[Period, ...]
    today: date
    service_starts_on: date | None = None
    has_contract: bool = False
    next_gate: str = ""
    next_gate_on: date | None = None
    axis: Span | None = None
    description: str = ""
    slip_days: int | None = None
    today_label: str = ""


def stage_strip(strip: StageStrip, words: Words = WORDS) -> Chart:
    """Draw the strip of a partnership, with its table of periods."""
    return Chart(strip.id, strip.title, _table(strip, words), partial(_draw, strip, words))


def mini_strip(strip: StageStrip, words: Words = WORDS) -> Svg:
    """Draw a strip of 240 by 16 for a list: the periods and today. Its row says the rest in words."""
    canvas = Canvas(strip.id, MINI)
    days = _scale(strip, 1, canvas.width - 1)
    draw_periods(canvas, strip, days, 3, 10)
    x = days(strip.today)
    canvas.line(x, 0, x, 16, stroke=WHITE, stroke_width=4.5)
    canvas.line(x, 0, x, 16, **TODAY)
    return canvas.finish(16, strip.title, _description(strip, words))


def _draw(strip: StageStrip, words: Words, size: Size) -> Svg:
    canvas = Canvas(strip.id, size)
    if not strip.periods:
        return canvas.nothing(strip.title, words.nothing)
    days = _scale(strip, SIDE, canvas.width - SIDE)
    named = _names_fit(canvas, strip, days)
    top = canvas.leading + 2 if named else 6
    draw_periods(canvas, strip, days, top, BAR)
    _in_bars(canvas, strip, days, top, words, named)
    below = _recommended(canvas, strip, days, top + BAR + 4)
    below = _marks(canvas, strip, days, top, below, words)
    if not named:
        below = _key(canvas, strip, below + 8, words)
    return canvas.finish(below, strip.title, _description(strip, words))


def _scale(strip: StageStrip, left: float, right: float) -> Days:
    days = [strip.axis.start, strip.axis.until] if strip.axis else [*days_of(strip.periods), strip.today]
    if strip.service_starts_on is not None and strip.axis is None:
        days.append(strip.service_starts_on)
    if strip.next_gate_on is not None and strip.axis is None:
        days.append(strip.next_gate_on)
    return days_for(days, left, right)


def _names_fit(canvas: Canvas, strip: StageStrip, days: Days) -> bool:
    """Tell whether every name has room above its own bar. The time for writing bids goes unnamed: it is too short."""
    for period in strip.periods:
        room = days(period.span.until) - days(period.span.start)
        if period.kind != "bid_writing" and canvas.measure(period.name, bold=True) > room:
            return False
    return True


def draw_periods(canvas: Canvas, strip: StageStrip, days: Days, top: float, height: float) -> None:
    """Draw the bars of a strip's periods: planned, gone by, and the time lost."""
    before = None
    for period in strip.periods:
        tone = tone_of(period.kind)
        start, end = days(period.span.start), days(period.span.until)
        at = days(reached(period, strip.today))
        gap = 1.5 if end - start > 5 else 0
        soft = canvas.dots(tone.strong, tone.soft) if period.kind == "bid_writing" else tone.soft
        canvas.bar(start, end - gap, top, height, fill=soft, stroke=tone.strong, class_="psp-chart__planned")
        if at > start:
            canvas.bar(start, min(at, end - gap), top, height, fill=tone.strong, class_="psp-chart__done")
        slip = slip_of(period, before)
        for lost, right in ((slip.waiting, start), (slip.within, end - gap)):
            if lost.days:
                canvas.bar(
                    days(lost.start), right, top, height, fill=canvas.hatch(RED), stroke=RED, class_="psp-chart__slip"
                )
        before = period


def _in_bars(canvas: Canvas, strip: StageStrip, days: Days, top: float, words: Words, named: bool) -> None:
    """Write names above the bars and lengths inside them; where names do not fit, numbers that the key explains."""
    baseline = top + BAR / 2 + canvas.text * 0.36
    for count, period in enumerate(strip.periods, start=1):
        tone = tone_of(period.kind)
        start, at, end = (days(day) for day in (period.span.start, reached(period, strip.today), period.span.until))
        if named and period.kind != "bid_writing":
            canvas.write(start, canvas.leading - 5, period.name, bold=True)
        inside = length_words(period, strip.today, words) if named else str(count)
        slip = slip_of(period, None)
        right = days(slip.within.start) if slip.within.days else end
        for left, limit, fill in ((start, min(at, right), WHITE), (max(start, at), right, tone.text)):
            if canvas.measure(inside, bold=True) + SIDE + 4 <= limit - left:
                canvas.write(left + SIDE, baseline, inside, bold=True, fill=fill)
                break


def _recommended(canvas: Canvas, strip: StageStrip, days: Days, top: float) -> float:
    found = [(period, period.recommended) for period in strip.periods if period.recommended is not None]
    for period, span in found:
        tone = tone_of(period.kind)
        start, end = days(span.start), days(span.until)
        gap = 1.5 if end - start > 5 else 0
        canvas.bar(start, end - gap, top, RAIL, fill=tone.soft, stroke=tone.strong, class_="psp-chart__recommended")
    return top + RAIL + 2 if found else top


def _years(canvas: Canvas, days: Days, top: float, words: Words) -> list[tuple[float, float]]:
    """Write years, or months where there is room, and return the left and right edge of each label."""

    def room(_day: date, step: int) -> float:
        return canvas.measure("2000" if step >= 12 else "Sept 2000") + 14

    ticks, step = months_on(days, room)
    edges = []
    for tick in ticks:
        x = days(tick)
        label = words.month(tick, step)
        width = canvas.measure(label)
        left = min(max(0, x - width / 2), canvas.width - width)
        canvas.line(x, top, x, top + 7, stroke=EDGE)
        canvas.write(left, top + 8 + canvas.text, label, fill=QUIET)
        edges.append((left, left + width))
    return edges


def _marks(canvas: Canvas, strip: StageStrip, days: Days, top: float, below: float, words: Words) -> float:
    """Draw years, today, the next gate and the service start, their labels in as many rows as keep them apart."""
    years = _years(canvas, days, below, words)
    under_years = below + canvas.text + 14
    marks = [(strip.today, strip.today_label or words.today, RED)]
    if strip.service_starts_on is not None:
        marks.append((strip.service_starts_on, _service(strip, strip.service_starts_on, words), INK))
        canvas.diamond(
            days(strip.service_starts_on), top + BAR / 2, 8, fill=INK, stroke=WHITE, class_="psp-chart__goal"
        )
    if strip.next_gate_on is not None and strip.next_gate:
        marks.append((strip.next_gate_on, strip.next_gate, INK))
        canvas.diamond(
            days(strip.next_gate_on), top + BAR / 2, 7, fill=WHITE, stroke=INK, stroke_width=2, class_="psp-chart__gate"
        )
    labels = [(days(day), canvas.fitted(said, canvas.width, bold=True), fill, True) for day, said, fill in marks]
    explained = _explained(strip, words)
    together = " · ".join(explained)
    beside = canvas.measure(together) < canvas.width / 2
    if explained and beside:
        labels.append((0, together, QUIET, False))
    placed = in_rows([(x, canvas.measure(said, bold=bold)) for x, said, _, bold in labels], 0, canvas.width)
    for (_, said, fill, bold), place in zip(labels, placed, strict=True):
        canvas.write(place.left, under_years + canvas.leading * (place.row + 0.75), said, bold=bold, fill=fill)
    x = days(strip.today)
    crossed = any(left - 3 < x < right + 3 for left, right in years)
    canvas.line(x, top - 6, x, below + 6 if crossed else under_years, **TODAY)
    bottom = under_years + canvas.leading * (max(place.row for place in placed) + 1)
    if beside:
        return bottom
    lines = [together] if canvas.measure(together) <= canvas.width else explained
    return canvas.paragraph(0, bottom, (canvas.fitted(line, canvas.width) for line in lines), fill=QUIET)


def _service(strip: StageStrip, starts_on: date, words: Words) -> str:
    has_started = strip.has_contract and starts_on <= strip.today
    return (words.service_started if has_started else words.service_starts).format(date=words.day(starts_on))


def _explained(strip: StageStrip, words: Words) -> list[str]:
    """Say what thin and hatched bars mean where there are any."""
    slips = [slip_of(period, before) for before, period in zip((None, *strip.periods), strip.periods, strict=False)]
    said = [words.thin_bars] if any(period.recommended for period in strip.periods) else []
    said += [words.hatched] if any(slip.waiting.days or slip.within.days for slip in slips) else []
    return said


def _key(canvas: Canvas, strip: StageStrip, top: float, words: Words) -> float:
    for count, period in enumerate(strip.periods, start=1):
        tone = tone_of(period.kind)
        filled = tone.strong if period.done or reached(period, strip.today) > period.span.start else tone.soft
        canvas.rect(0, top + 2, 20, 20, fill=filled, stroke=tone.strong)
        canvas.write(
            10, top + 17, count, bold=True, fill=WHITE if filled == tone.strong else tone.text, text_anchor="middle"
        )
        length = length_words(period, strip.today, words)
        canvas.write(canvas.width, top + 17, length, text_anchor="end", fill=QUIET)
        name = canvas.lines_of(period.name, canvas.width - 28 - canvas.measure(length) - 12, bold=True)
        top = max(top + 26, canvas.paragraph(28, top + 17 - canvas.leading * 0.73, name, bold=True) + 2)
    return top


def _description(strip: StageStrip, words: Words) -> str:
    if strip.description:
        return strip.description
    said = [f"{p.name}: {words.days(p.written.start, p.written.last_day)}." for p in strip.periods]
    said.append(f"{strip.today_label or words.today}: {words.day(strip.today)}.")
    if strip.service_starts_on is not None:
        said.append(f"{_service(strip, strip.service_starts_on, words)}.")
    return " ".join(said)


def _table(strip: StageStrip, words: Words) -> Table:
    rows = tuple(
        (
            period.name,
            words.day(period.written.start),
            words.day(period.written.last_day),
            said_length(period.kind, period.written),
            said_length(period.kind, period.recommended) if period.recommended else NO_FIGURE,
            slip_words((period.written.until - period.agreed.until).days) if period.agreed else NO_FIGURE,
        )
        for period in strip.periods
    )
    headings = (words.period, words.starts, words.ends, words.length, words.recommended, words.slip)
    return Table(strip.title, headings, rows)
