from dataclasses import replace
from decimal import ROUND_DOWN, localcontext
from fractions import Fraction

import pytest
from hypothesis import given

from evaluation.sroi.engine.compute import compute
from evaluation.sroi.engine.discounting import GREEN_BOOK_HEALTH, NoRateError, Timing, flat_schedule
from evaluation.sroi.engine.figures import BadFigureError, pounds, rounded
from evaluation.sroi.engine.values import Deflator, Materiality, Starts
from tests.evaluation.sroi.rows import (
    EXPECTED,
    ONE_GRANT,
    WHEELS,
    D,
    a_study,
    amounts,
    an_input,
    an_outcome,
    outcomes_strategy,
    percentages,
    wheels,
)

TIMINGS = list(Timing)
QUOTED_BY_RATE = EXPECTED["ratio_by_rate_percent"]


def texts(figures):
    return [str(figure) for figure in figures]


def total_of(*outcomes, **given):
    return compute(a_study(*outcomes, **given)).total_present_value


def test_wheels_to_meals_equals_the_guide_to_the_penny():
    result = compute(wheels())
    assert texts(row.impact_pounds for row in result.outcomes) == [row["impact"] for row in WHEELS["outcomes"]]
    assert texts(result.value_by_year_pounds) == EXPECTED["value_by_year"]
    assert texts(result.present_value_by_year_pounds) == EXPECTED["present_value_by_year"]
    assert str(result.inputs_total_pounds) == EXPECTED["inputs_total"]


@pytest.mark.parametrize("timing", TIMINGS)
def test_wheels_to_meals_under_each_timing(timing):
    result, expected = compute(wheels(timing=timing)), EXPECTED[timing]
    assert str(result.total_present_value_pounds) == expected["total_present_value"]
    assert str(result.ratio_to(4)) == expected["ratio"]


def test_net_value_is_what_remains_after_the_inputs():
    result = compute(wheels())
    assert str(result.net_present_value_pounds) == EXPECTED["end_of_year"]["net_present_value"]
    assert (str(result.ratio_to()), str(result.net_ratio_to(4))) == ("1.93", "0.9290")


@pytest.mark.parametrize(("rate", "ratio"), [pair for pair in QUOTED_BY_RATE.items() if pair[0] != "1.5"])
def test_wheels_to_meals_at_other_rates(rate, ratio):
    assert str(compute(wheels(schedule=flat_schedule(D(rate)))).ratio_to(4)) == ratio


def test_wheels_to_meals_at_one_and_a_half_percent_is_the_exact_ratio_and_not_the_quoted_one():
    """The list quotes 1.9703, but its own rows give 83,488.27 / 42,375 = 1.97022, worked out here in fractions."""
    exact = sum(
        Fraction(row["impact"]) * (1 - Fraction(row["drop_off"]) / 100) ** year / Fraction("1.015") ** (year + 1)
        for row in WHEELS["outcomes"]
        for year in range(row["duration_years"])
    ) / Fraction(EXPECTED["inputs_total"])
    result = compute(wheels(schedule=flat_schedule(D("1.5"))))
    assert abs(Fraction(result.ratio) - exact) < Fraction(1, 10**50)
    assert (str(result.ratio_to(4)), QUOTED_BY_RATE["1.5"]) == ("1.9702", "1.9703")


@pytest.mark.parametrize("wrong", ["wrong_if_drop_off_in_year_1", "wrong_if_deductions_added"])
def test_the_two_common_mistakes_give_another_total(wrong):
    assert str(compute(wheels()).total_present_value_pounds) != EXPECTED[wrong]


def test_deductions_multiply_and_attribution_is_the_share_due_to_others():
    row = an_outcome(quantity=D(10), proxy=D(100), deadweight=D(50), displacement=D(20), attribution=D(25))
    assert total_of(row) == 300  # 1,000 x 0.5 x 0.8 x 0.75; added they would leave 50


def test_drop_off_starts_in_the_second_year_and_nothing_outlasts_the_duration():
    row = an_outcome(quantity=D(1), proxy=D(1000), duration_years=3, drop_off=D(10))
    assert texts(compute(a_study(row)).value_by_year_pounds) == ["1000.00", "900.00", "810.00"]


