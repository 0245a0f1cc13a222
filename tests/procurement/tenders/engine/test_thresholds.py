from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.tenders.engine.findings import Trust
from procurement.tenders.engine.thresholds import (
    Duty,
    Regime,
    ServiceKind,
    Threshold,
    regime_that_applies,
    regimes_for,
    with_vat,
    without_vat,
)

VAT = Decimal(20)
DAY = date(2025, 6, 1)
REGULATED = Threshold("regulated", Decimal(50_000), False, date(2016, 4, 18), None, Trust.LAW_UNDER_REVIEW)
LIGHT = Threshold("light_touch", Decimal(663_540), True, date(2022, 1, 1), date(2025, 12, 31), Trust.LAW_UNCONFIRMED)
GOODS = Threshold(
    "goods_and_services", Decimal(214_904), True, date(2024, 1, 1), date(2025, 12, 31), Trust.LAW_UNCONFIRMED
)
BENEFITS = Threshold("community_benefits", Decimal(4_000_000), False, date(2016, 4, 18), None, Trust.LAW_UNDER_REVIEW)
ROWS = [REGULATED, LIGHT, GOODS, BENEFITS]


def names(value, *, includes_vat=False, vat_rate=VAT, on=DAY, rows=ROWS):
    regimes = regimes_for(Decimal(value), includes_vat=includes_vat, vat_rate=vat_rate, on=on, thresholds=rows)
    return [regime.threshold.name for regime in regimes if regime.applies]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("49999.99", []),
        ("50000", ["regulated"]),
        ("179086.66", ["regulated"]),  # £214,903.992 with VAT
        ("179086.67", ["regulated", "goods_and_services"]),  # £214,904.004 with VAT
        ("552949.99", ["regulated", "goods_and_services"]),  # £663,539.988 with VAT
        ("552950", ["regulated", "light_touch", "goods_and_services"]),  # £663,540 with VAT
        ("4000000", ["regulated", "light_touch", "goods_and_services", "community_benefits"]),
    ],
)
def test_a_value_without_vat_is_compared_on_each_thresholds_basis(value, expected):
    assert names(value) == expected


def test_a_value_with_vat_is_compared_without_it_where_the_threshold_is():
    assert names("59999.99", includes_vat=True) == []
    assert names("60000", includes_vat=True) == ["regulated"]


def test_a_welfare_service_free_of_vat_is_compared_as_it_is():
    assert names("214903.99", vat_rate=Decimal(0)) == ["regulated"]
    assert names("214904", vat_rate=Decimal(0)) == ["regulated", "goods_and_services"]


def test_a_figure_that_has_run_out_still_answers_but_asks_to_be_checked():
    [light] = regimes_for(Decimal(600_000), includes_vat=False, vat_rate=VAT, on=date(2026, 1, 1), thresholds=[LIGHT])
    assert (light.applies, light.is_current, light.compared) == (True, False, Decimal(720_000))
    [light] = regimes_for(Decimal(600_000), includes_vat=False, vat_rate=VAT, on=date(2025, 12, 31), thresholds=[LIGHT])
    assert light.is_current is True


def test_the_row_that_began_last_counts_whatever_the_order_of_rows():
    newer = Threshold("light_touch", Decimal(700_000), True, date(2026, 1, 1), None, Trust.LAW)
    for rows in ([LIGHT, newer], [newer, LIGHT]):
        assert names("560000", on=date(2026, 6, 1), rows=rows) == []
        assert names("560000", on=DAY, rows=rows) == ["light_touch"]


def test_a_threshold_not_yet_in_force_has_no_answer():
    assert regimes_for(Decimal(1), includes_vat=False, vat_rate=VAT, on=date(2000, 1, 1), thresholds=ROWS) == []


@pytest.mark.parametrize(("value", "rate"), [(Decimal(-1), VAT), (Decimal(1), Decimal(-1))])
def test_a_negative_value_or_rate_is_refused(value, rate):
    with pytest.raises(ValueError, match="cannot be negative"):
        regimes_for(value, includes_vat=False, vat_rate=rate, on=DAY, thresholds=ROWS)


