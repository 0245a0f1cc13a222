from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from partnerships.mail.engine import GIVE_UP_AFTER, MOST_ATTEMPTS, retry_delay


def minutes(delay):
    return delay and delay / timedelta(minutes=1)


def test_a_mail_is_tried_again_after_1_5_15_and_60_minutes_then_hourly():
    assert [minutes(retry_delay(attempt)) for attempt in range(1, 8)] == [1, 5, 15, 60, 60, 60, 60]


def test_after_three_days_it_is_given_up():
    waited, attempt = timedelta(), 1
    while (delay := retry_delay(attempt)) is not None:
        waited, attempt = waited + delay, attempt + 1
    # 81 minutes of first delays, then 70 whole hours: an hour more would be past the three days.
    assert (attempt, waited) == (MOST_ATTEMPTS, timedelta(minutes=81, hours=70))
    assert waited <= GIVE_UP_AFTER < waited + timedelta(hours=1)


@given(st.integers(min_value=75, max_value=32767))
def test_once_given_up_it_stays_given_up(attempts):
    assert retry_delay(attempts) is None
