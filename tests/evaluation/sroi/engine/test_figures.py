from decimal import Decimal, Inexact, localcontext

import pytest

from evaluation.sroi.engine.figures import BadFigureError, exact, limit_problem, pounds, rounded, rounded_ratio
from tests.evaluation.sroi.rows import D, an_input, an_outcome


@pytest.mark.parametrize(
    ("value", "rounded_to"),
    [("0.005", "0.01"), ("0.0049999", "0.00"), ("2.675", "2.68"), ("-0.005", "-0.01"), ("1E+3", "1000.00")],
)
def test_pounds_are_rounded_half_up_away_from_nought(value, rounded_to):
    assert str(pounds(D(value))) == rounded_to


def test_a_loss_too_small_to_show_is_not_a_negative_nought():
    assert str(pounds(D("-0.004"))) == "0.00"


def test_an_undefined_ratio_stays_undefined():
    assert rounded_ratio(None) is None
    assert str(rounded_ratio(D("1.92904"), 4)) == "1.9290"


def test_the_decimal_context_of_the_caller_does_not_matter():
    with localcontext() as context:
        context.prec = 3
        context.traps[Inexact] = True
        assert str(rounded(D("123456.785"), 2)) == "123456.79"
        with exact():
            third = D(1) / 3
    assert third == D("0." + "3" * 60)


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("deadweight", D(120), "120 is more than 100"),
        ("deadweight", D("-0.1"), "-0.1 is less than 0"),
        ("duration_years", 0, "0 is less than 1"),
        ("duration_years", 101, "101 is more than 100"),
        ("value", D(-1), "-1 is less than 0"),
        ("quantity", D("NaN"), "NaN is not a number"),
        ("proxy", D("-Infinity"), "-Infinity is not a number"),
        ("deadweight", D(100), None),
        ("deadweight", D(0), None),
        ("quantity", D(-275), None),
    ],
)
def test_a_figure_outside_its_limits_is_named(field, value, problem):
    assert limit_problem(field, value) == problem


@pytest.mark.parametrize("field", ["deadweight", "displacement", "attribution", "drop_off"])
def test_a_row_refuses_more_than_a_hundred_percent(field):
    with pytest.raises(BadFigureError) as refused:
        an_outcome("walks", **{field: D("100.01")})
    assert str(refused.value) == f"walks, field {field}: 100.01 is more than 100"


def test_a_valued_row_needs_a_proxy():
    with pytest.raises(BadFigureError, match="walks, field proxy: a valued outcome needs a proxy value"):
        an_outcome("walks", proxy=None)


def test_an_input_is_never_negative():
    with pytest.raises(BadFigureError, match="grant, field value: -1 is less than 0"):
        an_input(Decimal(-1))
