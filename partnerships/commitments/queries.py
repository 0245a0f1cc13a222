"""Reads: the commitments of a partnership as the engine takes them, and who pays until the service starts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from partnerships.commitments.engine import Month, Pledge, coverage, first_uncovered_day
from partnerships.commitments.models import Commitment
from partnerships.commitments.workflow import State
from partnerships.funding.engine.sources import Head, MonthCost
from partnerships.lifecycle.models import Partnership
from partnerships.timeline.queries import service_start_of
from psp.core.dates import first_day_of_month


def commitments_of(partnership: Partnership) -> list[Commitment]:
    """List a partnership's commitments, those that are withdrawn last, by their first day. One query."""
    rows = Commitment.objects.filter(partnership=partnership).select_related("organisation", "partnership")
    return sorted(rows, key=lambda row: (row.state == State.WITHDRAWN, row.starts_on, row.pk))


def pledges_of(commitments: Iterable[Commitment]) -> list[Pledge]:
    """Take what is signed as pledges; an offer binds nobody."""
    return [Pledge(row.starts_on, row.until, row.monthly) for row in commitments if row.state == State.SIGNED]


@dataclass(frozen=True, slots=True)
class Underwriting:
    """Who pays between the end of the money and the start of the service.

    ``uncovered_on`` is the first day nobody has committed to pay for, None where every day is covered or there is no such
    time. ``months`` sets the commitments against what running the service costs, for the months whose cost is known.
    """

    starts_on: date
    until: date
    uncovered_on: date | None
    months: list[Month]


def underwriting_of(
    partnership: Partnership,
    pledges: list[Pledge],
    *,
    today: date,
    paid_until: date | None,
    costs: tuple[MonthCost, ...],
) -> Underwriting | None:
    """Look at the time from today, or from the day the money ends, to the service start; None where there is none."""
    until = service_start_of(partnership)
    starts_on = max(paid_until or today, today)
    if until is None or starts_on >= until:
        return None
    running = {
        cost.month: cost.counted
        for cost in costs
        if cost.head is Head.OTHER and first_day_of_month(starts_on) <= cost.month < until
    }
    uncovered_on = first_uncovered_day(pledges, starts_on=starts_on, until=until)
    return Underwriting(starts_on, until, uncovered_on, coverage(pledges, running))
