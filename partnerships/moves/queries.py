"""What else moves when one date moves, worked out before anything is saved."""

from datetime import date

from django.utils.translation import gettext as _

from partnerships.timeline.engine.length import Length
from partnerships.timeline.engine.moves import Move, move, resize
from partnerships.timeline.engine.plan import Plan
from partnerships.timeline.engine.schedule import schedule
from partnerships.timeline.queries import Rows, funding_end_of, is_service_ahead, plan_of
from psp.core.problems import Invalid


def previewed_move(rows: Rows, key: str, to: date, *, today: date) -> Move:
    """Work out what moves in the plan when a period or milestone is moved to a day.

    The dates are the planned ones, as they are saved and shown everywhere; ``expected_start`` says what is late beside
    them. Raises Invalid in words for a day that is past and for what has happened already.
    """
    if to < today:
        raise Invalid({"on": _("Enter a date from today on: what is past cannot be planned")})
    try:
        return move(_plan_of(rows, today), key, to)
    except ValueError as problem:
        raise Invalid({"on": str(problem)}) from problem


def previewed_length(rows: Rows, key: str, length: Length, *, today: date) -> Move:
    """Work out what moves when a period is given another length.

    Raises Invalid in words for a period that is over, and for a length that has run out already.
    """
    plan = _plan_of(rows, today)
    try:
        found = resize(plan, key, length)
    except ValueError as problem:
        raise Invalid({"months": str(problem)}) from problem
    if schedule(found.plan).of(key).until < today:
        raise Invalid({"months": _("Enter a longer length: the period has lasted longer already")})
    return found


def expected_start(moved: Move, *, today: date) -> date | None:
    """Return the day the service can still start after a move, as what is late stands today; None where it is as planned."""
    expected = schedule(moved.plan, today=today).goal_on
    return expected if expected > moved.schedule.goal_on else None


def _plan_of(rows: Rows, today: date) -> Plan:
    partnership = rows.timeline.partnership
    ends_on = funding_end_of(partnership) if is_service_ahead(partnership, today) else None
    return plan_of(rows, today=today, funding_ends_on=ends_on)
