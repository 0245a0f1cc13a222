"""The background tasks of evaluations: thin. They read the clock and call one operation."""

from celery import shared_task
from django.utils import timezone

from evaluation.runs.queries import engine_study_of
from evaluation.simulation import operations as simulation
from evaluation.value_map.operations import refresh_older_figures


# What waits is rung for again and again: an old bell is worth nothing.
@shared_task(name="evaluation.simulate_study", expires=120)
def simulate_study(simulation_id: int) -> None:
    simulation.run_simulation(simulation_id=simulation_id, study_of=engine_study_of, at=timezone.now())


@shared_task(name="evaluation.requeue_simulations")
def requeue_simulations() -> None:
    refresh_older_figures(at=timezone.now())
    simulation.requeue_simulations(at=timezone.now())
