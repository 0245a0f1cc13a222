"""The stage strip: a partnership's periods as one bar, from the dates already at hand. No query where they are prefetched."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.workflow import State
from partnerships.timeline.engine.length import end_of
from partnerships.timeline.models import Period, Timeline
from partnerships.timeline.queries import is_short, service_start_of
from psp.core.charts.periods import Period as Drawn
from psp.core.charts.periods import Span
from psp.core.charts.stage_strip import StageStrip

# The period that begins when the gate after each state is passed.
BEYOND_THE_GATE: dict[str, str] = {State.DESIGN: "pilot", State.PILOT: "evaluation", State.EVALUATION: "bid_writing"}
ENDED = {State.STOPPED, State.CONTINGENCY}


def strip_of(
    partnership: Partnership, *, today: date, axis: Span | None = None, name: str = "strip"
) -> StageStrip | None:
    """Lay out the strip of a partnership; None where it has no plan.

    What is late pushes the periods that wait for it, as they are drawn; every day that is written is the planned one.

    Reads ``timeline`` and ``periods``, one query where neither was fetched with the partnership. ``axis`` is shared by
    several strips, ``name`` starts the ids in its picture.
    """
    timeline: Timeline | None = getattr(partnership, "timeline", None)
    periods = sorted(partnership.periods.all(), key=lambda period: period.position)
    if timeline is None or not periods:
        return None
    drawn = _drawn(periods, partnership.state, today)
    if partnership.stopped_on is not None:
        today = min(today, partnership.stopped_on)
        drawn = [_cut(period, partnership.stopped_on) for period in drawn if period.begun]
    gate = next((p for p in drawn if p.kind == BEYOND_THE_GATE.get(partnership.state)), None)
    return StageStrip(
        f"{name}-{partnership.pk}",
        _("Stages of {partnership}").format(partnership=partnership.name),
        tuple(drawn),
        today,
        service_starts_on=service_start_of(partnership),
        has_contract=partnership.state == State.CONTRACT,
        next_gate=_("Next gate") if gate else "",
        next_gate_on=gate.written.start if gate else None,
        axis=axis,
        slip_days=timeline.slip_days if service_start_of(partnership) else None,
        today_label=_("Stopped") if partnership.stopped_on else "",
    )


def _cut(period: Drawn, on: date) -> Drawn:
    """End the period under way on the day its partnership stopped: it was never to be that short, so it has no slip."""
    if period.done:
        return period
    until = max(min(period.span.until, on), period.span.start + timedelta(days=1))
    return replace(period, span=Span(period.span.start, until), planned=None, recommended=None, agreed=None, done=True)


def _drawn(periods: list[Period], state: Any, today: date) -> list[Drawn]:
    """Draw each period, what has not begun pushed on by what is late already."""
    drawn, days_late = [], 0
    for period in periods:
        begun = period.began_on is not None or (period.position == 1 and period.starts_on <= today)
        start = period.starts_on if begun else period.starts_on + timedelta(days=days_late)
        until = period.until if begun else period.until + timedelta(days=days_late)
        if state not in ENDED and state != State.CONTRACT and period.over_on is None:
            overdue = (today - (until if begun else start)).days
            if overdue > 0:
                days_late += overdue
                start = start if begun else start + timedelta(days=overdue)
                until += timedelta(days=overdue)
        drawn.append(
            Drawn(
                period.key,
                str(_(period.kind.name)),
                Span(start, until),
                recommended=Span(start, end_of(start, period.kind.least)) if is_short(period) else None,
                agreed=Span(period.baseline_starts_on, period.baseline_until),
                begun=begun,
                done=period.over_on is not None,
                planned=Span(period.starts_on, period.until),
            )
        )
    return drawn