def test_an_outcome_that_starts_after_the_activity_comes_one_year_later():
    row = an_outcome(quantity=D(1), proxy=D(1000), duration_years=2, drop_off=D(10), starts=Starts.AFTER)
    result = compute(a_study(row, rate="25"))
    assert texts(result.value_by_year_pounds) == ["0.00", "1000.00", "900.00"]
    assert texts(result.present_value_by_year_pounds) == ["0.00", "640.00", "460.80"]
    assert [year.year for year in result.outcomes[0].years] == [2, 3]


def test_a_negative_outcome_stays_negative():
    result = compute(a_study(an_outcome("walks"), an_outcome("noise", quantity=D(-3))))
    assert (result.outcomes[1].impact, result.total_present_value) == (-300, 700)


def test_only_valued_rows_carry_value_and_the_others_are_still_listed():
    held = an_outcome("joy", proxy=None, materiality=Materiality.HELD, duration_years=9)
    excluded = an_outcome("traffic", materiality=Materiality.EXCLUDED)
    result = compute(a_study(an_outcome("walks"), held, excluded))
    assert [(row.key, row.materiality, row.impact, len(row.years)) for row in result.outcomes] == [
        ("walks", "valued", 1000, 1),
        ("joy", "held", 0, 0),
        ("traffic", "excluded", 0, 0),
    ]
    assert len(result.years) == 1


def test_without_inputs_the_ratio_is_undefined_not_nought():
    for inputs in ((), (an_input(0),)):
        result = compute(a_study(an_outcome(), inputs=inputs))
        assert (result.ratio, result.net_ratio, result.ratio_to(), result.net_ratio_to()) == (None,) * 4
        assert result.net_present_value == 1000


def test_a_study_without_outcomes_has_no_years_and_no_ratio_yet():
    result = compute(a_study())
    assert (result.years, result.total_present_value, result.ratio, result.net_ratio) == ((), 0, None, None)


@pytest.mark.parametrize(
    ("outcomes", "inputs", "totals"),
    [
        ((), (), (None, None, None)),
        ((), ONE_GRANT, (D("1000.00"), None, None)),
        ((an_outcome(proxy=None, materiality=Materiality.HELD),), ONE_GRANT, (D("1000.00"), None, None)),
        ((an_outcome(),), (), (None, D("1000.00"), None)),
        ((an_outcome(deadweight=D(100)),), (an_input(0),), (D("0.00"), D("0.00"), D("0.00"))),
    ],
)
def test_what_nobody_has_recorded_yet_is_no_total_of_nought(outcomes, inputs, totals):
    found = compute(a_study(*outcomes, inputs=inputs)).totals
    assert (found.inputs_total, found.total_present_value, found.net_present_value) == totals


def test_prices_of_another_year_are_rebased():
    deflators = (Deflator(2020, D(80)), Deflator(2024, D(100)))
    row = an_outcome(quantity=D(1), proxy=D(100), price_year=2020)
    study = a_study(row, inputs=[an_input(40, price_year=2020)], price_base_year=2024, deflators=deflators)
    result = compute(study)
    assert (result.outcomes[0].proxy, result.total_present_value, result.inputs_total) == (125, 125, 50)


def test_prices_of_the_base_year_need_no_deflator():
    assert total_of(an_outcome(price_year=2024), price_base_year=2024) == 1000


@pytest.mark.parametrize(
    ("base_and_deflators", "reason"),
    [
        ({"price_base_year": 2024, "deflators": (Deflator(2024, D(100)),)}, "there is no deflator for 2020"),
        ({"price_base_year": 2024, "deflators": (Deflator(2020, D(80)),)}, "there is no deflator for 2024"),
        ({}, "prices are of 2020, but the study has no price base year"),
    ],
)
def test_a_price_that_cannot_be_rebased_names_its_row(base_and_deflators, reason):
    with pytest.raises(BadFigureError) as refused:
        total_of(an_outcome("walks", price_year=2020), **base_and_deflators)
    assert str(refused.value) == f"walks, field price_year: {reason}"


