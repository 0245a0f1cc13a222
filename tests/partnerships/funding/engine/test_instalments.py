from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.funding.engine.in_hand import in_hand
from partnerships.funding.engine.instalments import Every, instalments
from partnerships.funding.engine.runway import runway
from partnerships.funding.engine.sources import Certainty, FundingLine, Head, MonthCost, Payment
from psp.core.dates import add_months, last_day_of_month

APRIL = date(2027, 4, 1)


def test_1000_pounds_in_thirds_add_up_to_the_penny():
    found = instalments(Decimal(1000), every=Every.QUARTER, starts_on=APRIL, ends_on=date(2027, 12, 31))
    assert found == (
        Payment(APRIL, Decimal("333.33")),
        Payment(date(2027, 7, 1), Decimal("333.33")),
        Payment(date(2027, 10, 1), Decimal("333.34")),
    )


@pytest.mark.parametrize(("every", "count"), [(Every.ONCE, 1), (Every.MONTH, 24), (Every.QUARTER, 8), (Every.YEAR, 2)])
def test_two_years_have_so_many_payments(every, count):
    assert len(instalments(Decimal(2400), every=every, starts_on=APRIL, ends_on=date(2029, 3, 31))) == count


def test_the_end_of_a_month_stays_the_end_of_months():
    found = instalments(Decimal(300), every=Every.MONTH, starts_on=date(2027, 1, 31), ends_on=date(2027, 3, 31))
    assert [payment.on for payment in found] == [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31)]


amounts = st.decimals(Decimal("0.01"), 10**9, places=2)


@given(amount=amounts, every=st.sampled_from(Every), days=st.integers(0, 4000))
def test_payments_add_up_and_lie_inside_the_time(amount, every, days):
    ends_on = APRIL + timedelta(days=days)
    found = instalments(amount, every=every, starts_on=APRIL, ends_on=ends_on)
    assert sum(payment.amount for payment in found) == amount
    assert found[0].on == APRIL
    assert all(APRIL <= payment.on <= ends_on for payment in found)


def test_half_a_month_has_spent_half_its_cost():
    line = FundingLine(
        Head.OTHER, Certainty.SECURED, (Payment(APRIL, Decimal(3000)),), (Payment(date(2027, 4, 20), Decimal(500)),)
    )
    promised = FundingLine(Head.OTHER, Certainty.PROMISED, (Payment(APRIL, Decimal(9999)),))
    cost = MonthCost(APRIL, Head.OTHER, Decimal(3000), Decimal(1500))
    days = [date(2027, 3, 31), APRIL, date(2027, 4, 15), date(2027, 4, 20), date(2027, 6, 1)]
    assert [in_hand([line, promised], [cost], on=day) for day in days] == [0, 2950, 2250, 1500, 1000]


@given(
    lines=st.lists(st.tuples(st.integers(0, 700), amounts), max_size=4),
    costs=st.lists(st.tuples(st.integers(0, 23), amounts), max_size=6),
)
def test_at_the_end_of_each_month_it_is_what_the_runway_says(lines, costs):
    drawn = [
        FundingLine(Head.OTHER, Certainty.SECURED, (Payment(APRIL + timedelta(days=n), amount),)) for n, amount in lines
    ]
    spent = [MonthCost(add_months(APRIL, n), Head.OTHER, amount) for n, amount in costs]
    for month in runway(drawn, spent).months:
        assert in_hand(drawn, spent, on=last_day_of_month(month.first_day)) == month.closing
