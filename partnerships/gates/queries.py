"""Reads: what passing a gate on a day does to the plan."""

from datetime import date

from partnerships.lifecycle.models import Partnership
from partnerships.timeline.engine.length import is_shorter
from partnerships.timeline.models import Period

# The period each gate ends. The contract is signed inside the last period, which ends with the start of the service.
ENDS = {"start_pilot": "design", "start_evaluation": "pilot", "start_tender": "evaluation"}


def period_cut_short(partnership: Partnership, transition: str, *, on: date) -> Period | None:
    """Return the period a gate passed on a day would end before its recommended length, where nobody said why yet."""
    period = Period.objects.filter(partnership=partnership, key=ENDS.get(transition, "")).first()
    if period is None or period.reason or not is_shorter(period.began_on or period.starts_on, on, period.kind.least):
        return None
    return period
