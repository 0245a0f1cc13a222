from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from partnerships.funding.engine.coverage import Cover, HeadCoverage, HeadSpending, coverage, in_all, spending
from partnerships.funding.engine.in_hand import in_hand
from partnerships.funding.engine.runway import runway
from partnerships.funding.engine.sources import Certainty, FundingLine, Head, MonthCost, Payment
from psp.core.dates import add_months

APRIL = date(2027, 4, 1)
OCTOBER = date(2027, 10, 1)


def funded(amount, on=APRIL, head=Head.DEVELOPMENT, certainty=Certainty.SECURED, repayments=()):
    return FundingLine(head, certainty, (Payment(on, Decimal(amount)),), tuple(repayments))


def costs(monthly=2000, months=6, head=Head.DEVELOPMENT):
    return [MonthCost(add_months(APRIL, number), head, Decimal(monthly)) for number in range(months)]


def test_the_three_heads_are_covered_short_or_without_funding():
    lines = [
        funded(12000),
        funded(500, head=Head.VISION),
        funded(9000, head=Head.ADMINISTRATION, certainty=Certainty.APPLIED),
        funded(9000, head=Head.OTHER),
    ]
    planned = [*costs(), *costs(200, 3, Head.VISION), *costs(100, 6, Head.ADMINISTRATION)]
    assert coverage(lines, planned, until=date(2027, 9, 30)) == (
        HeadCoverage(Head.DEVELOPMENT, Decimal(12000), Decimal(12000), Decimal(0), Cover.COVERED),
        HeadCoverage(Head.VISION, Decimal(600), Decimal(500), Decimal(100), Cover.SHORT),
        HeadCoverage(Head.ADMINISTRATION, Decimal(600), Decimal(0), Decimal(600), Cover.NO_FUNDING),
    )


def test_promised_money_and_money_for_later_are_pending_as_the_gate_sees_them():
    lines = [
        funded(900, certainty=Certainty.PROMISED),
        funded(900, on=OCTOBER, head=Head.VISION),
        funded(900, head=Head.ADMINISTRATION, certainty=Certainty.APPLIED),
    ]
    found = coverage(lines, costs(), until=date(2027, 9, 30))
    assert [(row.cover, row.promised) for row in found] == [
        (Cover.PENDING, 900),
        (Cover.PENDING, 0),
        (Cover.NO_FUNDING, 0),
    ]


def test_a_head_without_money_has_no_funding_even_where_no_cost_is_planned():
    assert [one.cover for one in coverage([], [], until=OCTOBER)] == [Cover.NO_FUNDING] * 3


def test_coverage_counts_up_to_and_with_its_last_day():
    """A day of June is a thirtieth of its £2,000."""
    [development, *_] = coverage([funded(4000), funded(4000, on=date(2027, 6, 1))], costs(), until=date(2027, 6, 1))
    assert (development.needed, development.funded, development.short_by) == (Decimal("4066.67"), 8000, 0)
    [development, *_] = coverage([funded(4000), funded(4000, on=date(2027, 6, 1))], costs(), until=date(2027, 5, 31))
    assert (development.needed, development.funded, development.short_by) == (4000, 4000, 0)


def test_a_repayment_is_a_cost_of_its_own_head():
    loan = funded(2000, head=Head.VISION, repayments=[Payment(date(2027, 6, 1), Decimal(2500))])
    vision = coverage([loan], costs(), until=OCTOBER)[1]
    assert vision == HeadCoverage(Head.VISION, Decimal(2500), Decimal(2000), Decimal(500), Cover.SHORT)


def test_spending_compares_the_months_whose_actual_cost_is_known():
    april, may, june, *_ = costs()
    known = [replace(april, actual=Decimal("2100.50")), replace(may, actual=Decimal(1800)), june]
    assert spending([*known, *costs(head=Head.VISION)]) == (
        HeadSpending(Head.DEVELOPMENT, Decimal(4000), Decimal("3900.50"), Decimal("-99.50")),
    )


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


@given(LINES, COSTS, DAYS)
def test_what_all_heads_have_left_is_the_balance_of_the_runway(lines, planned, until):
    """Heads and runway count the same money over the same days, to the penny."""
    whole = in_all(coverage(lines, planned, until=until, heads=list(Head)))
    assert whole.left == in_hand(lines, planned, on=until)


@given(LINES, COSTS, DAYS)
def test_the_gap_is_at_least_what_all_heads_together_are_short_of(lines, planned, start):
    planned = [*planned, *(MonthCost(add_months(APRIL, n), Head.OTHER, Decimal(0)) for n in range(24))]
    whole = in_all(coverage(lines, planned, until=start - timedelta(days=1), heads=list(Head)))
    assert runway(lines, planned, service_starts_on=start).gap >= -whole.left


@given(LINES, COSTS, PAYMENTS, st.sampled_from(Head), DAYS)
def test_extra_funding_never_worsens_the_cover_of_a_head(lines, planned, extra, head, until):
    worst_first = [Cover.NO_FUNDING, Cover.PENDING, Cover.SHORT, Cover.COVERED]
    before = coverage(lines, planned, until=until)
    after = coverage([*lines, FundingLine(head, Certainty.SECURED, extra)], planned, until=until)
    for earlier, later in zip(before, after, strict=True):
        assert worst_first.index(later.cover) >= worst_first.index(earlier.cover)
        assert later.short_by <= earlier.short_by
