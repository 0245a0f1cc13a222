from dataclasses import replace
from datetime import date
from decimal import localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.sroi.engine.discounting import (
    GREEN_BOOK,
    GREEN_BOOK_HEALTH,
    Band,
    DiscountSchedule,
    NoRateError,
    Timing,
    flat_schedule,
)
from evaluation.sroi.engine.figures import BadFigureError, exact, rounded
from tests.evaluation.sroi.rows import FACTORS, D, percentages

END, MID, START = Timing.END_OF_YEAR, Timing.MID_YEAR, Timing.START_OF_YEAR


def a_schedule(*bands):
    return DiscountSchedule("Trial", "1", date(2026, 4, 1), bands)


@pytest.mark.parametrize(("year", "factor"), [pair for pair in FACTORS["standard"].items() if pair[0] != "0"])
def test_green_book_factors_are_the_published_ones(year, factor):
    assert str(rounded(GREEN_BOOK.factor(int(year), END), 4)) == factor


def test_the_base_year_itself_is_not_discounted():
    assert str(rounded(GREEN_BOOK.factor(1, START), 4)) == FACTORS["standard"]["0"]


@pytest.mark.parametrize(("year", "factor"), list(FACTORS["mid_year"].items()))
def test_mid_year_factors_are_the_published_ones(year, factor):
    assert str(rounded(GREEN_BOOK.factor(int(year), MID), 4)) == factor


def test_the_start_of_a_year_is_the_end_of_the_year_before():
    assert GREEN_BOOK.factors(40, START)[1:] == GREEN_BOOK.factors(39, END)


@exact()
def test_factors_multiply_band_by_band():
    schedule = a_schedule(Band(2, D(10)), Band(None, D(5)))
    worked = [1 / D("1.1"), 1 / D("1.21"), 1 / (D("1.21") * D("1.05")), 1 / (D("1.21") * D("1.05") ** 2)]
    assert [rounded(factor, 40) for factor in schedule.factors(4, END)] == [rounded(factor, 40) for factor in worked]


@exact()
def test_mid_year_across_a_border_takes_half_a_year_at_the_rate_of_its_own_year():
    schedule = a_schedule(Band(2, D(10)), Band(None, D(21)))
    assert rounded(schedule.factor(3, MID), 40) == rounded(1 / (D("1.21") * D("1.1")), 40)


@given(st.lists(st.tuples(st.integers(1, 20), percentages), min_size=1, max_size=4), st.integers(1, 30))
def test_end_is_never_worth_more_than_middle_nor_middle_than_start(steps, year):
    bands, to_year = [], 0
    for length, rate in steps:
        to_year += length
        bands.append(Band(to_year, rate))
    schedule = a_schedule(*bands, Band(None, D(1)))
    assert 0 < schedule.factor(year, END) <= schedule.factor(year, MID) <= schedule.factor(year, START) <= 1


def test_a_year_past_the_last_band_is_refused():
    with pytest.raises(NoRateError, match=r"Green Book, health \(2022\) has no rate for year 31"):
        GREEN_BOOK_HEALTH.factors(31, END)
    assert str(rounded(GREEN_BOOK_HEALTH.factor(1, END), 4)) == "0.9852"


def test_factors_do_not_depend_on_the_decimal_context():
    with localcontext() as context:
        context.prec = 4
        rough = flat_schedule(D("2.75")).factors(5, MID)
    assert rough == flat_schedule(D("2.75")).factors(5, MID)
    assert len(rough[0].as_tuple().digits) == 60


def test_moving_the_first_rate_moves_later_bands_by_as_many_points_but_not_below_nought():
    moved = GREEN_BOOK.moved_to(D("0.8"))
    assert [(band.to_year, band.rate) for band in moved.bands] == [(30, D("0.8")), (75, D("0.3")), (125, D(0))]
    assert replace(moved, bands=GREEN_BOOK.bands) == GREEN_BOOK


@pytest.mark.parametrize(
    ("bands", "reason"),
    [
        ((), "at least one band"),
        ((Band(10, D(3)), Band(10, D(2))), "band 2 ends in year 10, not after year 10"),
        ((Band(0, D(3)),), "band 1 ends in year 0, not after year 0"),
        ((Band(None, D(3)), Band(20, D(2))), "band 1 has no end"),
    ],
)
def test_bands_out_of_order_are_refused(bands, reason):
    with pytest.raises(ValueError, match=reason):
        a_schedule(*bands)


@pytest.mark.parametrize("rate", ["-1", "100.5", "NaN"])
def test_a_rate_outside_its_limits_is_refused(rate):
    with pytest.raises(BadFigureError):
        flat_schedule(D(rate))
