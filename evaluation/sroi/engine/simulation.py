"""Monte Carlo: what the ratio could be when every assumption varies at once within its stated range."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from evaluation.sroi.engine.assumptions import Baseline, Change, Field, baseline_of
from evaluation.sroi.engine.figures import ONE, exact
from evaluation.sroi.engine.ranges import Range, Shape
from evaluation.sroi.engine.values import Study

MOST_RUNS = 100_000


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar of a histogram: how many ratios are at least ``low`` and below ``high`` (the last bar includes it)."""

    low: Decimal
    high: Decimal
    count: int


@dataclass(frozen=True, slots=True)
class Simulation:
    """Every ratio of a simulation, smallest first, with the seed that gives the same ones again."""

    seed: int
    ratios: tuple[Decimal, ...]

    @property
    @exact()
    def mean(self) -> Decimal:
        return sum(self.ratios, Decimal(0)) / len(self.ratios)

    @exact()
    def percentile(self, percent: int) -> Decimal:
        """The smallest ratio that ``percent`` of all ratios do not exceed (nearest rank); 50 is the median.

        Raises ValueError outside 0–100.
        """
        if not 0 <= percent <= 100:
            raise ValueError(f"a percentile is between 0 and 100, not {percent}")
        rank = int((Decimal(percent) * len(self.ratios) / 100).to_integral_value(ROUND_CEILING))
        return self.ratios[max(rank, 1) - 1]

    @property
    @exact()
    def percent_at_least_one(self) -> Decimal:
        """How often, in percent, the value created at least equals what was put in."""
        return 100 * Decimal(sum(ratio >= ONE for ratio in self.ratios)) / len(self.ratios)

    @exact()
    def bins(self, count: int = 20) -> tuple[Bin, ...]:
        """Part the ratios into ``count`` bars of equal width; a single bar when all ratios are equal."""
        low, high = self.ratios[0], self.ratios[-1]
        if low == high:
            return (Bin(low, high, len(self.ratios)),)
        width = (high - low) / count
        counts = [0] * count
        for ratio in self.ratios:
            counts[min(int((ratio - low) / width), count - 1)] += 1
        edges = [low + width * place for place in range(count)] + [high]
        return tuple(Bin(edges[place], edges[place + 1], counts[place]) for place in range(count))


@exact()
def simulate(study: Study, ranges: Iterable[Range], *, seed: int, runs: int = 5000) -> Simulation | None:
    """Draw every ranged assumption ``runs`` times, independently of one another, and collect the ratios.

    The same study, ranges, seed and runs give the same ratios, in whatever order rows and ranges come. Triangular
    ranges peak at today's value; durations are drawn as whole years. None when the study, or a draw, has no inputs.
    Raises ValueError for runs outside 1–100,000; BadFigureError for a triangular range that leaves today's value out,
    an unknown row, or one figure in two ranges.
    """
    if not 1 <= runs <= MOST_RUNS:
        raise ValueError(f"runs: {runs} is not between 1 and {MOST_RUNS:,}")
    baseline = baseline_of(study)
    drawn = sorted(ranges, key=lambda chosen: chosen.assumption.order)
    modes = [_mode(baseline, chosen) for chosen in drawn]
    if not baseline.inputs_total:
        return None
    source = random.Random(seed)  # noqa: S311 - reproducible on purpose, nothing secret depends on it
    ratios = []
    for _ in range(runs):
        changes = [_draw(source, chosen, mode) for chosen, mode in zip(drawn, modes, strict=True)]
        ratio = baseline.ratio_with(changes)
        if ratio is None:
            return None
        ratios.append(ratio)
    return Simulation(seed, tuple(sorted(ratios)))


def _mode(baseline: Baseline, chosen: Range) -> float:
    value = baseline.value_of(chosen.assumption)
    if chosen.shape is Shape.TRIANGULAR and not chosen.low <= value <= chosen.high:
        raise chosen.assumption.refuse(f"the range {chosen.low} to {chosen.high} leaves out today's value {value}")
    return float(value)


def _draw(source: random.Random, chosen: Range, mode: float) -> Change:
    low, high = float(chosen.low), float(chosen.high)
    if chosen.assumption.field is Field.DURATION and chosen.shape is Shape.UNIFORM:
        return Change(chosen.assumption, Decimal(source.randint(int(chosen.low), int(chosen.high))))
    is_peaked = chosen.shape is Shape.TRIANGULAR
    value = Decimal(repr(source.triangular(low, high, mode) if is_peaked else source.uniform(low, high)))
    if chosen.assumption.field is Field.DURATION:
        value = value.to_integral_value(ROUND_HALF_UP)
    return Change(chosen.assumption, min(max(value, chosen.low), chosen.high))
