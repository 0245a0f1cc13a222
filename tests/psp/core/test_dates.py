from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psp.core.dates import (
    about_words,
    add_months,
    add_working_days,
    days_until_words,
    duration_words,
    end_of_day,
    first_day_of_month,
    in_words,
    is_working_day,
    last_day_of_month,
    last_day_of_period,
    london_date,
    moment_in_words,
    month_in_words,
    months_between,
    next_working_day,
    previous_working_day,
    slip_words,
    start_of_day,
    time_words,
    working_day_on_or_after,
    working_day_on_or_before,
)

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
TODAY = date(2027, 6, 3)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2027, 3, 31), -1, date(2027, 2, 28)),
        (date(2027, 12, 15), 1, date(2028, 1, 15)),
        (date(2027, 1, 15), -1, date(2026, 12, 15)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2027, 6, 3), 0, date(2027, 6, 3)),
    ],
)
def test_months_are_added_and_held_to_the_month_end(day, months, expected):
    assert add_months(day, months) == expected


def test_a_month_beyond_the_calendar_is_refused():
    with pytest.raises(ValueError, match="between the years 1 and 9999, not 10000"):
        add_months(date(9999, 12, 1), 1)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2027, 1, 31), date(2027, 2, 28), 1),
        (date(2027, 1, 15), date(2027, 2, 14), 0),
        (date(2027, 1, 15), date(2028, 1, 15), 12),
        (date(2028, 1, 15), date(2027, 1, 15), -12),
        (date(2027, 2, 14), date(2027, 1, 15), 0),
        (date(9999, 1, 31), date(9999, 12, 31), 11),
    ],
)
def test_whole_months_are_counted(start, end, expected):
    assert months_between(start, end) == expected


@given(DAYS, DAYS)
def test_months_between_is_the_greatest_number_that_does_not_pass_the_end(one, other):
    start, end = sorted((one, other))
    months = months_between(start, end)
    assert add_months(start, months) <= end < add_months(start, months + 1)


def test_a_month_has_a_first_and_a_last_day():
    assert first_day_of_month(date(2028, 2, 10)) == date(2028, 2, 1)
    assert last_day_of_month(date(2028, 2, 10)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2027, 1, 4), False),  # 2 January on the Monday, its substitute
        (date(2027, 1, 5), True),
        (date(2027, 3, 26), False),  # Good Friday
        (date(2027, 3, 29), True),  # Easter Monday is no bank holiday in Scotland
        (date(2027, 8, 2), False),  # the first Monday of August, not the last
        (date(2027, 8, 30), True),
        (date(2027, 11, 30), False),  # Saint Andrew's Day
        (date(2027, 6, 11), True),
        (date(2027, 6, 12), False),
    ],
)
def test_working_days_are_those_of_scotland(day, working):
    assert is_working_day(day) is working


def test_the_days_around_christmas_2027_are_stepped_over():
    christmas = date(2027, 12, 25)
    assert working_day_on_or_after(christmas) == next_working_day(date(2027, 12, 24)) == date(2027, 12, 29)
    assert working_day_on_or_before(christmas) == previous_working_day(christmas) == date(2027, 12, 24)


def test_working_days_are_counted_from_the_day_after():
    assert add_working_days(date(2027, 6, 11), 1) == date(2027, 6, 14)
    assert add_working_days(date(2027, 6, 12), 0) == date(2027, 6, 12)
    assert add_working_days(date(2027, 6, 14), -1) == date(2027, 6, 11)
    assert add_working_days(date(2027, 12, 23), 3) == date(2027, 12, 30)


@given(DAYS, st.integers(1, 30))
def test_counting_working_days_there_and_back_returns_to_a_working_day(day, count):
    day = working_day_on_or_after(day)
    assert add_working_days(add_working_days(day, count), -count) == day


@given(DAYS)
def test_the_next_working_day_is_at_most_six_days_away(day):
    assert timedelta(1) <= next_working_day(day) - day <= timedelta(6)
    assert is_working_day(next_working_day(day))


def test_a_period_ends_on_a_working_day_of_scotland():
    assert last_day_of_period(date(2027, 6, 1), 10) == date(2027, 6, 11)
    assert last_day_of_period(date(2028, 6, 1), 10) == date(2028, 6, 12)
    assert last_day_of_period(date(2027, 11, 20), 10) == date(2027, 12, 1)


