from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from partnerships.commitments.engine import Month, Pledge, coverage, first_uncovered_day
from psp.core.dates import add_months

APRIL = date(2028, 4, 1)


def pledge(starts_on, until, monthly=1000):
    return Pledge(starts_on, until, Decimal(monthly))


def months(*costs):
    return {add_months(APRIL, n): Decimal(cost) for n, cost in enumerate(costs)}


def test_a_hand_worked_half_year():
    """The council pays £1,000 from April to June, the NHS £400 from 15 May on: May counts for the council alone."""
    pledges = [pledge(APRIL, date(2028, 7, 1)), pledge(date(2028, 5, 15), date(2028, 10, 1), 400)]
    found = coverage(pledges, months(1200, 1200, 1200, 1200, 1200, 300))
    assert [(m.first_day.month, int(m.underwritten), int(m.shortfall)) for m in found] == [
        (4, 1000, 200),
        (5, 1000, 200),
        (6, 1400, 0),
        (7, 400, 800),
        (8, 400, 800),
        (9, 400, 0),
    ]


def test_a_surplus_in_one_month_does_not_pay_for_another():
    found = coverage([pledge(APRIL, date(2028, 5, 1), 5000)], months(1000, 1000))
    assert found == [
        Month(APRIL, Decimal(1000), Decimal(5000), Decimal(0)),
        Month(date(2028, 5, 1), Decimal(1000), Decimal(0), Decimal(1000)),
    ]


def test_a_month_that_is_not_covered_whole_does_not_count():
    assert coverage([pledge(date(2028, 4, 2), date(2028, 5, 1))], months(1000))[0].underwritten == 0
    assert coverage([pledge(APRIL, date(2028, 4, 30))], months(1000))[0].underwritten == 0


days = st.integers(0, 400).map(lambda n: APRIL + timedelta(days=n))
pledges_drawn = st.lists(
    st.builds(
        lambda start, length, monthly: pledge(start, start + timedelta(days=length), monthly),
        days,
        st.integers(1, 200),
        st.integers(1, 5000),
    ),
    max_size=6,
)


@given(pledges=pledges_drawn, more=pledges_drawn, costs=st.lists(st.integers(0, 5000), max_size=12))
def test_more_pledges_never_raise_a_shortfall(pledges, more, costs):
    cost_by_month = months(*costs)
    before, after = coverage(pledges, cost_by_month), coverage(pledges + more, cost_by_month)
    assert all(a.shortfall <= b.shortfall for a, b in zip(after, before, strict=True))


@given(pledges=pledges_drawn, starts_on=days, length=st.integers(0, 300))
def test_the_first_day_without_a_pledge_is_found_by_looking_at_each_day(pledges, starts_on, length):
    until = starts_on + timedelta(days=length)
    every = (starts_on + timedelta(days=n) for n in range(length))
    by_hand = next((day for day in every if not any(p.starts_on <= day < p.until for p in pledges)), None)
    assert first_uncovered_day(pledges, starts_on=starts_on, until=until) == by_hand
