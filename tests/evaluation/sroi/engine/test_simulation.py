from dataclasses import replace
from statistics import mean, stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.sroi.engine.assumptions import Assumption, Field, assumptions_of, baseline_of
from evaluation.sroi.engine.figures import BadFigureError, rounded
from evaluation.sroi.engine.ranges import Range, Shape, range_of
from evaluation.sroi.engine.simulation import Simulation, simulate
from tests.evaluation.sroi.rows import ADMISSIONS, D, a_study, an_outcome, outcomes_strategy, wheels

PROXY, DURATION = (Assumption(field, ("walks",)) for field in (Field.PROXY, Field.DURATION))


def ranges_of(study):
    single = [one for one in assumptions_of(study) if one.rows not in {ADMISSIONS.rows[:1], ADMISSIONS.rows[1:2]}]
    baseline = baseline_of(study)
    return [range_of(baseline, one) for one in single if one != ADMISSIONS]


def test_the_same_seed_gives_the_same_ratios_in_whatever_order_ranges_come():
    study = wheels()
    ranges = ranges_of(study)
    first = simulate(study, ranges, seed=7, runs=50)
    assert simulate(study, list(reversed(ranges)), seed=7, runs=50) == first
    assert simulate(study, ranges, seed=8, runs=50).ratios != first.ratios


def test_rows_of_other_keys_and_in_another_order_are_simulated_alike():
    """A study that comes back from a file has other keys; moving a row up changes no figure."""
    rows = [an_outcome(key, label=label, proxy=D(proxy)) for key, label, proxy in (("a", "X", 50), ("b", "Y", 90))]
    again = [replace(rows[1], key="outcome-10"), replace(rows[0], key="outcome-9")]
    first, second = (varied(a_study(*found), runs=100) for found in (rows, again))
    assert first.ratios == second.ratios


def test_the_figures_of_a_seed_do_not_change_between_releases():
    simulated = simulate(a_study(an_outcome()), [Range(PROXY, D(50), D(200))], seed=1, runs=4)
    assert [str(rounded(ratio, 6)) for ratio in simulated.ratios] == ["0.817448", "0.937381", "1.404737", "1.521618"]


def test_every_ratio_lies_between_the_extremes_of_its_range():
    for shape in Shape:
        simulated = simulate(a_study(an_outcome()), [Range(PROXY, D(50), D(200), shape)], seed=3, runs=500)
        assert D("0.5") <= simulated.ratios[0] < D("0.7")
        assert D("1.7") < simulated.ratios[-1] <= 2
        assert simulated.ratios == tuple(sorted(simulated.ratios))


def test_a_triangular_range_peaks_at_todays_value_and_a_uniform_one_does_not():
    means = [
        simulate(a_study(an_outcome()), [Range(PROXY, D(100), D(400), shape)], seed=3, runs=2000).mean
        for shape in (Shape.TRIANGULAR, Shape.UNIFORM)
    ]
    assert [rounded(mean, 1) for mean in means] == [D("2.0"), D("2.5")]


@pytest.mark.parametrize("shape", list(Shape))
def test_durations_are_drawn_as_whole_years(shape):
    simulated = simulate(a_study(an_outcome(duration_years=2)), [Range(DURATION, D(1), D(3), shape)], seed=5, runs=200)
    assert set(simulated.ratios) == {1, 2, 3}


def test_a_range_of_one_value_changes_nothing():
    simulated = simulate(a_study(an_outcome()), [Range(PROXY, D(100), D(100))], seed=5, runs=3)
    assert simulated.ratios == (1, 1, 1)
    assert [(bar.low, bar.high, bar.count) for bar in simulated.bins()] == [(1, 1, 3)]


def test_without_inputs_there_is_nothing_to_simulate():
    assert simulate(a_study(an_outcome(), inputs=()), [], seed=1, runs=5) is None


def test_inputs_that_may_fall_to_nought_leave_no_ratio_to_collect():
    gone = Range(Assumption(Field.INPUTS), D(0), D(0), Shape.UNIFORM)
    assert simulate(a_study(an_outcome()), [gone], seed=1, runs=5) is None


@pytest.mark.parametrize("runs", [0, 100_001])
def test_the_number_of_runs_is_limited(runs):
    with pytest.raises(ValueError, match=f"runs: {runs} is not between 1 and 100,000"):
        simulate(a_study(), [], seed=1, runs=runs)


