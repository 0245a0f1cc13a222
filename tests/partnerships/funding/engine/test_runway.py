from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.funding.engine.runway import MonthBalance, Runway, runway
from partnerships.funding.engine.shortfalls import Shortfall
from partnerships.funding.engine.sources import Certainty, FundingLine, Head, MonthCost, Payment
from psp.core.dates import add_months, first_day_of_month, last_day_of_month
from psp.core.money import pounds

APRIL = date(2027, 4, 1)
OCTOBER = date(2027, 10, 1)


def funded(amount, on=APRIL, head=Head.DEVELOPMENT, certainty=Certainty.SECURED, repayments=()):
    return FundingLine(head, certainty, (Payment(on, Decimal(amount)),), tuple(repayments))


def costs(monthly=2000, months=6, head=Head.DEVELOPMENT):
    return [MonthCost(add_months(APRIL, number), head, Decimal(monthly)) for number in range(months)]


def test_6000_pounds_pay_three_of_six_months():
    found = runway([funded(6000)], costs(), service_starts_on=OCTOBER)
    assert [(month.first_day.month, int(month.closing)) for month in found.months] == [
        (4, 4000),
        (5, 2000),
        (6, 0),
        (7, -2000),
        (8, -4000),
        (9, -6000),
        (10, -6000),
    ]
    assert replace(found, months=()) == Runway(
        months=(),
        shortfalls=(Shortfall(date(2027, 7, 1), None, Decimal("6000.00"), date(2027, 9, 30)),),
        gap_on=date(2027, 9, 30),
        money_ends_on=date(2027, 7, 1),
        gap=Decimal("6000.00"),
        days_short=92,
        months_short=3,
        costs_known_until=date(2027, 9, 30),
    )


def test_money_ends_on_a_day_inside_the_month_its_cost_spread_evenly():
    # £1,000 is left for June, £66.67 a day: 15 days are paid, the 16th is not.
    assert runway([funded(5000)], costs()).money_ends_on == date(2027, 6, 16)


def test_the_gap_counts_only_the_days_before_the_service_starts():
    # 9 of the 30 days of June at £2,000 a month, with nothing left: £600.
    found = runway([funded(4000)], costs(), service_starts_on=date(2027, 6, 10))
    assert (found.gap, found.money_ends_on, found.days_short, found.months_short) == (
        Decimal("600.00"),
        date(2027, 6, 1),
        9,
        0,
    )


def test_costs_known_to_too_early_a_day_give_no_gap():
    found = runway([funded(4000)], costs(months=3), service_starts_on=OCTOBER)
    assert (found.money_ends_on, found.gap, found.months_short) == (date(2027, 6, 1), None, 4)
    assert runway([funded(4000)], costs(months=3), service_starts_on=date(2027, 7, 1)).gap == Decimal(2000)


def test_money_that_lasts_leaves_no_gap():
    found = runway([funded(12000)], costs(), service_starts_on=OCTOBER)
    assert (found.money_ends_on, found.gap, found.days_short, found.months_short) == (None, Decimal(0), 0, 0)


def test_money_that_ends_after_the_service_starts_is_not_short_of_it():
    found = runway([funded(6000)], costs(), service_starts_on=date(2027, 7, 1))
    assert (found.money_ends_on, found.gap, found.days_short) == (date(2027, 7, 1), Decimal(0), 0)


def paid(*payments):
    return FundingLine(Head.OTHER, Certainty.SECURED, tuple(Payment(day, Decimal(amount)) for day, amount in payments))


def test_money_that_comes_half_a_month_late_is_a_dip_and_no_end():
    found = runway([paid((APRIL, 2000), (date(2027, 5, 16), 10000))], costs(), service_starts_on=OCTOBER)
    # 15 of the 31 days of May are unpaid when the instalment arrives.
    dip = Shortfall(date(2027, 5, 1), date(2027, 5, 16), Decimal("967.74"), date(2027, 5, 15))
    assert (found.shortfalls, found.dips_before(OCTOBER), dip.days) == ((dip,), [dip], 15)
    assert (found.money_ends_on, found.days_short, found.months_short) == (None, 0, 0)
    assert (found.gap, found.gap_on) == (Decimal("967.74"), date(2027, 5, 15))
    assert found.months[-1].closing == Decimal(0)


