"""Asking for a simulation whenever figures change, and making it in the background."""

import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import structlog
from django.db import DatabaseError, OperationalError
from django.utils.translation import gettext as _

from evaluation.simulation.models import Simulation
from evaluation.sroi.engine.assumptions import Field, assumptions_of, baseline_of, shared_quantities
from evaluation.sroi.engine.compute import METHOD_VERSION
from evaluation.sroi.engine.figures import rounded
from evaluation.sroi.engine.ranges import range_of
from evaluation.sroi.engine.simulation import simulate
from evaluation.sroi.engine.values import Study as EngineStudy
from evaluation.studies.models import Study
from psp.core.work import FREE, WorkState, ring

log = structlog.stdlib.get_logger(__name__)

# The same seed for every study: two studies differ by their figures, never by luck.
SEED = 20090401
MOST_RUNS, FEWEST_RUNS = 2_000, 200
# Rows times runs that take a worker a few seconds.
WORKLOAD = 20_000
# Nine of ten results lie between these percentiles.
LOW, HIGH = 5, 95
# Both ends are shown with two.
DECIMALS = 2
# One that stopped every worker so often is given up until a figure of its study changes.
MOST_ATTEMPTS = 6
# A simulation whose bell rang and that still waits after this is rung for again.
PATIENCE = timedelta(seconds=20)


def request_simulation(*, study: Study, at: datetime) -> Simulation:
    """Ask for a simulation of a study's figures as they stand; what was found before stays until then.

    1. puts the study's one row in the queue; 2. rings for a worker after the commit.
    """
    found, created = Simulation.objects.get_or_create(study=study, defaults={"next_attempt_at": at})
    if not created:
        # Whoever works on it holds it no longer: what comes of older figures is dropped.
        again = {"state": WorkState.QUEUED, "next_attempt_at": at, "attempts": 0, "error": ""}
        Simulation.objects.filter(pk=found.pk).update(**again, **FREE)
    _ring_for(found.pk)
    return found


def _ring_for(simulation_id: int) -> None:
    from evaluation.tasks import simulate_study

    ring(simulate_study, simulation_id=simulation_id)


def run_simulation(
    *, simulation_id: int, study_of: Callable[[Study], EngineStudy | None], at: datetime
) -> Simulation | None:
    """Make a simulation that waits, if nobody else holds it. Call it outside a transaction.

    ``study_of`` reads the figures of a study as the engine takes them, None where they cannot be computed.
    1. takes the row with a lease; 2. varies every assumption at once; 3. keeps what came out with the version of the
    figures. Figures changed meanwhile have put the row back in the queue, and this result is dropped. What goes wrong is
    noted on the row; the next change of a figure asks anew.
    """
    work = Simulation.objects.claim(simulation_id, at=at)
    if work is None:
        return None
    study = Study.objects.select_related("schedule", "price_index").get(pk=work.study_id)
    try:
        engine_study = study_of(study)
        found = _found(engine_study) if engine_study is not None else {}
    except OperationalError:
        # Put back, it is there for the next attempt at once; where even that cannot be written, the lease runs out.
        with contextlib.suppress(DatabaseError):
            work.try_again(at=at, error="")
        raise
    except Exception as problem:  # figures nobody foresaw must not be tried for ever, and somebody must see it
        log.exception("simulation_failed", study_id=study.pk, problem=type(problem).__name__)
        words = _("The figures could not be varied ({kind}). Tell an administrator, then change a figure to try again")
        work.give_up(error=words.format(kind=type(problem).__name__))
        return work
    kept = work.finish(found={"map_version": study.map_version, **found}, made_at=at)
    log.info("study_simulated", study_id=study.pk, kept=kept, runs=found.get("runs", 0))
    return work


def _found(study: EngineStudy) -> dict[str, Any]:
    baseline = baseline_of(study)
    shared = shared_quantities(study)
    in_shared = {row for assumption in shared for row in assumption.rows}
    # One count used in three rows varies once, not three times.
    varied = [
        assumption
        for assumption in assumptions_of(study)
        if not (assumption.field is Field.QUANTITY and len(assumption.rows) == 1 and assumption.rows[0] in in_shared)
    ]
    runs = max(FEWEST_RUNS, min(MOST_RUNS, WORKLOAD // max(1, len(study.valued))))
    ranges = [range_of(baseline, assumption) for assumption in varied if _is_there(baseline, assumption)]
    simulation = simulate(study, ranges, seed=SEED, runs=runs)
    if simulation is None:
        return {}
    error = max(simulation.standard_error(LOW), simulation.standard_error(HIGH))
    draws = max(simulation.draws_for(DECIMALS, LOW), simulation.draws_for(DECIMALS, HIGH))
    base = baseline.ratio if baseline.ratio is not None else Decimal(0)
    return {
        "bins": [[str(rounded(bar.low, 6)), str(rounded(bar.high, 6)), bar.count] for bar in simulation.bins()],
        "low": str(rounded(simulation.percentile(LOW), 4)),
        "high": str(rounded(simulation.percentile(HIGH), 4)),
        "middle": str(rounded(simulation.percentile(50), 4)),
        "percent_at_least_one": str(rounded(simulation.percent_at_least_one, 2)),
        "percent_below_base": str(rounded(simulation.percent_below(base), 2)),
        "standard_error": str(rounded(error, 6)),
        "draws_needed": draws,
        "method_version": METHOD_VERSION,
        "runs": runs,
        "seed": SEED,
    }


def _is_there(baseline: Any, assumption: Any) -> bool:
    return assumption.field is not Field.INPUTS or bool(baseline.inputs_total)


def requeue_simulations(*, at: datetime) -> int:
    """Ring for simulations that wait and that nobody works on; return how many. What no worker survived is given up."""
    words = _("The worker stopped each time it began. Tell an administrator, then change a figure to try again")
    if given_up := Simulation.objects.abandon(at=at, after=MOST_ATTEMPTS, error=words):
        log.error("simulations_given_up", simulations=given_up)
    waiting = Simulation.objects.claimable(at).filter(next_attempt_at__lte=at - PATIENCE)
    ids = list(waiting.values_list("pk", flat=True)[:100])
    for simulation_id in ids:
        _ring_for(simulation_id)
    return len(ids)
