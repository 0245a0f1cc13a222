from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from partnerships.income.engine import PARTS, Year, latest, parts_shown

amounts = st.dictionaries(st.sampled_from(PARTS), st.decimals(0, 10**9, places=2))


def a_year(end=date(2026, 3, 31), *, is_from_register=False, **parts):
    return Year(end, {name: Decimal(value) for name, value in parts.items()}, is_from_register)


def test_a_years_income_is_the_sum_of_its_kinds_and_grants_are_a_share_of_it():
    year = a_year(grants=30_000, contracts=50_000, donations="15000.50", trading=4_999, other="0.50")
    assert (year.total, year.grant_reliance) == (Decimal("100000.00"), Decimal("30.00"))


def test_a_register_does_not_tell_grants_so_the_share_is_not_known():
    assert a_year(donations=20_000, is_from_register=True).grant_reliance is None
    assert a_year(grants=10, charitable_activities=1).grant_reliance is None
    assert a_year(grants=10, unsplit=1).grant_reliance is None


def test_a_year_without_income_has_no_share():
    assert a_year().grant_reliance is None


def test_the_latest_year_is_the_one_that_ended_last():
    years = [a_year(date(2024, 3, 31)), a_year(date(2026, 3, 31)), a_year(date(2025, 3, 31))]
    assert latest(years) == years[1]
    assert latest([]) is None


def test_only_kinds_some_year_has_are_shown_in_their_order():
    assert parts_shown([a_year(trading=5, grants=0), a_year(contracts=1)]) == ["contracts", "trading"]


@given(amounts)
def test_a_share_lies_between_nothing_and_all(parts):
    year = Year(date(2026, 3, 31), parts)
    assert year.grant_reliance is None or 0 <= year.grant_reliance <= 100