def test_a_dip_of_760_pounds_for_four_days_ends_no_money():
    """£5,700 is £190 a day in June: £13,300 pay until 10 June, and the next instalment comes on the 15th."""
    found = runway([paid((APRIL, 13300), (date(2027, 6, 15), 30000))], costs(5700), service_starts_on=OCTOBER)
    [dip] = found.shortfalls
    assert dip == Shortfall(date(2027, 6, 11), date(2027, 6, 15), Decimal("760.00"), date(2027, 6, 14))
    assert (dip.days, found.money_ends_on, found.days_short) == (4, None, 0)


def test_a_shortfall_made_good_after_more_than_three_months_is_the_end_of_the_money():
    in_time = runway([paid((APRIL, 2000), (date(2027, 8, 1), 20000))], costs(months=9))
    too_late = runway([paid((APRIL, 2000), (date(2027, 8, 2), 20000))], costs(months=9))
    assert (in_time.money_ends_on, too_late.money_ends_on) == (None, date(2027, 5, 1))
    assert too_late.dips_before(None) == []


def test_the_end_comes_after_a_dip():
    found = runway([paid((APRIL, 2000), (date(2027, 5, 16), 4000))], costs(), service_starts_on=OCTOBER)
    assert [(s.starts_on, s.is_dip) for s in found.shortfalls] == [(date(2027, 5, 1), True), (date(2027, 7, 1), False)]
    assert (found.money_ends_on, found.months_short, found.gap) == (date(2027, 7, 1), 3, Decimal(6000))
    assert [s.starts_on for s in found.dips_before(OCTOBER)] == [date(2027, 5, 1)]
    assert found.dips_before(date(2027, 5, 1)) == []


def test_a_loan_is_money_and_its_repayment_a_cost():
    loan = funded(6000, repayments=[Payment(date(2027, 6, 20), Decimal(1500))])
    found = runway([loan], costs(months=3))
    june = MonthBalance(
        date(2027, 6, 1), Decimal(2000), Decimal(0), spent=Decimal(2000), repaid=Decimal(1500), closing=Decimal(-1500)
    )
    assert found.months[-1] == june
    # After 19 days £733.33 is left, which the repayment on the 20th exceeds.
    assert (found.money_ends_on, found.gap) == (date(2027, 6, 20), Decimal("1500.00"))


def test_actual_cost_takes_the_place_of_the_budget():
    april, may, june, *_ = costs()
    found = runway([funded(6000)], [replace(april, actual=Decimal(3000)), replace(may, actual=Decimal(0)), june])
    assert [month.spent for month in found.months] == [3000, 0, 2000]


def test_only_secured_money_counts_unless_more_is_asked_for():
    lines = [funded(4000), funded(8000, certainty=Certainty.APPLIED), funded(8000, certainty=Certainty.PROMISED)]
    assert runway(lines, costs()).money_ends_on == date(2027, 6, 1)
    assert runway(lines, costs(), counting=[Certainty.SECURED, Certainty.APPLIED]).money_ends_on is None


def test_nothing_recorded_is_an_empty_runway():
    assert runway([], []) == Runway((), None, Decimal(0), 0, 0, None)


def test_without_money_it_ends_on_the_first_day_of_cost():
    found = runway([], costs(), service_starts_on=OCTOBER)
    assert (found.money_ends_on, found.gap, found.months_short) == (APRIL, Decimal("12000.00"), 6)


def test_dates_half_a_century_apart_are_refused():
    with pytest.raises(ValueError, match="more than 50 years apart"):
        runway([funded(1, on=date(2087, 1, 1))], costs())


AMOUNTS = st.decimals(0, 5000, places=2)
DAYS = st.dates(APRIL, date(2028, 6, 30))
PAYMENTS = st.lists(st.builds(Payment, on=DAYS, amount=AMOUNTS), max_size=3).map(tuple)
LINES = st.lists(
    st.builds(
        FundingLine,
        head=st.sampled_from(Head),
        certainty=st.just(Certainty.SECURED),
        receipts=PAYMENTS,
        repayments=PAYMENTS,
    ),
    max_size=3,
)
COSTS = st.lists(st.builds(MonthCost, month=DAYS, head=st.sampled_from(Head), budget=AMOUNTS), max_size=6)


