import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from evaluation.models import Simulation
from evaluation.runs.queries import engine_study_of
from evaluation.simulation.operations import (
    MOST_ATTEMPTS,
    request_simulation,
    requeue_simulations,
    run_simulation,
)
from evaluation.simulation.queries import is_being_made, simulated, why_not_made
from evaluation.value_map.operations import edit_row, refresh_figures
from psp.core.money import rounded
from tests.conftest import NOON

LATER = NOON + timedelta(minutes=1)


@pytest.fixture
def ready(small):
    refresh_figures(small, at=NOON)
    return small


def run(study, at=NOON):
    return run_simulation(simulation_id=study.simulation.pk, study_of=engine_study_of, at=at)


def seen(study):
    return type(study).objects.select_related("simulation").get(pk=study.pk)


def test_until_it_is_made_there_is_nothing_to_show(ready):
    assert (simulated(ready), is_being_made(ready)) == (None, True)


def test_it_varies_every_assumption_and_keeps_what_came_out(ready):
    run(ready)
    found = simulated(seen(ready))
    assert (found.is_current, found.runs, sum(bar.count for bar in found.bins)) == (True, 2000, 2000)
    assert found.bins[0].low <= found.low <= found.middle <= found.high <= found.bins[-1].high
    assert is_being_made(seen(ready)) is False


def test_the_page_says_where_the_study_itself_lies_and_how_sure_two_decimals_are(ready):
    run(ready)
    found = simulated(seen(ready))
    assert 45 <= found.percent_below_base <= 55
    share = rounded(found.percent_below_base, 0)
    assert found.base_in_words == (
        f"The study’s own £1.93 lies in the middle: {share} in 100 simulated results are lower."
    )
    assert found.draws_needed > 2000
    assert re.fullmatch(
        r"With 2,000 draws the ends of the range are sure to about £0\.0\d \(19 times in 20\)\. "
        r"Two reliable decimals need about [\d,]+ draws\.",
        found.precision_in_words,
    )


@pytest.mark.parametrize(
    ("below", "words"),
    [("12", "lies low: only 12 in 100"), ("40", "lies in the middle: 40 in 100"), ("84.2", "lies high: 84 in 100")],
)
def test_where_the_study_lies_is_said_in_plain_words(ready, below, words):
    run(ready)
    assert words in replace(simulated(seen(ready)), percent_below_base=Decimal(below)).base_in_words


def test_enough_draws_make_both_decimals_sure(ready):
    run(ready)
    found = replace(simulated(seen(ready)), draws_needed=1990)
    assert found.precision_in_words == "Both decimals of the range are sure with 2,000 draws."


def test_a_simulation_of_before_says_about_where_the_study_lies(ready):
    run(ready)
    exact = simulated(seen(ready))
    kept = Simulation.objects.get().found
    new = ("percent_below_base", "standard_error", "draws_needed", "method_version")
    Simulation.objects.update(found={name: value for name, value in kept.items() if name not in new})
    about = simulated(seen(ready))
    assert abs(about.percent_below_base - exact.percent_below_base) < 4
    assert (about.is_one_sided, about.precision_in_words) == (True, "")


def test_a_stated_range_is_what_is_drawn_from(ready):
    run(ready)
    automatic = simulated(seen(ready))
    ready.outcomes.update(proxy_low=Decimal(0), proxy_high=Decimal(800))
    refresh_figures(ready, at=LATER)
    run(ready, at=LATER)
    stated = simulated(seen(ready))
    assert stated.bins[-1].high - stated.bins[0].low > 2 * (automatic.bins[-1].high - automatic.bins[0].low)


def test_the_same_figures_give_the_same_range_again(ready):
    run(ready)
    first = Simulation.objects.get().found
    request_simulation(study=ready, at=NOON)
    run(ready)
    assert Simulation.objects.get().found == first


def test_figures_that_cannot_be_varied_are_given_up_with_the_reason_until_they_change(ready, olivia):
    def broken(study):
        raise ZeroDivisionError

    run_simulation(simulation_id=ready.simulation.pk, study_of=broken, at=NOON)
    failed = Simulation.objects.get()
    assert failed.state == "failed"
    assert why_not_made(seen(ready)) == (
        "The figures could not be varied (ZeroDivisionError). Tell an administrator, then change a figure to try again"
    )
    assert run(ready, at=LATER) is None
    edit_row(row=ready.outcomes.get(), changes={"quantity": Decimal(5)}, expected_version=1, by=olivia, at=LATER)
    assert run(ready, at=LATER).state == "done"


