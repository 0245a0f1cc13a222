"""The money in hand over time: when it ends, and whether that is before the service starts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import pairwise

from psp.core.charts.axes import Days, Scale, days_for, months_on, scale_for
from psp.core.charts.canvas import Canvas, Point
from psp.core.charts.chart import Chart, Table
from psp.core.charts.colours import BRAND, EDGE, INK, QUIET, RED, RED_SOFT, RED_TEXT, WHITE
from psp.core.charts.frames import room_for_values, values_upward
from psp.core.charts.labels import Placed, in_rows
from psp.core.charts.periods import Span
from psp.core.charts.sizes import Size
from psp.core.charts.svg import Svg
from psp.core.charts.words import WORDS, Figure, Unit, Words, exact, known

Balances = Sequence[tuple[date, float]]


@dataclass(frozen=True, slots=True)
class Balance:
    """The money in hand at the end of a day, or foreseen for it."""

    day: date
    amount: Figure


@dataclass(frozen=True, slots=True)
class Event:
    """Something that explains a turn of the line, such as a grant instalment."""

    day: date
    label: str


@dataclass(frozen=True, slots=True)
class Runway:
    """Balances in any order. ``gap`` is the time without money before the service starts."""

    id: str
    title: str
    balances: tuple[Balance, ...]
    today: date | None = None
    gap: Span | None = None
    service_starts_on: date | None = None
    events: tuple[Event, ...] = ()
    description: str = ""


def runway(data: Runway, words: Words = WORDS) -> Chart:
    """Draw the money in hand, with its table of balances and events."""
    happened: dict[date, list[str]] = {}
    for event in data.events:
        happened.setdefault(event.day, []).append(event.label)
    amounts = {balance.day: exact(balance.amount, Unit.MONEY) for balance in data.balances}
    rows = tuple(
        (words.day(day), amounts.get(day, ""), "; ".join(happened.get(day, ())))
        for day in sorted({*amounts, *happened})
    )
    with_events = bool(happened)
    headings = (words.day_heading, words.money_in_hand, *((words.event,) if with_events else ()))
    table = Table(data.title, headings, rows if with_events else tuple(row[:2] for row in rows), numeric=(1,))
    return Chart(data.id, data.title, table, partial(_draw, data, data.description or table.in_words(), words))


def _draw(data: Runway, description: str, words: Words, size: Size) -> Svg:
    canvas = Canvas(data.id, size)
    line = _line(data)
    if not line:
        return canvas.nothing(data.title, words.nothing)
    tall = min(260, max(150, size.width * 0.34))
    money = scale_for([amount for _, amount in line], 0, 0)
    left = room_for_values(canvas, money, Unit.MONEY)
    days = days_for(_days(data), left, canvas.width - 12)
    events = [event for event in data.events if days.first <= event.day <= days.last]
    widths = [min(canvas.width, canvas.measure(event.label)) for event in events]
    labels = in_rows([(days(e.day), width) for e, width in zip(events, widths, strict=True)], 0, canvas.width)
    top = canvas.leading * (1 + max((label.row for label in labels), default=-0.4)) + (10 if events else 0)
    upward = Scale(money.low, money.high, top + tall, top)
    _gap(canvas, data, days, upward, words)
    values_upward(canvas, upward, Unit.MONEY, left, canvas.width)
    _money(canvas, line, days, upward)
    _events(canvas, events, labels, line, days, upward)
    canvas.line(left, upward(0), canvas.width, upward(0), stroke=INK)
    bottom = _months(canvas, days, upward.start, words)
    bottom = _marks(canvas, data, days, upward, bottom, words)
    return canvas.finish(bottom, data.title, description)


def _events(
    canvas: Canvas, events: Sequence[Event], labels: Sequence[Placed], line: Balances, days: Days, upward: Scale
) -> None:
    """Write what happened above the drawing, each with a thin line down to its day."""
    boxes = []
    for event, label in zip(events, labels, strict=True):
        y = upward.end - 8 - canvas.leading * label.row
        said = canvas.fitted(event.label, canvas.width)
        canvas.write(label.left, y, said, fill=QUIET)
        boxes.append(canvas.box_around(label.left, y - canvas.text * 0.36, said))
    for event, box in zip(events, boxes, strict=True):
        x, y = days(event.day), upward(_amount_on(line, event.day))
        canvas.line_around(x, box.bottom, y - 5, boxes, stroke=EDGE)
        canvas.circle(x, y, 4, fill=WHITE, stroke=INK, stroke_width=1.5)


def _line(data: Runway) -> list[tuple[date, float]]:
    found = [(balance.day, known(balance.amount)) for balance in data.balances]
    return sorted((day, amount) for day, amount in found if amount is not None)


def _days(data: Runway) -> list[date]:
    days = [balance.day for balance in data.balances]
    days += [day for day in (data.today, data.service_starts_on) if day is not None]
    return days + ([data.gap.start, data.gap.until] if data.gap is not None else [])


def _amount_on(line: Balances, day: date) -> float:
    """Read the line between two balances; before the first and after the last it stays level."""
    for (before, amount), (after, then) in pairwise(line):
        if before <= day <= after:
            share = (day - before).days / max(1, (after - before).days)
            return amount + share * (then - amount)
    return line[0][1] if day < line[0][0] else line[-1][1]


def _money(canvas: Canvas, line: Balances, days: Days, upward: Scale) -> None:
    """Draw the line, filled down to nought; below nought it is red, dashed and filled with hatching."""
    for above in (True, False):
        for piece in _pieces(line, above):
            points = [(days.scale(x), upward(y)) for x, y in piece]
            shape = [(points[0][0], upward(0)), *points, (points[-1][0], upward(0))]
            canvas.polygon(
                shape, fill=BRAND.soft if above else canvas.hatch(RED, RED_SOFT), fill_opacity=0.8 if above else 0.5
            )
            canvas.polyline(
                points,
                stroke=BRAND.strong if above else RED,
                stroke_width=3,
                stroke_dasharray=None if above else "6 4",
                class_="psp-chart__line",
            )
    if len(line) == 1:
        canvas.circle(days(line[0][0]), upward(line[0][1]), 5, fill=BRAND.strong)


def _pieces(line: Balances, above: bool) -> list[list[Point]]:
    """Cut the line where it crosses nought and keep the pieces on one side of it."""
    pieces: list[list[Point]] = [[]]
    for (day, amount), (after, then) in pairwise(line):
        x1, x2 = day.toordinal(), after.toordinal()
        if (amount >= 0) == above:
            pieces[-1].append((x1, amount))
        if (amount >= 0) != (then >= 0):
            crossing = (x1 + (x2 - x1) * amount / (amount - then), 0.0)
            pieces[-1].append(crossing)
            if (then >= 0) != above:
                pieces.append([])
    if line and (line[-1][1] >= 0) == above:
        pieces[-1].append((line[-1][0].toordinal(), line[-1][1]))
    return [piece for piece in pieces if len(piece) > 1]


def _gap(canvas: Canvas, data: Runway, days: Days, upward: Scale, words: Words) -> None:
    if data.gap is None or not data.gap.days:
        return
    left, right = days(data.gap.start), days(data.gap.until)
    canvas.bar(left, right, upward.end, upward.start - upward.end, fill=RED_SOFT, class_="psp-chart__gap")
    width = canvas.measure(words.gap, bold=True)
    x = (left + right - width) / 2 if width < right - left else left - width - 6
    canvas.write(max(0, x), upward.end + canvas.text + 4, words.gap, bold=True, fill=RED_TEXT)


def _months(canvas: Canvas, days: Days, top: float, words: Words) -> float:
    def room(day: date, step: int) -> float:
        return canvas.measure(words.month(day, step)) + 16

    ticks, step = months_on(days, room)
    for tick in ticks:
        label = words.month(tick, step)
        width = canvas.measure(label)
        canvas.line(days(tick), top, days(tick), top + 6, stroke=EDGE)
        left = min(max(0, days(tick) - width / 2), canvas.width - width)
        canvas.write(left, top + 8 + canvas.text, label, fill=QUIET)
    return top + 12 + canvas.text


def _marks(canvas: Canvas, data: Runway, days: Days, upward: Scale, top: float, words: Words) -> float:
    """Draw today and the service start, labelled under the months."""
    marks = []
    if data.today is not None:
        marks.append((days(data.today), words.today, RED))
        canvas.line(days(data.today), upward.end, days(data.today), upward.start + 6, stroke=RED, stroke_width=2)
    if data.service_starts_on is not None:
        x = days(data.service_starts_on)
        marks.append((x, words.service_starts.format(date=words.day(data.service_starts_on)), INK))
        canvas.line(x, upward.end, x, upward.start, stroke=INK, stroke_dasharray="4 3")
        canvas.diamond(x, upward(0), 8, fill=INK, stroke=WHITE, class_="psp-chart__goal")
    labels = [(x, min(canvas.width, canvas.measure(said, bold=True))) for x, said, _ in marks]
    placed = in_rows(labels, 0, canvas.width)
    for (_, said, fill), place in zip(marks, placed, strict=True):
        canvas.write(place.left, top + canvas.leading * (place.row + 0.75), said, bold=True, fill=fill)
    return top + canvas.leading * (1 + max((place.row for place in placed), default=-1)) + 2