def test_inputs_are_discounted_only_on_request_each_in_its_year():
    inputs = [an_input(1000, "first"), an_input(1210, "second", year=2)]
    plain = compute(a_study(inputs=inputs, rate="10"))
    discounted = compute(a_study(inputs=inputs, rate="10", timing=Timing.START_OF_YEAR, discount_inputs=True))
    assert plain.inputs_total == 2210
    assert texts(row.counted_pounds for row in discounted.inputs) == ["1000.00", "1100.00"]


def test_a_stakeholder_sees_what_they_put_in_and_what_changed_for_them():
    result = compute(wheels())
    shares = {
        share.stakeholder: (str(share.inputs_pounds), str(share.present_value_pounds)) for share in result.stakeholders
    }
    assert shares == {
        "Local authority": ("24375.00", "0.00"),
        "Volunteers (retired)": ("18000.00", "169.57"),
        "Elderly and disabled residents": ("0.00", "85056.17"),
        "Neighbours": ("0.00", "-3483.80"),
    }


def test_the_decimal_context_of_the_caller_does_not_matter():
    with localcontext() as context:
        context.prec = 5
        context.rounding = ROUND_DOWN
        assert str(compute(wheels(timing=Timing.MID_YEAR)).total_present_value_pounds) == "83160.12"


def test_a_schedule_that_ends_too_early_is_refused():
    study = a_study(an_outcome(duration_years=30, starts=Starts.AFTER))
    with pytest.raises(NoRateError, match="no rate for year 31"):
        compute(replace(study, settings=replace(study.settings, schedule=GREEN_BOOK_HEALTH)))


def test_two_rows_with_one_key_are_refused():
    with pytest.raises(BadFigureError, match="outcomes, field key: walks is used twice"):
        a_study(an_outcome("walks"), an_outcome("walks"))


@given(outcomes_strategy(), amounts)
def test_the_total_is_the_sum_by_stakeholder_by_year_and_by_outcome(outcomes, inputs):
    result = compute(a_study(*outcomes, inputs=[an_input(inputs)], rate="3.5"))
    for parts in (result.stakeholders, result.years, result.outcomes):
        assert pounds(sum(part.present_value for part in parts)) == result.total_present_value_pounds


@given(outcomes_strategy())
def test_the_order_of_outcomes_does_not_matter(outcomes):
    ahead, back = compute(a_study(*outcomes, rate="3.5")), compute(a_study(*reversed(outcomes), rate="3.5"))
    assert ahead.present_value_by_year_pounds == back.present_value_by_year_pounds
    assert rounded(ahead.ratio, 20) == rounded(back.ratio, 20)


@given(outcomes_strategy(quantities=amounts), percentages)
def test_value_later_in_the_year_is_never_worth_more(outcomes, rate):
    end, middle, start = (total_of(*outcomes, rate=rate, timing=timing) for timing in TIMINGS)
    assert end <= middle <= start


@given(outcomes_strategy(quantities=amounts), percentages)
def test_more_attribution_never_raises_a_positive_value(outcomes, attribution):
    less = [replace(row, attribution=min(row.attribution, attribution)) for row in outcomes]
    more = [replace(row, attribution=max(row.attribution, attribution)) for row in outcomes]
    assert total_of(*more, rate="3.5") <= total_of(*less, rate="3.5")


@given(outcomes_strategy())
def test_the_total_is_linear_in_quantity(outcomes):
    tripled = [replace(row, quantity=3 * row.quantity) for row in outcomes]
    assert pounds(total_of(*tripled, rate="3.5")) == pounds(3 * total_of(*outcomes, rate="3.5"))


@given(outcomes_strategy(drop_off=D(0)))
def test_without_drop_off_or_discount_each_year_has_the_whole_impact(outcomes):
    worked = sum(
        row.impact * source.duration_years
        for row, source in zip(compute(a_study(*outcomes)).outcomes, outcomes, strict=True)
    )
    assert pounds(worked) == pounds(total_of(*outcomes))