def test_one_that_stops_every_worker_is_given_up_with_words_until_a_figure_changes(ready, olivia):
    at = NOON
    for attempt in range(1, MOST_ATTEMPTS + 1):
        # A worker takes it and is killed.
        assert Simulation.objects.claim(ready.simulation.pk, at=at).attempts == attempt
        at += timedelta(hours=1)
        assert requeue_simulations(at=at) == (attempt < MOST_ATTEMPTS)
    failed = seen(ready)
    assert (failed.simulation.state, is_being_made(failed)) == ("failed", False)
    assert why_not_made(failed).startswith("The worker stopped each time it began. Tell an administrator")
    edit_row(row=ready.outcomes.get(), changes={"quantity": Decimal(5)}, expected_version=1, by=olivia, at=at)
    assert (run(ready, at=at).state, why_not_made(seen(ready))) == ("done", "")


def test_a_second_worker_leaves_it_alone(ready):
    assert run(ready) is not None
    assert run(ready) is None


def test_after_a_change_the_old_range_is_shown_as_old_until_the_new_one_is_there(ready, olivia):
    run(ready)
    edit_row(row=ready.outcomes.get(), changes={"quantity": Decimal(5)}, expected_version=1, by=olivia, at=LATER)
    assert (simulated(seen(ready)).is_current, is_being_made(seen(ready))) == (False, True)
    run(ready, at=LATER)
    assert (simulated(seen(ready)).is_current, is_being_made(seen(ready))) == (True, False)


def test_a_result_of_figures_changed_meanwhile_is_dropped(ready, olivia):
    def study_of(study):
        edit_row(row=ready.outcomes.get(), changes={"quantity": Decimal(5)}, expected_version=1, by=olivia, at=NOON)
        return engine_study_of(study)

    run_simulation(simulation_id=ready.simulation.pk, study_of=study_of, at=NOON)
    assert (Simulation.objects.get().state, Simulation.objects.get().found) == ("queued", {})


def test_a_killed_workers_simulation_is_taken_over(ready, settings):
    held = Simulation.objects.claim(ready.simulation.pk, at=NOON)
    assert run(ready, at=LATER) is None
    assert run(ready, at=NOON + settings.WORK_LEASE + timedelta(seconds=1)) is not None
    assert held.finish(found={}) is False


def test_what_waits_too_long_is_rung_for_again(ready):
    assert requeue_simulations(at=NOON + timedelta(seconds=10)) == 0
    assert requeue_simulations(at=LATER) == 1
    run(ready)
    assert requeue_simulations(at=LATER) == 0


def test_without_inputs_or_with_trouble_there_is_no_range(ready, olivia):
    edit_row(row=ready.inputs.get(), changes={"value": Decimal(0)}, expected_version=1, by=olivia, at=NOON)
    run(ready)
    assert (simulated(seen(ready)), Simulation.objects.get().state) == (None, "done")
    edit_row(row=ready.inputs.get(), changes={"price_year": 1999}, expected_version=2, by=olivia, at=NOON)
    run(ready)
    assert (simulated(seen(ready)), Simulation.objects.get().state) == (None, "done")


def test_the_newer_result_stays_when_the_count_of_attempts_repeats(ready, olivia):
    """The first worker reads the older figures; before it is done the second one takes the row, at the same attempt."""

    def older(study):
        figures = engine_study_of(study)
        edit_row(row=ready.outcomes.get(), changes={"quantity": Decimal(5)}, expected_version=1, by=olivia, at=NOON)
        Simulation.objects.update(attempts=0)
        run_simulation(simulation_id=ready.simulation.pk, study_of=newer, at=NOON)
        return figures

    def newer(study):
        first.append(Simulation.objects.get().attempts)
        return engine_study_of(study)

    first = []
    run_simulation(simulation_id=ready.simulation.pk, study_of=older, at=NOON)
    assert first == [1]
    assert Simulation.objects.get().found["map_version"] == seen(ready).map_version == 3


def test_a_worker_that_finishes_while_a_newer_one_works_keeps_nothing(ready, olivia):
    newer = []

    def older(study):
        edit_row(row=ready.outcomes.get(), changes={"quantity": Decimal(5)}, expected_version=1, by=olivia, at=NOON)
        Simulation.objects.update(attempts=0)
        newer.append(Simulation.objects.claim(ready.simulation.pk, at=NOON))
        return engine_study_of(study)

    run_simulation(simulation_id=ready.simulation.pk, study_of=older, at=NOON)
    assert (Simulation.objects.get().state, Simulation.objects.get().found) == ("running", {})
    assert newer[0].finish(found={"map_version": 3}, made_at=NOON) is True
