"""What the ratio would be with other assumptions: one at a time, two together, or as a named set."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from evaluation.sroi.engine.assumptions import Assumption, Baseline, Change, Field, assumptions_of, baseline_of
from evaluation.sroi.engine.compute import METHOD_VERSION
from evaluation.sroi.engine.figures import exact
from evaluation.sroi.engine.ranges import Range, range_of
from evaluation.sroi.engine.values import Study


@dataclass(frozen=True, slots=True)
class Swing:
    """One bar of a tornado: the ratio at the lowest and at the highest value of one assumption."""

    range: Range
    value: Decimal
    ratio_at_low: Decimal
    ratio_at_high: Decimal

    @property
    def assumption(self) -> Assumption:
        return self.range.assumption

    @property
    def least(self) -> Decimal:
        return min(self.ratio_at_low, self.ratio_at_high)

    @property
    def most(self) -> Decimal:
        return max(self.ratio_at_low, self.ratio_at_high)

    @property
    def width(self) -> Decimal:
        return self.most - self.least


@dataclass(frozen=True, slots=True)
class LikelyRange:
    """The lowest and highest ratio that any single assumption, moved within its range, leads to."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named set of changes made together, such as "half the referrals"."""

    name: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class ScenarioOutcome:
    """What a scenario comes to, in unrounded pounds; the ratio is None without inputs."""

    scenario: Scenario
    total_present_value: Decimal
    inputs_total: Decimal
    ratio: Decimal | None


@dataclass(frozen=True, slots=True)
class Grid:
    """Ratios for every pair of values: a row for each of ``down``, a column for each of ``across``."""

    down: tuple[Change, ...]
    across: tuple[Change, ...]
    ratios: tuple[tuple[Decimal | None, ...], ...]


@exact()
def one_way(study: Study, stated: Iterable[Range] = (), *, method: str = METHOD_VERSION) -> tuple[Swing, ...]:
    """Move every assumption on its own to both ends of its range; the widest swing first.

    Ranges ``stated`` replace those of ``range_of``, which follows the rules of ``method``. Empty where there is no
    ratio to move. Raises BadFigureError for a stated range of an unknown row or stated twice.
    """
    baseline = baseline_of(study)
    if baseline.ratio is None:
        return ()
    ranges: dict[Assumption, Range] = {}
    for wanted in stated:
        if wanted.assumption in ranges:
            raise wanted.assumption.refuse("has two ranges")
        ranges[wanted.assumption] = wanted
    for assumption in assumptions_of(study):
        if assumption not in ranges:
            ranges[assumption] = range_of(baseline, assumption, method=method)
    swings = [swing for chosen in ranges.values() if (swing := _swing(baseline, chosen)) is not None]
    places = {outcome.key: place for place, outcome in enumerate(study.valued)}
    return tuple(sorted(swings, key=lambda swing: (-swing.width, swing.assumption.order(places))))


def _swing(baseline: Baseline, chosen: Range) -> Swing | None:
    at_low = baseline.ratio_with([Change(chosen.assumption, chosen.low)])
    at_high = baseline.ratio_with([Change(chosen.assumption, chosen.high)])
    if at_low is None or at_high is None:  # a stated range that lets the inputs fall to nought
        return None
    return Swing(chosen, baseline.value_of(chosen.assumption), at_low, at_high)


def likely_range(swings: Sequence[Swing]) -> LikelyRange | None:
    """The span of ratio to show beside the figure: from the least to the most of all one-way swings; ours.

    It answers "how far could any one assumption take it". Several wrong in the same direction go further; a
    simulation shows that. None without swings.
    """
    if not swings:
        return None
    return LikelyRange(min(swing.least for swing in swings), max(swing.most for swing in swings))


@exact()
def run_scenarios(study: Study, scenarios: Iterable[Scenario]) -> tuple[ScenarioOutcome, ...]:
    """Work each scenario out from the same study. Raises as ``Baseline.figures_with`` does."""
    baseline = baseline_of(study)
    outcomes = []
    for scenario in scenarios:
        total, inputs_total = baseline.figures_with(scenario.changes)
        outcomes.append(ScenarioOutcome(scenario, total, inputs_total, baseline.ratio_with(scenario.changes)))
    return tuple(outcomes)


@exact()
def two_way(
    study: Study, down: Assumption, down_values: Sequence[Decimal], across: Assumption, across_values: Sequence[Decimal]
) -> Grid:
    """Work out the ratio for every pair of values of two assumptions. Raises as ``Baseline.figures_with`` does."""
    baseline = baseline_of(study)
    rows = tuple(Change(down, value) for value in down_values)
    columns = tuple(Change(across, value) for value in across_values)
    return Grid(rows, columns, tuple(tuple(baseline.ratio_with([row, column]) for column in columns) for row in rows))


def most_telling(swings: Sequence[Swing], count: int = 10) -> tuple[Swing, ...]:
    """The swings worth drawing: the widest, none without width, and no row of a shared quantity on its own."""
    shared = {row for swing in swings if len(swing.assumption.rows) > 1 for row in swing.assumption.rows}

    def is_part(swing: Swing) -> bool:
        alone = len(swing.assumption.rows) == 1
        return alone and swing.assumption.field is Field.QUANTITY and swing.assumption.rows[0] in shared

    return tuple(swing for swing in swings if swing.width and not is_part(swing))[:count]
