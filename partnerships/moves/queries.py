"""What else moves when one date moves, worked out before anything is saved."""

from datetime import date

from django.utils.translation import gettext as _

from partnerships.timeline.engine.length import Length
from partnerships.timeline.engine.moves import Move, move, resize
from partnerships.timeline.engine.schedule import schedule
from partnerships.timeline.queries import Rows, funding_end_of, plan_of
from psp.core.problems import Invalid


def previewed_move(rows: Rows, key: str, to: date, *, today: date) -> Move:
    """Work out what moves when a period or milestone is moved to a day, as things stand today: what is late stays late.

    The move's plan holds the wish alone. Raises Invalid in words for a day that is past and for what has happened already.
    """
    if to < today:
        raise Invalid({"on": _("Enter a date from today on: what is past cannot be planned")})
    try:
        return move(plan_of(rows, today=today, funding_ends_on=funding_end_of(rows.timeline)), key, to, today=today)
    except ValueError as problem:
        raise Invalid({"on": str(problem)}) from problem


def previewed_length(rows: Rows, key: str, length: Length, *, today: date) -> Move:
    """Work out what moves when a period is given another length.

    Raises Invalid in words for a period that is over, and for a length that has run out already.
    """
    plan = plan_of(rows, today=today, funding_ends_on=funding_end_of(rows.timeline))
    try:
        found = resize(plan, key, length, today=today)
    except ValueError as problem:
        raise Invalid({"months": str(problem)}) from problem
    if schedule(found.plan).of(key).until < today:
        raise Invalid({"months": _("Enter a longer length: the period has lasted longer already")})
    return found
