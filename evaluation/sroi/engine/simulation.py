"""Monte Carlo: what the ratio could be when every assumption varies at once within its stated range."""

import random
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from evaluation.sroi.engine.assumptions import Baseline, Change, Field, baseline_of
from evaluation.sroi.engine.figures import ONE, exact
from evaluation.sroi.engine.ranges import Range, Shape
from evaluation.sroi.engine.values import Outcome, Study

MOST_RUNS = 100_000
# How sure a figure is that is called sure: 19 times in 20.
SURE = Decimal("1.96")


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

    @exact()
    def percent_below(self, ratio: Decimal) -> Decimal:
        """How many of 100 ratios are lower than ``ratio``; those equal to it count half (mid-rank)."""
        lower, not_higher = bisect_left(self.ratios, ratio), bisect_right(self.ratios, ratio)
        return 100 * Decimal(lower + not_higher) / (2 * len(self.ratios))

    @exact()
    def standard_error(self, percent: int) -> Decimal:
        """The Monte Carlo standard error of a percentile: half the span of the ranks one standard deviation either way.

        The rank of a percentile among n draws is binomial, whatever the ratios are distributed like.
        """
        count, share = len(self.ratios), Decimal(percent) / 100
        rank, spread = count * share, (count * share * (1 - share)).sqrt()
        low = max(int((rank - spread).to_integral_value(ROUND_HALF_UP)), 1)
        high = min(int((rank + spread).to_integral_value(ROUND_HALF_UP)), count)
        return (self.ratios[high - 1] - self.ratios[low - 1]) / 2

    @exact()
    def draws_for(self, places: int, percent: int) -> int:
        """How many draws make a percentile sure to ``places`` decimals: 19 times in 20 it is off by half a unit at most."""
        half_a_unit = ONE.scaleb(-places) / 2
        times = (SURE * self.standard_error(percent) / half_a_unit) ** 2
        return int((len(self.ratios) * times).to_integral_value(ROUND_CEILING))

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

    The same study, ranges, seed and runs give the same ratios, in whatever order rows and ranges come and by whatever
    keys the rows go, so that a study that comes back from a file is simulated alike. Triangular ranges peak at today's
    value; durations are drawn as whole years. None when the study, or a draw, has no ratio.
    Raises ValueError for runs outside 1–100,000; BadFigureError for a triangular range that leaves today's value out,
    an unknown row, or one figure in two ranges.
    """
    if not 1 <= runs <= MOST_RUNS:
        raise ValueError(f"runs: {runs} is not between 1 and {MOST_RUNS:,}")
    baseline = baseline_of(study)
    places = _places(baseline)
    drawn = sorted(ranges, key=lambda chosen: chosen.assumption.order(places))
    modes = [_mode(baseline, chosen) for chosen in drawn]
    if baseline.ratio is None:
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


def _places(baseline: Baseline) -> dict[str, int]:
    """Number the rows by what they say and hold, never by their keys. Rows alike in all of it may swap places: no ratio changes."""

    def content(row: Outcome) -> tuple[object, ...]:
        figures = (row.quantity, row.proxy, row.duration_years, row.starts, row.price_year or 0)
        shares = (row.deadweight, row.displacement, row.attribution, row.drop_off)
        return (row.stakeholder, row.label, row.indicator, *figures, *shares)

    return {row.key: place for place, row in enumerate(sorted(baseline.study.valued, key=content))}


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
