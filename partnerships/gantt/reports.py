"""The timeline as a chapter of the partnership report."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.gantt.queries import Line, gantt_of, outlook_of
from partnerships.lifecycle.models import Partnership
from partnerships.timeline.queries import short_periods
from psp.core import reports
from psp.core.charts.gantt import gantt
from psp.core.charts.periods import Span
from psp.core.dates import in_words, london_date, slip_words
from psp.core.reports import Table


@reports.chapter("partnership", key="timeline", title=gettext_lazy("Timeline"), position=20, starts_page=True)
def timeline(partnership: Partnership, at: datetime) -> dict[str, Any]:
    """Read the plan as it stands, with its picture and every date."""
    outlook = outlook_of(partnership, today=london_date(at))
    if outlook is None:
        return {"outlook": None}
    headings = (_("Period or milestone"), _("Agreed"), _("Planned"), _("Slip"), _("Slack"))
    rows = tuple(_row(line) for line in outlook.lines)
    periods = tuple(number for number, line in enumerate(outlook.lines) if line.is_period)
    return {
        "outlook": outlook,
        "timeline": outlook.rows.timeline,
        "gantt": gantt(gantt_of(outlook)),
        "dates": Table(_("Every date"), headings, rows, groups=periods),
        "short_periods": short_periods(outlook.rows.periods),
    }


def _row(line: Line) -> tuple[str, ...]:
    record = line.record
    owner = "" if line.is_period or not record.owner else f"\n{record.owner}"
    return (
        f"{record}{owner}",
        _span(line.agreed) if line.agreed else _("Added since"),
        _planned(line),
        "–" if line.slip_days is None else slip_words(line.slip_days),
        line.slack_in_words,
    )


def _span(span: Span) -> str:
    if span.start == span.until:
        return in_words(span.start)
    return _("{first} to {last}").format(first=in_words(span.start), last=in_words(span.last_day))


def _planned(line: Line) -> str:
    if line.is_period:
        planned = _span(Span(line.record.starts_on, line.record.until))
        return (
            _("{days}\nnow {later}").format(days=planned, later=_span(line.expected))
            if line.is_expected_otherwise
            else planned
        )
    if line.record.done_on:
        return _("{day}\ndone").format(day=in_words(line.record.done_on))
    planned = in_words(line.planned_on)
    if line.is_unmarked:
        return _("{day}\nnot marked as done").format(day=planned)
    if line.is_late:
        planned = _("{day}\nlate").format(day=planned)
    if line.is_expected_otherwise:
        return _("{day}\nnow {later}").format(day=planned, later=in_words(line.expected.start))
    return planned
