"""The timeline: every period, piece of work and milestone against the calendar and against what was agreed."""

from functools import partial

from psp.core.charts.chart import Chart, Table
from psp.core.charts.gantt_page import Gantt, draw
from psp.core.charts.gantt_rows import Row
from psp.core.charts.sizes import Size
from psp.core.charts.svg import Svg
from psp.core.charts.words import NO_FIGURE, WORDS, Words
from psp.core.dates import slip_words

__all__ = ["Gantt", "Row", "gantt"]


def gantt(timeline: Gantt, words: Words = WORDS) -> Chart:
    """Draw a timeline, with its table of dates."""
    return Chart(timeline.id, timeline.title, _table(timeline, words), partial(_draw, timeline, words))


def _draw(timeline: Gantt, words: Words, size: Size) -> Svg:
    return draw(timeline, timeline.description or _description(timeline, words), words, size)


def _description(timeline: Gantt, words: Words) -> str:
    periods = [row for row in timeline.rows if row.is_period] or list(timeline.rows)
    said = [f"{row.title}: {words.days(row.span.start, row.span.last_day)}." for row in periods]
    said.append(f"{timeline.today_label or words.today}: {words.day(timeline.today)}.")
    if timeline.funding_ends_on is not None:
        said.append(f"{words.funding_ends.format(date=words.day(timeline.funding_ends_on))}.")
    return " ".join(said)


def _table(timeline: Gantt, words: Words) -> Table:
    with_notes = any(row.note for row in timeline.rows)
    headings = (words.what, words.starts, words.ends, words.agreed, words.slip, words.status)
    rows = tuple(
        (
            row.title,
            words.day(row.span.start),
            words.day(row.span.last_day),
            words.day(row.agreed.last_day) if row.agreed else NO_FIGURE,
            slip_words((row.span.until - row.agreed.until).days) if row.agreed else NO_FIGURE,
            _status(row, words),
            *((row.note,) if with_notes else ()),
        )
        for row in timeline.rows
    )
    return Table(timeline.title, (*headings, words.note) if with_notes else headings, rows)


def _status(row: Row, words: Words) -> str:
    status = words.done if row.done else words.late if row.late else words.under_way if row.begun else words.planned
    return f"{status}. {words.critical}" if row.critical else status
