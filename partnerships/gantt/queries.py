"""A plan as the chart of its timeline takes it."""

from django.utils.translation import gettext as _

from partnerships.timeline.queries import Line, Outlook
from psp.core.charts.gantt import Gantt, Row
from psp.core.charts.periods import Span


def gantt_of(outlook: Outlook) -> Gantt:
    """Lay the plan out for the chart: what is late stands on the day it was planned for, the rest where it can still be."""
    return Gantt(
        f"timeline-{outlook.rows.timeline.partnership_id}",
        _("Timeline of {partnership}").format(partnership=outlook.rows.timeline.partnership),
        tuple(_chart_row(line) for line in outlook.lines if not line.is_unmarked),
        outlook.today,
        funding_ends_on=outlook.funding_ends_on,
    )


def _chart_row(line: Line) -> Row:
    record = line.record
    kind = record.key if line.is_period else record.period.key if record.period else "tender"
    return Row(
        record.key,
        str(record),
        kind,
        Span(line.planned_on, line.planned_on) if line.is_late else line.expected,
        agreed=line.agreed,
        is_period=line.is_period,
        begun=bool(record.began_on if line.is_period else record.done_on),
        done=line.is_done,
        late=line.is_late,
        critical=line.is_critical,
    )
