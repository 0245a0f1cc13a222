from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.tenders.engine.figures import START
from procurement.tenders.engine.findings import Rule, Trust
from procurement.tenders.engine.periods import (
    KeepPapers,
    award_notice_due,
    deadline_day,
    debrief_due,
    earliest_deadline,
    earliest_signature,
    extended_deadline,
    keep_papers,
    latest_answer,
    latest_notice,
    standstill_end,
)
from psp.core.dates import LONDON, is_working_day, next_working_day, working_day_on_or_after
from psp.core.moments import MIDDAY, Moment

DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))
NOTICE = date(2027, 3, 1)


@pytest.mark.parametrize(("electronic", "expected"), [(False, date(2027, 4, 5)), (True, date(2027, 3, 31))])
def test_an_open_procedure_takes_35_days_or_30_with_electronic_submission(electronic, expected):
    assert earliest_deadline(NOTICE, electronic) == expected


def test_a_window_that_would_end_on_good_friday_ends_on_the_monday():
    assert earliest_deadline(date(2027, 2, 24), electronic=True) == date(2027, 3, 29)


def test_the_length_of_the_window_is_reference_data():
    edited = replace(START, open_procedure=Rule("open_procedure", Trust.GUIDE, 40))
    assert earliest_deadline(NOTICE, electronic=False, figures=edited) == date(2027, 4, 12)


@given(DAYS, st.booleans(), st.sampled_from([Moment.on, Moment.end, lambda day: Moment.at(day, MIDDAY)]))
def test_the_latest_notice_leaves_the_whole_window(day, electronic, kind):
    deadline = kind(working_day_on_or_after(day))
    notice_on = latest_notice(deadline, electronic)
    assert earliest_deadline(notice_on, electronic) <= deadline.last_whole_day
    assert earliest_deadline(next_working_day(notice_on), electronic) > deadline.last_whole_day
    assert is_working_day(notice_on)


@given(DAYS, DAYS, st.booleans())
def test_a_later_notice_never_gives_an_earlier_deadline_or_standstill_end(one, other, electronic):
    first, second = sorted((one, other))
    assert earliest_deadline(first, electronic) <= earliest_deadline(second, electronic)
    assert standstill_end(first, electronic) <= standstill_end(second, electronic)


def test_the_day_of_a_deadline_is_its_day_in_london_and_midnight_belongs_to_the_day_before():
    assert deadline_day(datetime(2027, 6, 10, 23, 30, tzinfo=UTC)) == date(2027, 6, 11)
    assert deadline_day(datetime(2027, 6, 10, 23, 0, tzinfo=UTC)) == date(2027, 6, 10)
    assert deadline_day(date(2027, 6, 11)) == date(2027, 6, 11)


def test_questions_are_answered_six_days_before_the_deadline_or_on_the_working_day_before():
    assert latest_answer(date(2027, 6, 10)) == date(2027, 6, 4)
    assert latest_answer(Moment.at(date(2027, 6, 10), MIDDAY)) == date(2027, 6, 4)
    assert latest_answer(Moment.end(date(2027, 6, 11))) == date(2027, 6, 4)
    # Midnight is the end of the day before.
    assert latest_answer(datetime(2027, 6, 10, 0, 0, tzinfo=LONDON)) == date(2027, 6, 3)


def test_an_answer_in_time_leaves_the_deadline_alone():
    assert extended_deadline(Moment.end(date(2027, 6, 11)), date(2027, 6, 5)) == Moment.end(date(2027, 6, 11))
    # Nor is a deadline on a Saturday its doing: the timetable names that by itself.
    assert extended_deadline(Moment.end(date(2027, 6, 12)), date(2027, 6, 6)) == Moment.end(date(2027, 6, 12))


def test_a_late_answer_moves_the_deadline_six_days_on_to_a_working_day():
    deadline = Moment.end(date(2027, 6, 11))
    assert extended_deadline(deadline, date(2027, 6, 6)) == Moment.end(date(2027, 6, 14))
    assert extended_deadline(deadline, date(2027, 6, 10)) == Moment.end(date(2027, 6, 16))
    assert extended_deadline(Moment.at(deadline.day, MIDDAY), date(2027, 6, 6)) == Moment.at(date(2027, 6, 14), MIDDAY)


def test_a_moved_deadline_keeps_its_time_of_day_in_london_though_the_clocks_change():
    moved = extended_deadline(Moment.at(date(2027, 3, 26), MIDDAY), date(2027, 3, 25))
    assert moved.as_datetime() == datetime(2027, 3, 31, 12, 0, tzinfo=LONDON)


@given(DAYS, DAYS, st.sampled_from([Moment.end, lambda day: Moment.at(day, MIDDAY)]))
def test_an_extended_deadline_is_never_earlier_and_leaves_six_days(day, answered_on, kind):
    deadline = kind(day)
    extended = extended_deadline(deadline, answered_on)
    assert extended >= deadline
    assert (extended.clock, (extended.day - answered_on).days >= 6) == (deadline.clock, True)


def test_a_standstill_takes_10_days_or_15_where_a_notice_went_by_post():
    assert standstill_end(date(2027, 6, 1), electronic=True) == date(2027, 6, 11)
    assert standstill_end(date(2027, 6, 1), electronic=False) == date(2027, 6, 16)
    assert earliest_signature(date(2027, 6, 11)) == date(2027, 6, 14)


def test_an_award_notice_is_due_in_30_days_and_a_debrief_in_15():
    assert award_notice_due(date(2027, 6, 1)) == date(2027, 7, 1)
    assert debrief_due(date(2027, 6, 1)) == date(2027, 6, 16)
    assert debrief_due(date(2027, 6, 4)) == date(2027, 6, 21)


def test_papers_are_kept_one_year_and_five_years_beyond_the_contract():
    kept = keep_papers(decided_on=date(2028, 2, 29), contract_ends_on=date(2031, 3, 31))
    assert kept == KeepPapers(unsuccessful_until=date(2029, 2, 28), contract_until=date(2036, 3, 31))
