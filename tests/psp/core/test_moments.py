from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psp.core.dates import LONDON, is_working_day
from psp.core.moments import (
    MIDDAY,
    Kind,
    Midnight,
    Moment,
    NoSuchTime,
    first_deadline_like,
    first_deadlines,
    is_full_period,
    last_start,
    whole_days,
)

MARCH_8, MARCH_9 = date(2027, 3, 8), date(2027, 3, 9)
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
ONE_DAY = timedelta(days=1)

days = st.dates(date(2024, 1, 1), date(2031, 12, 31))
clocks = st.times().filter(lambda clock: (clock.hour, clock.minute) != (0, 0) and not 1 <= clock.hour < 2)
moments = st.one_of(days.map(Moment.on), days.map(Moment.end), st.builds(Moment.at, days, clocks))


def test_the_three_kinds_are_said_and_written():
    shown = [(m.words, m.text) for m in (Moment.on(MARCH_8), Moment.at(MARCH_8, MIDDAY), Moment.end(MARCH_8))]
    assert shown == [
        ("8 March 2027", "2027-03-08"),
        ("8 March 2027 at midday", "2027-03-08 12:00"),
        ("8 March 2027 at 11:59pm", "2027-03-08 23:59"),
    ]


def test_midnight_is_refused_with_the_two_moments_that_are_clear():
    with pytest.raises(Midnight, match=r"^Use 11:59pm on 8 March or midday on 9 March$"):
        Moment.at(MARCH_9, time(0))
    with pytest.raises(Midnight, match=r"^Use 11:59pm on 31 December 2026 or midday on 1 January 2027$"):
        Moment.at(date(2027, 1, 1), time(0, 0, 20))


def test_the_last_minute_is_the_end_of_the_day():
    assert Moment.at(MARCH_8, time(23, 59, 30)) == Moment.end(MARCH_8)
    assert Moment.end(MARCH_8).as_datetime() == datetime(2027, 3, 8, 23, 59, 59, 999999, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("stored", "moment"),
    [
        (datetime(2027, 6, 15, 11, 0, tzinfo=UTC), Moment.at(date(2027, 6, 15), time(12))),
        (datetime(2027, 6, 15, 22, 59, tzinfo=UTC), Moment.end(date(2027, 6, 15))),
        (datetime(2027, 6, 15, 22, 59, 59, 999999, tzinfo=UTC), Moment.end(date(2027, 6, 15))),
        (datetime(2027, 6, 15, 23, 0, tzinfo=UTC), Moment.end(date(2027, 6, 15))),
        (datetime(2027, 3, 9, 0, 0, tzinfo=UTC), Moment.end(MARCH_8)),
        (datetime(2027, 3, 9, 16, 59, 59, tzinfo=UTC), Moment.at(MARCH_9, time(16, 59))),
        (MARCH_8, Moment.on(MARCH_8)),
        (Moment.end(MARCH_8), Moment.end(MARCH_8)),
    ],
)
def test_what_is_stored_reads_as_it_was_meant(stored, moment):
    assert (Moment.of(stored), Moment.of(stored).kind) == (moment, moment.kind)


def test_a_time_without_a_zone_is_no_moment():
    with pytest.raises(ValueError, match="time zone"):
        Moment.of(datetime(2027, 3, 8, 12, tzinfo=UTC).replace(tzinfo=None))


def test_a_skipped_hour_is_refused_and_a_repeated_one_keeps_its_place():
    with pytest.raises(NoSuchTime, match=r"^The clocks go forward on 28 March 2027: use 2:30am$") as refused:
        Moment.at(SPRING, time(1, 30))
    assert refused.value.later == Moment.at(SPRING, time(2, 30))
    first = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    twice = [Moment.of(first), Moment.of(first + timedelta(hours=1))]
    assert [moment.as_datetime().astimezone(UTC) for moment in twice] == [first, first + timedelta(hours=1)]
    assert (twice[0] < twice[1], twice[0] == twice[1]) == (True, False)


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (MARCH_8, 24)])
def test_a_day_lasts_as_long_as_it_does_in_london(day, hours):
    lasts = Moment.end(day).as_datetime().astimezone(UTC) - Moment.end(day - ONE_DAY).as_datetime().astimezone(UTC)
    assert lasts == timedelta(hours=hours)


def test_mixed_kinds_are_in_the_order_they_are_over():
    in_order = [
        Moment.end(MARCH_8 - ONE_DAY),
        Moment.at(MARCH_8, time(0, 1)),
        Moment.at(MARCH_8, MIDDAY),
        Moment.at(MARCH_8, time(23, 58)),
        Moment.end(MARCH_8),
        Moment.on(MARCH_8),
        Moment.at(MARCH_9, time(0, 1)),
    ]
    assert sorted(sorted(in_order, key=lambda moment: moment.clock_words)) == in_order
    assert all(first < second and first != second for first, second in pairwise(in_order))