def _paid(schedules, day):
    return sum((Fraction(payment.amount) for schedule in schedules for payment in schedule if payment.on == day), 0)


def runs_below(balances):
    """Group the days below zero that follow on one another, as a person would with a calendar."""
    last = max(balances)
    days = sorted(day for day, balance in balances.items() if balance < 0)
    while days:
        run = [days[0]]
        while run[-1] + timedelta(days=1) in set(days):
            run.append(run[-1] + timedelta(days=1))
        days = [day for day in days if day > run[-1]]
        deepest_on = min(run, key=balances.get)
        amount = pounds(Decimal(-balances[deepest_on].numerator) / balances[deepest_on].denominator)
        if amount > 0:
            yield Shortfall(run[0], None if run[-1] == last else run[-1] + timedelta(days=1), amount, deepest_on)


@given(LINES, COSTS, st.decimals(-500, 500, places=2))
def test_the_runway_is_that_of_counting_every_day(lines, planned, refund):
    planned = [*planned, *costs(0), MonthCost(APRIL, Head.OTHER, refund)]
    found = runway(lines, planned, service_starts_on=OCTOBER)
    balances, day = {}, found.months[0].first_day
    held = Fraction(0)
    for month in found.months:
        per_day = Fraction(month.spent) / last_day_of_month(month.first_day).day
        while first_day_of_month(day) == month.first_day:
            held += _paid((line.receipts for line in lines), day)
            held -= _paid((line.repayments for line in lines), day)
            held -= per_day
            balances[day] = held
            day += timedelta(days=1)
    assert list(found.shortfalls) == list(runs_below(balances))
    ends = [s.starts_on for s in found.shortfalls if s.until is None or s.until > add_months(s.starts_on, 3)]
    assert found.money_ends_on == next(iter(ends), None)
    deepest = min([Fraction(0), *(balance for day, balance in balances.items() if day < OCTOBER)])
    assert abs(Fraction(found.gap) + deepest) <= Fraction(1, 200)


@given(LINES, COSTS, PAYMENTS)
def test_extra_funding_never_shortens_the_runway_nor_widens_the_gap(lines, planned, extra):
    planned = [*planned, *costs(0)]
    before = runway(lines, planned, service_starts_on=OCTOBER)
    after = runway([*lines, FundingLine(Head.OTHER, Certainty.SECURED, extra)], planned, service_starts_on=OCTOBER)
    assert (after.money_ends_on or date.max) >= (before.money_ends_on or date.max)
    assert after.gap <= before.gap
    assert after.days_short <= before.days_short


@given(LINES, COSTS)
def test_finding_the_gap_at_the_start_pays_every_day_before_the_service(lines, planned):
    planned = [*planned, *costs(0)]
    before = runway(lines, planned, service_starts_on=OCTOBER)
    # Half-up rounding may leave the gap half a penny under.
    found = funded(before.gap + Decimal("0.01"), on=before.months[0].first_day)
    after = runway([*lines, found], planned, service_starts_on=OCTOBER)
    assert (after.money_ends_on or date.max) >= OCTOBER
    assert (after.gap, after.days_short) == (Decimal(0), 0)


@given(LINES, COSTS)
def test_each_month_opens_as_the_last_one_closed_and_nothing_is_lost(lines, planned):
    months = runway(lines, planned).months
    closings = [Decimal(0), *(month.closing for month in months)]
    assert [month.opening for month in months] == closings[:-1]
    received = sum(payment.amount for line in lines for payment in line.receipts)
    repaid = sum(payment.amount for line in lines for payment in line.repayments)
    assert closings[-1] == received - repaid - sum(cost.budget for cost in planned)


@given(LINES, COSTS, DAYS, st.integers(0, 400))
def test_a_later_service_start_never_narrows_the_gap(lines, planned, start, later):
    planned = [*planned, *costs(0, months=36)]
    sooner = runway(lines, planned, service_starts_on=start)
    assert runway(lines, planned, service_starts_on=start + timedelta(later)).gap >= sooner.gap


def test_a_service_start_a_lifetime_off_adds_no_months():
    found = runway([funded(6000)], costs(), service_starts_on=date(2090, 1, 1))
    assert found.months == runway([funded(6000)], costs()).months
    assert found.money_ends_on == date(2027, 7, 1)
