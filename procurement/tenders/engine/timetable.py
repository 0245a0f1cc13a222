"""The timetable of a tender held against its rules, everything found at once."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from itertools import pairwise

from procurement.tenders.engine.figures import START, Figures
from procurement.tenders.engine.findings import Finding, Rule, Severity
from procurement.tenders.engine.periods import (
    award_notice_due,
    earliest_signature,
    extended_deadline,
    latest_answer,
    standstill_end,
)
from psp.core.dates import is_working_day, working_day_on_or_after
from psp.core.moments import Moment, first_deadlines, is_full_period, whole_days


@dataclass(frozen=True, slots=True)
class Timetable:
    """The dates of one tender; None where a date is not yet planned.

    ``electronic`` is how tenders come in,
    ``notices_electronic`` whether every bidder is told of the decision electronically. ``extra_days`` are added to what
    bidders have, because somebody among them was involved before. ``contract_awarded_on`` is the day a challenge that outlasted
    the standstill was settled, None where the standstill's end counts.
    """

    notice_on: date | None = None
    questions_close_on: date | None = None
    last_answer_on: date | None = None
    deadline: Moment | None = None
    award_decided_on: date | None = None
    last_notice_on: date | None = None
    standstill_ends_on: date | None = None
    contract_awarded_on: date | None = None
    award_notice_on: date | None = None
    contract_starts_on: date | None = None
    disclosed_on: date | None = None
    electronic: bool = True
    notices_electronic: bool = True
    has_prior_involvement: bool = False
    extra_days: int = 0


# Each of these is not before the ones above it that are planned.
ORDER = (
    "notice_on",
    "questions_close_on",
    "last_answer_on",
    "deadline",
    "award_decided_on",
    "last_notice_on",
    "standstill_ends_on",
    "contract_starts_on",
)


def check_timetable(timetable: Timetable, figures: Figures = START) -> list[Finding]:
    """List everything wrong with a timetable, in the order of its dates; empty where it is lawful.

    A date not yet planned is passed over, but for the notice and the deadline, without which a
    tender cannot be published.
    """
    return [
        *_missing(timetable, figures),
        *_order(timetable, figures),
        *_window(timetable, figures),
        *_questions(timetable, figures),
        *_award(timetable, figures),
        *_prior_involvement(timetable, figures),
    ]


def _error(code: str, rule: Rule, **params: object) -> Finding:
    return Finding(Severity.ERROR, code, rule, params)


def _missing(timetable: Timetable, figures: Figures) -> Iterator[Finding]:
    for name in ("notice_on", "deadline"):
        if getattr(timetable, name) is None:
            yield _error("date_missing", figures.order, date=name)


def _planned(timetable: Timetable) -> dict[str, date]:
    values = {field.name: getattr(timetable, field.name) for field in fields(timetable)}
    days = {name: value.day if isinstance(value, Moment) else value for name, value in values.items()}
    return {name: days[name] for name in ORDER if days[name] is not None}


def _order(timetable: Timetable, figures: Figures) -> Iterator[Finding]:
    for (earlier, first), (later, second) in pairwise(_planned(timetable).items()):
        if second < first:
            yield _error("dates_out_of_order", figures.order, earlier=earlier, first=first, later=later, second=second)


def _window(timetable: Timetable, figures: Figures) -> Iterator[Finding]:
    if timetable.deadline is None:
        return
    day = timetable.deadline.day
    if not (is_worked := is_working_day(day)):
        yield _error("deadline_not_worked", figures.working_last_day, day=day, next=working_day_on_or_after(day))
    if timetable.notice_on is None:
        return
    rule = figures.open_window(electronic=timetable.electronic)
    given, needed = whole_days(timetable.notice_on, timetable.deadline), rule.figure + timetable.extra_days
    earliest = first_deadlines(timetable.notice_on, needed)
    if given < needed:
        yield _error("deadline_too_early", rule, given=given, needed=needed, earliest=earliest)
    elif is_worked and not is_full_period(timetable.notice_on, needed, timetable.deadline):
        last = timetable.deadline.last_whole_day
        yield _error("window_end_not_worked", figures.working_last_day, last=last, earliest=earliest)


def _questions(timetable: Timetable, figures: Figures) -> Iterator[Finding]:
    if timetable.deadline is None:
        return
    rule = figures.answers_before_deadline
    dates = (("questions_close_too_late", timetable.questions_close_on), ("answers_too_late", timetable.last_answer_on))
    for code, day in dates:
        extended = None if day is None else extended_deadline(timetable.deadline, day, figures)
        if extended not in (None, timetable.deadline):
            latest = latest_answer(timetable.deadline, figures)
            yield _error(code, rule, day=day, needed=rule.figure, latest=latest, deadline=extended)


def _award(timetable: Timetable, figures: Figures) -> Iterator[Finding]:
    decided = timetable.award_decided_on
    # Until the notices are planned, the decision is the first day on which they could go out.
    last_notice = timetable.last_notice_on or decided
    if last_notice is None:
        return
    rule = figures.standstill_length(electronic=timetable.notices_electronic)
    earliest = standstill_end(last_notice, timetable.notices_electronic, figures)
    ends = timetable.standstill_ends_on
    yield from _award_notice(timetable, ends or earliest, figures)
    if ends and ends < earliest:
        given = (ends - last_notice).days
        yield _error("standstill_too_short", rule, needed=rule.figure, given=given, earliest=earliest)
    elif ends and not is_working_day(ends):
        worked = working_day_on_or_after(ends)
        yield _error("standstill_end_not_worked", figures.working_last_day, day=ends, next=worked)
    signature = earliest_signature(max(ends or earliest, earliest))
    if timetable.contract_starts_on and timetable.contract_starts_on < signature:
        yield _error("contract_before_signature", rule, earliest=signature)


def _award_notice(timetable: Timetable, standstill_ends_on: date, figures: Figures) -> Iterator[Finding]:
    due = award_notice_due(timetable.contract_awarded_on or standstill_ends_on, figures)
    if timetable.award_notice_on and timetable.award_notice_on > due:
        yield _error("award_notice_late", figures.award_notice, needed=figures.award_notice.figure, due=due)


def _prior_involvement(timetable: Timetable, figures: Figures) -> Iterator[Finding]:
    rule, disclosed, notice = figures.prior_involvement, timetable.disclosed_on, timetable.notice_on
    if disclosed is None:
        if timetable.has_prior_involvement:
            yield _error("disclosure_missing", rule)
        return
    if notice is None or disclosed <= notice:
        return
    yield Finding(Severity.WARNING, "disclosed_after_notice", rule, {"disclosed": disclosed, "notice": notice})
    if timetable.deadline is None:
        return
    # The law says "adequate": at least the time all bidders have from the notice on.
    needed = figures.open_window(electronic=timetable.electronic).figure + timetable.extra_days
    if not is_full_period(disclosed, needed, timetable.deadline):
        yield _error("disclosure_too_late", rule, needed=needed, earliest=first_deadlines(disclosed, needed))