@given(st.decimals(0, 10**9, places=2), st.decimals(0, 30, places=1))
def test_vat_added_and_taken_out_leaves_the_value(value, rate):
    assert abs(without_vat(with_vat(value, rate), rate) - value) < Decimal("1e-12")


@given(st.decimals(0, 10**7, places=2), st.decimals(0, 10**6, places=2), st.booleans())
def test_a_greater_value_never_leaves_a_regime(value, more, includes_vat):
    assert set(names(value, includes_vat=includes_vat)) <= set(names(value + more, includes_vat=includes_vat))


LAW_OF_2026 = [
    Threshold("Act", Decimal(50_000), False, date(2016, 4, 18), None, Trust.LAW_UNDER_REVIEW, Duty.REGULATED),
    Threshold("Light", Decimal(663_540), True, date(2026, 1, 1), None, Trust.LAW, Duty.LIGHT_TOUCH),
    Threshold("Old", Decimal(214_904), True, date(2024, 1, 1), date(2025, 12, 31), Trust.LAW, Duty.GOODS_SERVICES),
    Threshold("New", Decimal(207_720), True, date(2026, 1, 1), None, Trust.LAW, Duty.GOODS_SERVICES),
]


def answer_for(value, kind, *, on=date(2026, 3, 2), vat_rate=VAT, rows=LAW_OF_2026):
    found = regimes_for(Decimal(value), includes_vat=False, vat_rate=vat_rate, on=on, thresholds=rows)
    return regime_that_applies(found, kind)


@given(st.decimals(0, 10**7, places=2), st.sampled_from(ServiceKind), st.decimals(0, 25, places=1))
def test_exactly_one_regime_applies_to_every_value(value, kind, vat_rate):
    answer = answer_for(value, kind, vat_rate=vat_rate)
    with_tax = value * (100 + vat_rate) / 100
    own = {ServiceKind.SOCIAL: 663_540, ServiceKind.OTHER: 207_720}[kind]
    if answer.regime in {Regime.LIGHT_TOUCH, Regime.FULL}:
        assert with_tax >= own
    elif answer.regime is Regime.REGULATED:
        assert with_tax < own
        assert value >= 50_000
    else:
        assert (answer.regime, with_tax < own, value < 50_000) == (Regime.BELOW, True, True)
    assert (answer.regime is Regime.LIGHT_TOUCH) <= (kind is ServiceKind.SOCIAL)
    assert (answer.regime is Regime.FULL) <= (kind is ServiceKind.OTHER)


@given(st.decimals(0, 10**7, places=2), st.decimals(0, 10**6, places=2), st.sampled_from(ServiceKind))
def test_a_greater_value_never_falls_under_a_lighter_regime(value, more, kind):
    order = [Regime.BELOW, Regime.REGULATED, Regime.LIGHT_TOUCH, Regime.FULL]
    assert order.index(answer_for(value, kind).regime) <= order.index(answer_for(value + more, kind).regime)


def test_the_answer_rests_on_the_day_and_says_where_a_figure_needs_checking():
    assert answer_for("173100", ServiceKind.OTHER, on=date(2025, 12, 31)).regime is Regime.REGULATED
    assert answer_for("173100", ServiceKind.OTHER, on=date(2026, 1, 1)).regime is Regime.FULL
    assert answer_for("173100", ServiceKind.OTHER).needs_checking is False
    assert answer_for("60000", ServiceKind.OTHER).needs_checking is True
    assert answer_for("60000", ServiceKind.SOCIAL, on=date(2025, 6, 1)).missing == (Duty.LIGHT_TOUCH,)


def test_a_renamed_threshold_still_takes_over_from_the_one_of_its_duty():
    found = regimes_for(Decimal(1), includes_vat=False, vat_rate=VAT, on=date(2026, 3, 2), thresholds=LAW_OF_2026)
    assert [standing.threshold.name for standing in found] == ["Act", "Light", "New"]
