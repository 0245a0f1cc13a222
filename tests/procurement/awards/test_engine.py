from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.awards.engine import (
    Notice,
    NoticesMissing,
    Standstill,
    bidders_without_notice,
    first_signature,
    may_sign,
    standstill,
)
from psp.core.dates import LONDON, is_working_day

BIDDERS = ["Roar Together", "Castle Care Ltd"]
DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))


def notices(*days, electronic=True):
    return [Notice(bidder, day, electronic) for bidder, day in zip(BIDDERS, days, strict=True)]


def test_a_last_notice_on_1_june_2027_ends_on_friday_11_june_and_monday_may_sign():
    assert standstill(BIDDERS, notices(date(2027, 5, 31), date(2027, 6, 1))) == Standstill(
        last_notice_on=date(2027, 6, 1),
        days=10,
        ends_on=date(2027, 6, 11),
        ends_at=datetime(2027, 6, 11, 23, 59, 59, 999999, tzinfo=LONDON),
        earliest_signature_on=date(2027, 6, 14),
        was_moved=False,
    )


@pytest.mark.parametrize(
    ("year", "ends_on", "signature", "was_moved"),
    [
        (2026, date(2026, 6, 11), date(2026, 6, 12), False),  # a Thursday
        (2022, date(2022, 6, 13), date(2022, 6, 14), True),  # a Saturday
        (2028, date(2028, 6, 12), date(2028, 6, 13), True),  # a Sunday
    ],
)
def test_a_last_day_at_the_weekend_moves_to_the_monday(year, ends_on, signature, was_moved):
    counted = standstill(BIDDERS, notices(date(year, 6, 1), date(year, 6, 1)))
    assert (counted.ends_on, counted.earliest_signature_on, counted.was_moved) == (ends_on, signature, was_moved)


def test_one_notice_by_post_makes_it_15_days():
    by_post = Notice(BIDDERS[0], date(2027, 5, 1), electronic=False)
    counted = standstill(BIDDERS, [by_post, Notice(BIDDERS[1], date(2027, 6, 1), electronic=True)])
    assert (counted.days, counted.ends_on) == (15, date(2027, 6, 16))


def test_a_standstill_over_christmas_steps_over_the_bank_holidays():
    counted = standstill(BIDDERS, notices(date(2027, 12, 15), date(2027, 12, 15)))
    assert (counted.ends_on, counted.earliest_signature_on) == (date(2027, 12, 29), date(2027, 12, 30))


def test_every_bidder_has_a_notice_before_the_standstill_begins():
    told = notices(date(2027, 6, 1), date(2027, 6, 1))[1:]
    assert bidders_without_notice(BIDDERS, told) == ["Roar Together"]
    with pytest.raises(NoticesMissing) as refusal:
        standstill(BIDDERS, told)
    assert refusal.value.bidders == ("Roar Together",)


def test_no_bidder_means_no_standstill():
    with pytest.raises(ValueError, match="at least one bidder"):
        standstill([], [])


def test_a_second_notice_begins_the_standstill_again():
    again = [*notices(date(2027, 6, 1), date(2027, 6, 1)), Notice(BIDDERS[0], date(2027, 6, 3), electronic=True)]
    assert standstill(BIDDERS, again).ends_on == date(2027, 6, 14)


def test_the_contract_is_signed_from_the_first_minute_of_the_signature_day_in_london():
    counted = standstill(BIDDERS, notices(date(2027, 6, 1), date(2027, 6, 1)))
    assert may_sign(counted, datetime(2027, 6, 13, 23, 0, tzinfo=UTC)) is True
    assert may_sign(counted, datetime(2027, 6, 13, 22, 59, tzinfo=UTC)) is False


@pytest.mark.parametrize(
    ("settled_on", "first"),
    [
        ([], date(2026, 6, 12)),
        ([date(2026, 6, 9)], date(2026, 6, 12)),
        ([date(2026, 6, 18)], date(2026, 6, 18)),  # a Thursday
        ([date(2026, 6, 21)], date(2026, 6, 22)),  # a Sunday
        ([date(2026, 6, 21), date(2026, 6, 15)], date(2026, 6, 22)),
        ([date(2026, 12, 25)], date(2026, 12, 29)),  # Christmas, Boxing Day on a Saturday, its substitute on the Monday
    ],
)
def test_the_first_day_to_sign_is_a_working_day_after_a_challenge_as_after_the_standstill(settled_on, first):
    earliest = standstill(BIDDERS, notices(date(2026, 6, 1), date(2026, 6, 1))).earliest_signature_on
    assert (first_signature(earliest, settled_on), is_working_day(first)) == (first, True)


@given(DAYS, DAYS, st.integers(0, 60), st.booleans())
def test_a_later_notice_never_ends_the_standstill_earlier(first, second, later, electronic):
    before = standstill(BIDDERS, notices(first, second, electronic=electronic))
    after = standstill(BIDDERS, notices(first + timedelta(later), second, electronic=electronic))
    assert after.ends_at >= before.ends_at
    assert after.earliest_signature_on >= before.earliest_signature_on


@given(DAYS, DAYS, st.booleans())
def test_a_standstill_ends_on_a_working_day_after_all_its_days_and_before_the_signature(first, second, electronic):
    counted = standstill(BIDDERS, notices(first, second, electronic=electronic))
    assert (counted.ends_on - max(first, second)).days >= counted.days == (10 if electronic else 15)
    assert is_working_day(counted.ends_on)
    assert is_working_day(counted.earliest_signature_on)
    assert not may_sign(counted, counted.ends_at)