@given(moments)
def test_a_moment_comes_back_from_the_database_as_it_was(moment):
    back = Moment.of(moment.as_datetime())
    assert back.as_datetime() == moment.as_datetime()
    assert back.kind is (Kind.END if moment.kind is Kind.DAY else moment.kind)
    assert back.day == moment.day


@given(moments)
def test_nothing_is_over_before_its_last_minute_or_still_on_the_next_day(moment):
    last = moment.as_datetime()
    assert not moment.is_over(last - timedelta(microseconds=1))
    assert moment.is_over(last)
    assert moment.is_over(Moment.end(moment.day).as_datetime())


def days_people_have(after, until):
    """Count one by one the days that begin after ``after`` and end no later than ``until``."""
    day, count = after + ONE_DAY, 0
    while Moment.end(day).as_datetime() <= until.as_datetime():
        day, count = day + ONE_DAY, count + 1
    return count


@given(days, st.integers(-3, 60), clocks, st.sampled_from(["day", "at", "end"]))
def test_whole_days_are_those_a_bidder_counts_on_a_calendar(after, later, clock, kind):
    day = after + timedelta(days=later)
    until = {"day": Moment.on(day), "at": Moment.at(day, clock), "end": Moment.end(day)}[kind]
    assert whole_days(after, until) == days_people_have(after, until)


def test_29_days_and_a_night_are_not_30():
    notice, thirtieth = date(2027, 2, 6), MARCH_8
    assert whole_days(notice, Moment.end(thirtieth)) == 30
    assert [
        whole_days(notice, until)
        for until in (
            Moment.of(datetime(2027, 3, 8, 0, 0, tzinfo=LONDON)),
            Moment.at(thirtieth, time(9)),
            Moment.at(thirtieth, MIDDAY),
        )
    ] == [29, 29, 29]
    assert whole_days(notice, Moment.at(MARCH_9, MIDDAY)) == 30


@given(days, st.integers(1, 40))
def test_the_first_deadlines_are_the_first_of_all(after, count):
    end, midday = first_deadlines(after, count)
    assert is_full_period(after, count, end)
    assert is_full_period(after, count, midday)
    assert is_working_day(end.day)
    assert is_working_day(midday.day)
    candidates = [after + timedelta(days=n) for n in range(1, (midday.day - after).days + 1)]
    worked = [day for day in candidates if is_working_day(day)]
    assert end == next(
        Moment.end(day)
        for day in worked
        if (day - after).days >= count and is_full_period(after, count, Moment.end(day))
    )
    assert midday == next(
        Moment.at(day, MIDDAY) for day in worked if is_full_period(after, count, Moment.at(day, MIDDAY))
    )
    assert first_deadline_like(end, date(2027, 1, 4), 1).kind is Kind.END
    assert first_deadline_like(midday, after, count) == midday
    assert first_deadline_like(end, after, count) == end


@given(moments, st.integers(1, 40))
def test_the_last_start_is_the_last_of_all(until, count):
    last = last_start(until, count)
    assert is_working_day(last)
    assert is_full_period(last, count, until)
    later = [last + timedelta(days=n) for n in range(1, count + 20)]
    assert not [day for day in later if is_working_day(day) and is_full_period(day, count, until)]


@pytest.mark.parametrize(
    ("moment", "at", "words"),
    [
        (Moment.at(MARCH_8, MIDDAY), datetime(2027, 3, 1, 9, tzinfo=UTC), "in 7 days"),
        (Moment.at(MARCH_8, MIDDAY), datetime(2027, 3, 7, 9, tzinfo=UTC), "due tomorrow at midday"),
        (Moment.at(MARCH_8, MIDDAY), datetime(2027, 3, 8, 9, tzinfo=UTC), "due today at midday"),
        (Moment.at(MARCH_8, MIDDAY), datetime(2027, 3, 8, 12, tzinfo=UTC), "due since midday"),
        (Moment.end(MARCH_8), datetime(2027, 3, 8, 23, 59, 30, tzinfo=UTC), "due today at 11:59pm"),
        (Moment.end(MARCH_8), datetime(2027, 3, 9, 0, 0, tzinfo=UTC), "1 day late"),
        (Moment.on(MARCH_8), datetime(2027, 3, 8, 18, tzinfo=UTC), "due today"),
        (Moment.on(MARCH_8), datetime(2027, 3, 11, 18, tzinfo=UTC), "3 days late"),
    ],
)
def test_how_far_a_moment_is(moment, at, words):
    assert moment.until_words(at) == words


def test_the_same_time_on_a_day_whose_clocks_skip_it_is_an_hour_later():
    early = Moment.at(MARCH_8, time(1, 30))
    assert [early.on_day(day).text for day in (MARCH_9, SPRING)] == ["2027-03-09 01:30", "2027-03-28 02:30"]
    assert [Moment.end(MARCH_8).on_day(MARCH_9), Moment.on(MARCH_8).on_day(MARCH_9)] == [
        Moment.end(MARCH_9),
        Moment.on(MARCH_9),
    ]
