"""What a study comes to: from its rows while they can change, from its frozen run once it is approved."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evaluation.runs.models import Run
from evaluation.sroi.engine.assumptions import Assumption, Field
from evaluation.sroi.engine.break_even import BreakEven
from evaluation.sroi.engine.frozen import record_of, result_from, study_from
from evaluation.sroi.engine.headline import Headline
from evaluation.sroi.engine.sensitivity import LikelyRange, one_way
from evaluation.sroi.engine.values import Study as EngineStudy
from evaluation.studies.models import Study
from evaluation.value_map.queries import Computed, Rows, Trouble, compute_rows, rows_of


@dataclass(frozen=True, slots=True)
class Shown:
    """A study with its rows and what it comes to. ``run`` is the frozen run the figures were read from, if any."""

    study: Study
    rows: Rows
    computed: Computed
    run: Run | None = None

    @property
    def engine_study(self) -> EngineStudy | None:
        return self.computed.study

    @property
    def headline(self) -> Headline | None:
        return self.computed.headline

    @property
    def trouble(self) -> Trouble | None:
        return self.computed.trouble


def shown(study: Study) -> Shown:
    """Read a study and what it comes to. Three queries for the rows; the run is fetched with the study where it is."""
    rows = rows_of(study)
    run = run_of(study)
    return Shown(study, rows, compute_rows(study, rows) if run is None else computed_then(run), run)


def run_of(study: Study) -> Run | None:
    """Return the frozen run of an approved or withdrawn study; None for any other."""
    return getattr(study, "run", None) if study.is_frozen else None


def engine_study_of(study: Study) -> EngineStudy | None:
    """Give a study as the engine takes it; None where something is in the way of computing it."""
    run = run_of(study)
    return study_from(run.record) if run is not None else compute_rows(study, rows_of(study)).study


def frozen_record(computed: Computed) -> dict[str, Any]:
    """Turn a computed study into the record of a run: every input, every figure, and what was said beside the ratio.

    Raises ValueError for a study that could not be computed.
    """
    study, headline = computed.study, computed.headline
    if study is None or headline is None:
        raise ValueError("Only a study that could be computed can be frozen.")
    likely, even = headline.likely, headline.break_even
    return record_of(study, headline.result) | {
        "likely": None if likely is None else {"low": str(likely.low), "high": str(likely.high)},
        "break_even": None
        if even is None
        else {
            "field": str(even.assumption.field),
            "rows": list(even.assumption.rows),
            "value": str(even.value),
            "breaks_even_at": str(even.breaks_even_at),
        },
    }


def computed_then(run: Run) -> Computed:
    """Give what a run recorded. The swings are worked out from its inputs; every published figure is read as it was."""
    study = study_from(run.record)
    likely, even = run.record.get("likely"), run.record.get("break_even")
    headline = Headline(
        result=result_from(run.record),
        swings=one_way(study, method=run.method_version),
        likely=None if likely is None else LikelyRange(Decimal(likely["low"]), Decimal(likely["high"])),
        break_even=None if even is None else _break_even(even),
    )
    return Computed(study, headline)


def _break_even(kept: dict[str, Any]) -> BreakEven:
    assumption = Assumption(Field(kept["field"]), tuple(kept["rows"]))
    return BreakEven(assumption, Decimal(kept["value"]), Decimal(kept["breaks_even_at"]))
