from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.organisations.engine.bands import band_of, reliance_of, size_of

pounds = st.decimals(min_value=0, max_value=10**9, places=2)


@pytest.mark.parametrize(
    ("staff", "income", "size"),
    [
        (None, None, None),
        (5, None, "small"),
        (5, Decimal(5_000_000), "small"),
        (6, None, "medium"),
        (6, Decimal(100_000), "small"),
        (6, Decimal("100000.01"), "medium"),
        (None, Decimal(1_000_000), "medium"),
        (None, Decimal("1000000.01"), "large"),
        (0, Decimal(0), "small"),
    ],
)
def test_small_is_at_most_5_paid_staff_or_at_most_100_000_pounds(staff, income, size):
    assert size_of(staff, income) == size


@pytest.mark.parametrize(
    ("grants", "total", "reliance"),
    [(30, 100, Decimal(30)), (1, 3, Decimal("33.33")), (2, 3, Decimal("66.67")), (0, 0, None), (5, 2, Decimal(100))],
)
def test_grant_reliance_is_the_share_of_grants_in_all_income(grants, total, reliance):
    assert reliance_of(Decimal(grants), Decimal(total)) == reliance


@pytest.mark.parametrize(
    ("reliance", "band"),
    [
        (None, None),
        (Decimal(0), "low"),
        (Decimal("24.99"), "low"),
        (Decimal(25), "some"),
        (Decimal(50), "high"),
        (Decimal("74.99"), "high"),
        (Decimal(75), "most"),
        (Decimal(100), "most"),
    ],
)
def test_a_band_begins_with_its_lower_end(reliance, band):
    assert band_of(reliance) == band


@given(pounds, pounds)
def test_a_share_is_never_beyond_the_whole(grants, rest):
    reliance = reliance_of(grants, grants + rest)
    assert reliance is None if grants + rest == 0 else 0 <= reliance <= 100


@given(st.integers(0, 500), pounds, pounds)
def test_more_income_never_makes_an_organisation_smaller(staff, income, more):
    order = ["small", "medium", "large"]
    assert order.index(size_of(staff, income)) <= order.index(size_of(staff, income + more))
