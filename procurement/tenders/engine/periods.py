"""The periods of a tender, one at a time: the first lawful day, the last lawful day.

A period is in whole calendar days from the day after its event, and the last is a working day in Scotland. A deadline at
a time of day leaves the days before its own; one at the end of a day leaves that day too (``psp.core.moments``).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from procurement.tenders.engine.figures import START, Figures
from psp.core.dates import (
    add_months,
    last_day_of_period,
    next_working_day,
    working_day_on_or_after,
    working_day_on_or_before,
)
from psp.core.moments import Moment, last_start


@dataclass(frozen=True, slots=True)
class KeepPapers:
    """The last days on which papers have to be kept."""

    unsuccessful_until: date
    contract_until: date


def deadline_day(deadline: Moment | date) -> date:
    """Return the day of a deadline in London. Raises ValueError for a naive datetime."""
    return Moment.of(deadline).day


def earliest_deadline(notice_on: date, electronic: bool, figures: Figures = START, extra_days: int = 0) -> date:
    """Return the first day at whose end tenders may be due.

    Open procedure: 35 days, 30 with electronic submission (guide, unconfirmed), and the days added for prior involvement.
    """
    return last_day_of_period(notice_on, figures.open_window(electronic=electronic).figure + extra_days)


def latest_notice(deadline: Moment | date, electronic: bool, figures: Figures = START, extra_days: int = 0) -> date:
    """Return the last working day on which the notice may appear for tenders due at ``deadline``.

    A date stands for its end; of an aware datetime its time of day counts.
    """
    return last_start(Moment.of(deadline), figures.open_window(electronic=electronic).figure + extra_days)


def latest_answer(deadline: Moment | date, figures: Figures = START) -> date:
    """Return the last working day on which questions may be answered without moving the deadline.

    At latest 6 days before the day of the deadline (guide), whose midnight belongs to the day before. Where that day is
    not worked, the one before.
    """
    days = figures.answers_before_deadline.figure
    return working_day_on_or_before(Moment.of(deadline).day - timedelta(days=days))


def extended_deadline(deadline: Moment, answered_on: date, figures: Figures = START) -> Moment:
    """Return the deadline that an answer on ``answered_on`` leaves lawful; never an earlier one.

    An answer at least 6 calendar days before the deadline leaves it as it is; a later one moves it to the first working
    day 6 days after the answer, at the same time of day (guide).
    """
    days = figures.answers_before_deadline.figure
    if (deadline.day - answered_on).days >= days:
        return deadline
    return deadline.on_day(working_day_on_or_after(answered_on + timedelta(days=days)))


def standstill_end(last_notice_on: date, electronic: bool, figures: Figures = START) -> date:
    """Return the last day of the standstill, which ends at midnight at the end of it (law).

    10 days after the last notice where every notice was electronic, else 15.
    """
    return last_day_of_period(last_notice_on, figures.standstill_length(electronic=electronic).figure)


def earliest_signature(standstill_ends_on: date) -> date:
    """Return the first working day in Scotland after the standstill (ours). After a challenge: ``awards.engine.first_signature``."""
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
