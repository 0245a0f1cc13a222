"""The background tasks, called as a worker calls them."""

from evaluation.models import Simulation
from evaluation.tasks import requeue_simulations, simulate_study
from evaluation.value_map.operations import refresh_figures
from tests.conftest import NOON


def test_a_worker_makes_a_simulation_once(small):
    refresh_figures(small, at=NOON)
    simulate_study(simulation_id=small.simulation.pk)
    made = Simulation.objects.get()
    assert (made.state, made.found["map_version"], made.attempts) == ("done", 2, 1)
    simulate_study(simulation_id=made.pk)
    assert Simulation.objects.get().attempts == 1


def test_a_simulation_that_is_gone_is_no_problem(db):
    simulate_study(simulation_id=4711)
    assert not Simulation.objects.exists()


def test_the_tasks_have_the_names_messages_are_sent_under():
    assert (simulate_study.name, requeue_simulations.name) == (
        "evaluation.simulate_study",
        "evaluation.requeue_simulations",
    )
