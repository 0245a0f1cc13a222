import pytest

from evaluation.sroi.engine.assumptions import Assumption, Field, assumptions_of, baseline_of
from evaluation.sroi.engine.figures import BadFigureError, rounded
from evaluation.sroi.engine.ranges import Range, Shape, default_range
from evaluation.sroi.engine.simulation import Simulation, simulate
from tests.evaluation.sroi.rows import ADMISSIONS, D, a_study, an_outcome, wheels

PROXY, DURATION = (Assumption(field, ("walks",)) for field in (Field.PROXY, Field.DURATION))


def ranges_of(study):
    single = [one for one in assumptions_of(study) if one.rows not in {ADMISSIONS.rows[:1], ADMISSIONS.rows[1:2]}]
    baseline = baseline_of(study)
    return [default_range(baseline, one) for one in single if one != ADMISSIONS]


def test_the_same_seed_gives_the_same_ratios_in_whatever_order_ranges_come():
    study = wheels()
    ranges = ranges_of(study)
    first = simulate(study, ranges, seed=7, runs=50)
    assert simulate(study, list(reversed(ranges)), seed=7, runs=50) == first
    assert simulate(study, ranges, seed=8, runs=50).ratios != first.ratios


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
