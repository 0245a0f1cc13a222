from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.timeline.engine.length import Length, end_of, is_shorter, length_between, shifted, start_of

days = st.dates(date(1990, 1, 1), date(2100, 12, 31))
lengths = st.builds(Length, st.integers(0, 60), st.integers(0, 90))


def test_six_months_from_1_january_are_over_on_1_july():
    assert end_of(date(2027, 1, 1), Length(6)) == date(2027, 7, 1)


def test_months_clamp_to_the_last_day_of_a_shorter_month():
    assert end_of(date(2026, 8, 31), Length(6)) == date(2027, 2, 28)
    assert start_of(date(2027, 8, 31), Length(6)) == date(2027, 2, 28)


def test_days_are_counted_after_months_forwards_and_before_them_backwards():
    assert end_of(date(2027, 1, 31), Length(1, 4)) == date(2027, 3, 4)
    assert start_of(date(2027, 3, 4), Length(1, 4)) == date(2027, 1, 28)


def test_a_length_of_a_leap_year_february_is_measured():
    assert length_between(date(2028, 2, 1), date(2028, 3, 1)) == Length(1)
    assert length_between(date(2028, 1, 31), date(2028, 3, 1)) == Length(1, 1)


def test_a_day_short_of_24_months_is_shorter():
    assert is_shorter(date(2027, 1, 1), date(2028, 12, 31), Length(24))
    assert not is_shorter(date(2027, 1, 1), date(2029, 1, 1), Length(24))


def test_a_clamped_six_months_is_not_shorter_than_six_months():
    assert not is_shorter(date(2026, 8, 31), date(2027, 2, 28), Length(6))


@pytest.mark.parametrize("wrong", [(-1, 0), (0, -1)])
def test_a_length_is_never_negative(wrong):
    with pytest.raises(ValueError, match="no negative"):
        Length(*wrong)


def test_a_span_that_is_over_before_it_starts_has_no_length():
    with pytest.raises(ValueError, match="cannot be over"):
        length_between(date(2027, 1, 2), date(2027, 1, 1))


def test_days_outside_the_calendar_are_refused_in_words():
    for wrong in (lambda: shifted(date(9999, 12, 31), 1), lambda: end_of(date(9999, 12, 1), Length(1))):
        with pytest.raises(ValueError, match="between the years 1 and 9999"):
            wrong()


@given(days, days)
def test_a_measured_length_leads_back_to_the_same_end(one, other):
    start, until = sorted((one, other))
    assert end_of(start, length_between(start, until)) == until


@given(days, lengths)
def test_counting_backwards_and_forwards_again_never_passes_the_end(until, length):
    again = end_of(start_of(until, length), length)
    assert until - timedelta(days=3) <= again <= until


@given(days, st.integers(0, 3), lengths)
def test_starting_later_never_ends_earlier(start, later, length):
    assert end_of(start, length) <= end_of(start + timedelta(days=later), length)
