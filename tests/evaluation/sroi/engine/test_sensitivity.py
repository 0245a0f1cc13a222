import pytest
from hypothesis import given

from evaluation.sroi.engine.assumptions import Assumption, Change, Field, assumptions_of
from evaluation.sroi.engine.compute import compute
from evaluation.sroi.engine.figures import BadFigureError, rounded
from evaluation.sroi.engine.ranges import Range
from evaluation.sroi.engine.sensitivity import Scenario, likely_range, most_telling, one_way, run_scenarios, two_way
from tests.evaluation.sroi.rows import ADMISSIONS, D, a_study, an_outcome, outcomes_strategy, wheels

PROXY, DEADWEIGHT = (Assumption(field, ("walks",)) for field in (Field.PROXY, Field.DEADWEIGHT))
INPUTS = Assumption(Field.INPUTS)


def test_each_assumption_moves_alone_and_the_widest_swing_comes_first():
    fixed = [Range(INPUTS, D(1000), D(1000)), Range(Assumption(Field.DISCOUNT_RATE), D(0), D(0))]
    swings = one_way(a_study(an_outcome(deadweight=D(50))), fixed)
    worked = [(s.assumption.field, s.value, s.ratio_at_low, s.ratio_at_high) for s in swings if s.width]
    assert worked == [
        (Field.QUANTITY, 10, D("0.4"), D("0.6")),
        (Field.PROXY, 100, D("0.4"), D("0.6")),
        (Field.DEADWEIGHT, 50, D("0.6"), D("0.4")),
    ]


def test_a_stated_range_replaces_the_default_one():
    swings = one_way(a_study(an_outcome()), [Range(PROXY, D(10), D(400))])
    assert [(s.range.low, s.range.high) for s in swings if s.assumption == PROXY] == [(10, 400)]


def test_an_assumption_with_two_stated_ranges_is_refused():
    with pytest.raises(BadFigureError, match="walks, field proxy: has two ranges"):
        one_way(a_study(an_outcome()), [Range(PROXY, D(10), D(400)), Range(PROXY, D(10), D(300))])


def test_wheels_to_meals_turns_on_the_admissions():
    swings = one_way(wheels())
    assert swings[0].assumption == ADMISSIONS
    assert (rounded(swings[0].least, 4), rounded(swings[0].most, 4)) == (D("1.5567"), D("2.3013"))
    assert len(swings) == len(assumptions_of(wheels()))


def test_the_likely_range_spans_every_single_swing():
    likely = likely_range(one_way(wheels()))
    assert (rounded(likely.low, 2), rounded(likely.high, 2)) == (D("1.56"), D("2.30"))


def test_a_run_of_method_1_0_keeps_the_range_it_was_published_with():
    likely = likely_range(one_way(wheels(), method="1.0"))
    assert (rounded(likely.low, 2), rounded(likely.high, 2)) == (D("1.56"), D("2.46"))


def test_swings_of_one_width_stand_in_the_order_of_the_rows_whatever_their_keys():
    rows = [an_outcome("outcome-10", label="A"), an_outcome("outcome-9", label="B")]
    swings = one_way(a_study(*rows))
    assert [s.assumption.rows for s in swings if s.assumption.field is Field.PROXY] == [("outcome-10",), ("outcome-9",)]


def test_without_inputs_there_is_no_ratio_to_move():
    assert one_way(a_study(an_outcome(), inputs=())) == ()
    assert likely_range(()) is None


def test_a_range_that_lets_the_inputs_fall_to_nought_is_left_out():
    swings = one_way(a_study(an_outcome()), [Range(INPUTS, D(0), D(2000))])
    assert INPUTS not in [swing.assumption for swing in swings]


def test_the_tornado_shows_a_shared_quantity_once_and_nothing_without_width():
    swings = one_way(wheels())
    drawn = most_telling(swings, 100)
    quantities = {swing.assumption.rows for swing in drawn if swing.assumption.field is Field.QUANTITY}
    assert quantities == {ADMISSIONS.rows, *((f"outcomes row {row}",) for row in (4, 5, 7, 8))}
    assert all(swing.width for swing in drawn)
    assert most_telling(swings) == drawn[:10]


def test_scenarios_make_their_changes_together():
    halved = Scenario("Half the walkers at a lower price", (Change(PROXY, D(50)), Change(DEADWEIGHT, D(50))))
    nothing = Scenario("As it is", ())
    outcomes = run_scenarios(a_study(an_outcome()), [halved, nothing])
    assert [(o.scenario.name, o.total_present_value, o.inputs_total, o.ratio) for o in outcomes] == [
        ("Half the walkers at a lower price", 250, 1000, D("0.25")),
        ("As it is", 1000, 1000, 1),
    ]


def test_a_grid_holds_the_ratio_of_every_pair():
    grid = two_way(a_study(an_outcome()), PROXY, [D(100), D(200)], DEADWEIGHT, [D(0), D(25), D(50)])
    assert grid.ratios == ((D(1), D("0.75"), D("0.5")), (D(2), D("1.5"), D(1)))
    assert [change.value for change in grid.down] == [100, 200]


def test_a_grid_of_one_assumption_against_itself_is_refused():
    with pytest.raises(BadFigureError, match="walks is changed twice"):
        two_way(a_study(an_outcome()), PROXY, [D(1)], PROXY, [D(2)])


@given(outcomes_strategy())
def test_the_ratio_lies_within_its_likely_range_whatever_the_order_of_rows(outcomes):
    study = a_study(*outcomes, rate="3.5")
    likely = likely_range(one_way(study))
    turned = likely_range(one_way(a_study(*reversed(outcomes), rate="3.5")))
    assert rounded(likely.low, 20) <= rounded(compute(study).ratio, 20) <= rounded(likely.high, 20)
    assert (rounded(likely.low, 20), rounded(likely.high, 20)) == (rounded(turned.low, 20), rounded(turned.high, 20))
