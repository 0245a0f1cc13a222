"""What a study's simulation shows: the histogram, the range most results lie in, and how many break even."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evaluation.sroi.engine.simulation import Bin
from evaluation.studies.models import Study


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a simulation found. ``is_current`` tells whether the figures have not changed since."""

    bins: tuple[Bin, ...]
    low: Decimal
    high: Decimal
    middle: Decimal
    percent_at_least_one: Decimal
    runs: int
    seed: int
    is_current: bool

    @property
    def runs_in_words(self) -> str:
        return f"{self.runs:,}"


def simulated(study: Study) -> Simulated | None:
    """Read what the study's simulation found last; None where there is none yet, or nothing to simulate."""
    kept = getattr(study, "simulation", None)
    found: dict[str, Any] = kept.found if kept is not None else {}
    if kept is None or not found.get("bins"):
        return None
    return Simulated(
        bins=tuple(Bin(Decimal(low), Decimal(high), count) for low, high, count in found["bins"]),
        low=Decimal(found["low"]),
        high=Decimal(found["high"]),
        middle=Decimal(found["middle"]),
        percent_at_least_one=Decimal(found["percent_at_least_one"]),
        runs=found["runs"],
        seed=found["seed"],
        is_current=kept.is_of(study),
    )


def is_being_made(study: Study) -> bool:
    """Tell whether a simulation of the figures as they stand is still to come."""
    kept = getattr(study, "simulation", None)
    return kept is not None and not kept.is_of(study) and kept.state in {"queued", "running"}
