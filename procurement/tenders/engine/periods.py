"""The periods of a tender, one at a time: the first lawful day, the last lawful day.

A period is in calendar days from the day after its event and ends on a working day in Scotland.
Deadlines may be dates or aware datetimes; of a datetime its day in London counts.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import overload

from procurement.tenders.engine.figures import START, Figures
from psp.core.dates import (
    LONDON,
    add_months,
    last_day_of_period,
    london_date,
    next_working_day,
    working_day_on_or_after,
    working_day_on_or_before,
)


@dataclass(frozen=True, slots=True)
class KeepPapers:
    """The last days on which papers have to be kept."""

    unsuccessful_until: date
    contract_until: date


def deadline_day(deadline: date) -> date:
    """Return the day of a deadline in London. Raises ValueError for a naive datetime."""
    return london_date(deadline) if isinstance(deadline, datetime) else deadline


def earliest_deadline(notice_on: date, electronic: bool, figures: Figures = START, extra_days: int = 0) -> date:
    """Return the first day on which tenders may be due.

    Open procedure: 35 days, 30 with electronic submission (guide, unconfirmed), and the days added for prior involvement.
    """
    return last_day_of_period(notice_on, figures.open_window(electronic=electronic).figure + extra_days)


def latest_notice(deadline: date, electronic: bool, figures: Figures = START, extra_days: int = 0) -> date:
    """Return the last working day on which the notice may appear for tenders due on ``deadline``.

    Assumes a deadline on a working day, as ``earliest_deadline`` gives.
    """
    days = figures.open_window(electronic=electronic).figure + extra_days
    return working_day_on_or_before(deadline_day(deadline) - timedelta(days=days))


def latest_answer(deadline: date, figures: Figures = START) -> date:
    """Return the last working day on which questions may be answered without moving the deadline.

    At latest 6 days before the deadline (guide). Where that day is not worked, the one before.
    """
    return working_day_on_or_before(deadline_day(deadline) - timedelta(days=figures.answers_before_deadline.figure))


@overload
def extended_deadline(deadline: datetime, answered_on: date, figures: Figures = START) -> datetime: ...
@overload
def extended_deadline(deadline: date, answered_on: date, figures: Figures = START) -> date: ...
def extended_deadline(deadline: date, answered_on: date, figures: Figures = START) -> date:
    """Return the deadline that an answer on ``answered_on`` leaves lawful; never an earlier one.

    An answer at least 6 calendar days before the deadline leaves it as it is; a later one moves it
    to the first working day 6 days after the answer, at the same time of day (guide).
    """
    day = deadline_day(deadline)
    days = figures.answers_before_deadline.figure
    if (day - answered_on).days >= days:
        return deadline
    new_day = working_day_on_or_after(answered_on + timedelta(days=days))
    if isinstance(deadline, datetime):
        return datetime.combine(new_day, deadline.astimezone(LONDON).time(), tzinfo=LONDON)
    return new_day


def standstill_end(last_notice_on: date, electronic: bool, figures: Figures = START) -> date:
    """Return the last day of the standstill, which ends at midnight at the end of it (law).

    10 days after the last notice where every notice was electronic, else 15.
    """
    return last_day_of_period(last_notice_on, figures.standstill_length(electronic=electronic).figure)


def earliest_signature(standstill_ends_on: date) -> date:
    """Return the first working day after the standstill (ours)."""
    return next_working_day(standstill_ends_on)


def award_notice_due(awarded_on: date, figures: Figures = START) -> date:
    """Return the last day to publish the award notice: within 30 days after the contract is awarded (guide).

    A contract is awarded when the standstill has ended and nothing holds it up, not with the decision.
    """
    return last_day_of_period(awarded_on, figures.award_notice.figure)


def debrief_due(asked_on: date, figures: Figures = START) -> date:
    """Return the day by which a bidder's request for a debrief is to be answered: 15 days (law)."""
    return last_day_of_period(asked_on, figures.debrief.figure)


def keep_papers(decided_on: date, contract_ends_on: date, figures: Figures = START) -> KeepPapers:
    """Return how long papers are kept (guide).

    Unsuccessful tenders 1 year from the award decision, the rest 5 years from the contract's end.
    """
    return KeepPapers(
        unsuccessful_until=add_months(decided_on, 12 * figures.keep_unsuccessful_years.figure),
        contract_until=add_months(contract_ends_on, 12 * figures.keep_contract_years.figure),
    )