def test_a_triangular_range_that_leaves_out_todays_value_is_refused():
    with pytest.raises(BadFigureError, match="the range 101 to 200 leaves out today's value 100"):
        simulate(a_study(an_outcome()), [Range(PROXY, D(101), D(200))], seed=1, runs=5)


def varied(study, *, method="1.1", runs=1000):
    baseline = baseline_of(study)
    ranges = [range_of(baseline, one, method=method) for one in assumptions_of(study) if len(one.rows) < 2]
    return simulate(study, ranges, seed=20090401, runs=runs)


def test_the_worked_example_lies_in_the_middle_of_its_own_simulation():
    study = wheels()
    assert 48 <= varied(study).percent_below(baseline_of(study).ratio) <= 52


def test_what_pushed_a_study_to_one_side_of_its_simulation_no_longer_does():
    """One year could only become two, and 0 % only grow: the study's own result lay far from the middle."""
    low = a_study(*(an_outcome(f"row {place}", label=str(place)) for place in range(6)))
    high = a_study(*(an_outcome(f"row {place}", label=str(place), duration_years=9) for place in range(6)))
    was, now = (
        [varied(study, method=method).percent_below(baseline_of(study).ratio) for study in (low, high)]
        for method in ("1.0", "1.1")
    )
    assert was[1] > 75
    assert was[0] < 30
    assert all(45 <= percent <= 55 for percent in now)


@settings(max_examples=20)
@given(study=outcomes_strategy(quantities=st.integers(1, 500).map(D)).map(lambda rows: a_study(*rows, rate="3.5")))
def test_a_studys_own_result_lies_near_the_middle(study):
    assert 40 <= varied(study, runs=400).percent_below(baseline_of(study).ratio) <= 60


def test_where_a_ratio_lies_counts_those_equal_to_it_half():
    simulated = Simulation(seed=1, ratios=tuple(D(n) for n in (1, 2, 2, 2, 3, 4, 5, 6, 7, 8)))
    assert [simulated.percent_below(D(ratio)) for ratio in (0, 2, 3, 9)] == [0, 25, 45, 100]


def test_the_standard_error_is_what_repeated_simulations_scatter_by():
    """Brute force: sixty simulations of other seeds; their percentiles scatter as one of them says they do."""
    study = a_study(an_outcome(), an_outcome("talks"))
    ranges = [Range(Assumption(Field.PROXY, (row,)), D(50), D(200)) for row in ("walks", "talks")]
    runs = [simulate(study, ranges, seed=seed, runs=400) for seed in range(60)]
    for percent in (5, 50, 95):
        scatter = stdev(float(run.percentile(percent)) for run in runs)
        said = mean(float(run.standard_error(percent)) for run in runs)
        assert 0.7 < said / scatter < 1.4


def test_draws_for_two_decimals_grow_with_the_square_of_the_error():
    simulated = Simulation(seed=1, ratios=tuple(D(n) / 1000 for n in range(1000)))
    # The ranks 943 to 957 of 1,000 equally spaced ratios: an error of 0.0070, and (1.96 x 0.0070 / 0.005)^2 times as many.
    assert rounded(simulated.standard_error(95), 4) == D("0.0070")
    assert simulated.draws_for(2, 95) == 7530
    assert simulated.draws_for(1, 95) == 76
    assert Simulation(seed=1, ratios=(D(1),) * 200).draws_for(2, 95) == 0


def test_a_simulation_sums_itself_up():
    simulated = Simulation(seed=1, ratios=tuple(D(tenths) / 10 for tenths in range(1, 21)))
    assert (simulated.mean, simulated.percent_at_least_one) == (D("1.05"), 55)
    assert [simulated.percentile(percent) for percent in (0, 5, 6, 50, 100)] == [
        D(n) for n in ["0.1", "0.1", "0.2", "1.0", "2.0"]
    ]
    assert [bar.count for bar in simulated.bins(4)] == [5, 5, 5, 5]
    assert (simulated.bins(4)[0].low, simulated.bins(4)[3].high) == (D("0.1"), D("2.0"))
    with pytest.raises(ValueError, match="between 0 and 100, not 101"):
        simulated.percentile(101)