def test_a_late_evening_in_summer_is_already_tomorrow_in_london():
    assert london_date(datetime(2027, 6, 3, 23, 30, tzinfo=UTC)) == date(2027, 6, 4)
    assert london_date(datetime(2027, 1, 3, 23, 30, tzinfo=UTC)) == date(2027, 1, 3)


def test_a_naive_moment_has_no_date_in_london():
    with pytest.raises(ValueError, match="time zone"):
        london_date(datetime.combine(TODAY, time(12)))


@given(DAYS)
def test_a_day_ends_a_microsecond_before_the_next_begins(day):
    # In UTC: a difference within one zone ignores the clocks changing.
    end, after = end_of_day(day).astimezone(UTC), start_of_day(day + timedelta(1)).astimezone(UTC)
    assert after - end == timedelta(microseconds=1)
    assert london_date(end) == london_date(start_of_day(day)) == day


def test_the_day_the_clocks_go_forward_has_23_hours():
    spring = date(2027, 3, 28)
    assert end_of_day(spring).astimezone(UTC) - start_of_day(spring).astimezone(UTC) < timedelta(hours=23)


def test_dates_and_months_are_said_in_words():
    assert in_words(TODAY) == "3 June 2027"
    assert in_words(datetime(2027, 6, 3, 23, 30, tzinfo=UTC)) == "4 June 2027"
    assert month_in_words(TODAY) == "June 2027"
    assert moment_in_words(datetime(2027, 6, 3, 8, 30, tzinfo=UTC)) == "3 June 2027 at 9:30am"


@pytest.mark.parametrize(
    ("clock", "words"),
    [
        (time(9, 30), "9:30am"),
        (time(17, 0), "5pm"),
        (time(0, 5), "12:05am"),
        (time(12, 5), "12:05pm"),
        (time(0, 0), "midnight"),
        (time(12, 0), "midday"),
        (time(23, 59, 59), "11:59pm"),
    ],
)
def test_times_are_said_in_words(clock, words):
    assert time_words(clock) == words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2027, 5, 22), "12 days late"),
        (date(2027, 6, 2), "1 day late"),
        (date(2027, 6, 3), "due today"),
        (date(2027, 6, 4), "due tomorrow"),
        (date(2027, 6, 5), "in 2 days"),
        (date(2027, 8, 2), "in 60 days"),
        (date(2027, 8, 3), "in 2 months"),
        (date(2028, 1, 20), "in 7 months"),
        (date(2029, 6, 2), "in 23 months"),
        (date(2029, 6, 3), "in 2 years"),
        (date(2027, 3, 1), "3 months late"),
        (date(2024, 6, 3), "3 years late"),
    ],
)
def test_what_is_due_is_said_in_words(day, words):
    assert days_until_words(day, TODAY) == words


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2027, 1, 1), date(2027, 7, 1), "6 months"),
        (date(2027, 1, 1), date(2027, 7, 13), "6 months and 12 days"),
        (date(2027, 1, 1), date(2029, 1, 1), "24 months"),
        (date(2027, 1, 1), date(2029, 2, 1), "2 years and 1 month"),
        (date(2027, 1, 1), date(2030, 6, 4), "3 years, 5 months and 3 days"),
        (date(2027, 1, 1), date(2038, 1, 1), "11 years"),
        (date(2027, 1, 1), date(2030, 1, 2), "3 years and 1 day"),
        (date(2027, 1, 1), date(2027, 2, 2), "1 month and 1 day"),
        (date(2027, 1, 13), date(2027, 1, 1), "12 days"),
        (date(2027, 1, 1), date(2027, 1, 1), "0 days"),
    ],
)
def test_durations_are_said_in_words(start, end, words):
    assert duration_words(start, end) == words


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2028, 6, 6), date(2028, 9, 7), "3 months"),
        (date(2028, 6, 6), date(2028, 7, 6), "1 month"),
        (date(2028, 6, 6), date(2028, 7, 5), "29 days"),
    ],
)
def test_a_rough_duration_leaves_days_out_beside_months(start, end, words):
    assert about_words(start, end) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (31, "31 days later"),
        (1, "1 day later"),
        (-1, "1 day earlier"),
        (-40, "40 days earlier"),
        (-99, "99 days earlier"),
        (100, "3 months later"),
        (365, "12 months later"),
        (-1097, "36 months earlier"),
        (0, "None"),
        (None, "None"),
    ],
)
def test_slip_is_said_in_days_and_what_is_long_in_months(days, words):
    assert slip_words(days) == words
