"""Passing a gate together with what has to be said about the plan, and telling people that it was passed."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partnerships.activity.operations import lock_record
from partnerships.gates.queries import period_cut_short
from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.operations import perform
from partnerships.lifecycle.workflow import WORKFLOW, State
from partnerships.moves.operations import explain_short_period
from partnerships.notifications.operations import notify
from partnerships.partners.models import PersonRole
from psp.core import sequels
from psp.core.dates import london_date
from psp.core.problems import Invalid


@transaction.atomic
def move_on(
    *,
    partnership: Partnership,
    transition: str,
    by: Any,
    at: datetime,
    note: str = "",
    on: date | None = None,
    why_short: str = "",
) -> Partnership:
    """Move a partnership on, and keep why the period that ends was shorter than recommended.

    1. performs the transition; 2. keeps the reason where the day makes the period short. Raises as ``perform`` does, and
    Invalid where that reason is missing, with nothing done.
    """
    lock_record(partnership)
    perform(partnership, transition, by=by, at=at, note=note, on=on)
    short = period_cut_short(partnership, transition, on=on or london_date(at))
    if short is not None:
        if not why_short.strip():
            words = _("Enter why “{period}” is shorter than recommended")
            raise Invalid({"why_short": words.format(period=short)})
        explain_short_period(period=short, reason=why_short, by=by, at=at)
    return partnership


@sequels.after(*WORKFLOW.names())
def tell_members(partnership: Partnership, *, by: Any, at: datetime) -> None:
    """Tell everyone with a role in a partnership, but not who did it, that it is in another state."""
    roles = PersonRole.objects.filter(partnership=partnership)
    state = State(partnership.state).sentence
    notify(
        people=set(roles.exclude(person=by).values_list("person", flat=True)),
        kind="progress",
        title=f"{partnership} {state}",
        url=partnership.get_absolute_url(),
        key=f"state:{partnership.pk}:{partnership.version}",
        at=at,
        partnership=partnership,
    )
