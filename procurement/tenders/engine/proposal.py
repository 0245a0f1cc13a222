"""A lawful timetable proposed from one date: forwards from the notice, backwards from the contract."""

from dataclasses import dataclass
from datetime import date, timedelta

from procurement.tenders.engine.figures import START, Figures
from procurement.tenders.engine.periods import (
    earliest_signature,
    latest_answer,
    latest_notice,
    standstill_end,
)
from procurement.tenders.engine.timetable import Timetable
from psp.core.dates import add_months, working_day_on_or_after, working_day_on_or_before
from psp.core.moments import MIDDAY, Moment, first_deadline_like


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long the steps without a rule of their own are planned to take.

    From the deadline to the start of the service the seed recommends 6 months; the days to answer
    the last questions and to evaluate are ours.
    """

    answering_days: int = 7
    evaluation_days: int = 42
    contract_months: int = 6


USUAL = Lengths()


def propose_from_notice(
    notice_on: date,
    *,
    electronic: bool = True,
    notices_electronic: bool = True,
    lengths: Lengths = USUAL,
    figures: Figures = START,
    like: Moment | None = None,
) -> Timetable:
    """Plan a tender forwards: every date as early as the rules and ``lengths`` allow.

    The deadline is at the time of day of ``like``, midday without it.
    """
    like = like or Moment.at(notice_on, MIDDAY)
    deadline = first_deadline_like(like, notice_on, figures.open_window(electronic=electronic).figure)
    return _planned(
        notice_on=notice_on,
        deadline=deadline,
        contract_starts_on=None,
        electronic=electronic,
        notices_electronic=notices_electronic,
        lengths=lengths,
        figures=figures,
    )


def propose_from_contract_start(
    contract_starts_on: date,
    *,
    electronic: bool = True,
    notices_electronic: bool = True,
    lengths: Lengths = USUAL,
    figures: Figures = START,
    like: Moment | None = None,
) -> Timetable:
    """Plan a tender backwards: the deadline and the notice as late as the rules and ``lengths`` allow.

    The deadline is at the time of day of ``like``, midday without it. The contract start is kept. Where ``lengths`` leave no room for evaluation and standstill before
    it, ``check_timetable`` says so.
    """
    day = working_day_on_or_before(add_months(contract_starts_on, -lengths.contract_months))
    deadline = (like or Moment.at(day, MIDDAY)).on_day(day)
    notice_on = latest_notice(deadline, electronic, figures)
    return _planned(
        notice_on=notice_on,
        deadline=deadline,
        contract_starts_on=contract_starts_on,
        electronic=electronic,
        notices_electronic=notices_electronic,
        lengths=lengths,
        figures=figures,
    )


def _planned(
    *,
    notice_on: date,
    deadline: Moment,
    contract_starts_on: date | None,
    electronic: bool,
    notices_electronic: bool,
    lengths: Lengths,
    figures: Figures,
) -> Timetable:
    last_answer_on = latest_answer(deadline, figures)
    questions_close_on = working_day_on_or_before(last_answer_on - timedelta(days=lengths.answering_days))
    decided_on = working_day_on_or_after(deadline.day + timedelta(days=lengths.evaluation_days))
    standstill_ends_on = standstill_end(decided_on, notices_electronic, figures)
    signature = earliest_signature(standstill_ends_on)
    if contract_starts_on is None:
        contract_starts_on = max(add_months(deadline.day, lengths.contract_months), signature)
    return Timetable(
        notice_on=notice_on,
        questions_close_on=questions_close_on,
        last_answer_on=last_answer_on,
        deadline=deadline,
        award_decided_on=decided_on,
        last_notice_on=decided_on,
        standstill_ends_on=standstill_ends_on,
        award_notice_on=signature,
        contract_starts_on=contract_starts_on,
        disclosed_on=notice_on,
        electronic=electronic,
        notices_electronic=notices_electronic,
    )
