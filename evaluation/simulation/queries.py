"""What a study's simulation shows: the histogram, the range most results lie in, and where the study itself lies in it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from evaluation.sroi.engine.figures import exact
from evaluation.sroi.engine.ranges import ONE_SIDED_METHOD
from evaluation.sroi.engine.simulation import Bin
from evaluation.studies.models import Study
from evaluation.studies.queries import ratio_words
from psp.core.money import rounded
from psp.core.work import WorkState

# A study's own result lies in the middle of its simulation from here to as far from the other end.
MIDDLE = 40


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a simulation found. ``is_current`` tells whether the figures have not changed since.

    ``base`` is the study's own ratio and ``percent_below_base`` how many of 100 results are lower. ``standard_error`` is
    that of the ends of the range, and ``draws_needed`` as many draws as would make their two decimals sure; both are
    None for a simulation of before they were kept.
    """

    bins: tuple[Bin, ...]
    low: Decimal
    high: Decimal
    middle: Decimal
    percent_at_least_one: Decimal
    runs: int
    seed: int
    is_current: bool
    method_version: str
    base: Decimal | None
    percent_below_base: Decimal | None
    standard_error: Decimal | None
    draws_needed: int | None

    @property
    def runs_in_words(self) -> str:
        return f"{self.runs:,}"

    @property
    def base_in_words(self) -> str:
        """Say where the study's own result lies among the simulated ones; "" where it is not known or out of date."""
        if self.base is None or self.percent_below_base is None or not self.is_current:
            return ""
        share = self.percent_below_base
        if MIDDLE <= share <= 100 - MIDDLE:
            words = _("The study’s own {ratio} lies in the middle: {share} in 100 simulated results are lower.")
        elif share < MIDDLE:
            words = _("The study’s own {ratio} lies low: only {share} in 100 simulated results are lower.")
        else:
            words = _("The study’s own {ratio} lies high: {share} in 100 simulated results are lower.")
        return words.format(ratio=ratio_words(self.base), share=rounded(share, 0))

    @property
    def precision_in_words(self) -> str:
        """Say how sure the ends of the range are, and how many draws their two decimals need."""
        if self.standard_error is None or self.draws_needed is None:
            return ""
        if self.draws_needed <= self.runs:
            return _("Both decimals of the range are sure with {runs} draws.").format(runs=self.runs_in_words)
        words = _(
            "With {runs} draws the ends of the range are sure to about {error} (19 times in 20). "
            "Two reliable decimals need about {draws} draws."
        )
        error = max(rounded(2 * self.standard_error, 2), Decimal("0.01"))
        return words.format(
            runs=self.runs_in_words, error=ratio_words(error), draws=f"{_two_digits(self.draws_needed):,}"
        )

    @property
    def is_one_sided(self) -> bool:
        """Whether its automatic ranges could lean to one side, as they did by the first method."""
        return self.method_version == ONE_SIDED_METHOD


def _two_digits(number: int) -> int:
    """Round a count to the two digits that mean something: 112,805 is about 110,000."""
    size = 10 ** max(len(str(number)) - 2, 0)
    return round(number / size) * size


def simulated(study: Study) -> Simulated | None:
    """Read what the study's simulation found last; None where there is none yet, or nothing to simulate."""
    kept = getattr(study, "simulation", None)
    found: dict[str, Any] = kept.found if kept is not None else {}
    if kept is None or not found.get("bins"):
        return None
    bins = tuple(Bin(Decimal(low), Decimal(high), count) for low, high, count in found["bins"])
    base, below, error = study.figure("ratio"), found.get("percent_below_base"), found.get("standard_error")
    return Simulated(
        bins=bins,
        low=Decimal(found["low"]),
        high=Decimal(found["high"]),
        middle=Decimal(found["middle"]),
        percent_at_least_one=Decimal(found["percent_at_least_one"]),
        runs=found["runs"],
        seed=found["seed"],
        is_current=kept.is_of(study),
        method_version=found.get("method_version", ONE_SIDED_METHOD),
        base=base,
        percent_below_base=Decimal(below) if below is not None else _percent_below(bins, base),
        standard_error=None if error is None else Decimal(error),
        draws_needed=found.get("draws_needed"),
    )


@exact()
def _percent_below(bins: tuple[Bin, ...], base: Decimal | None) -> Decimal | None:
    """Read about where a ratio lies off the bars of a simulation that did not keep it."""
    if base is None:
        return None
    below = Decimal(0)
    for bar in bins:
        if bar.high <= base:
            below += bar.count
        elif bar.low < base:
            below += bar.count * (base - bar.low) / (bar.high - bar.low)
    return 100 * below / sum(bar.count for bar in bins)


def why_not_made(study: Study) -> str:
    """Say why there is no simulation of the figures as they stand, and what to do; "" where there is one or one to come."""
    kept = getattr(study, "simulation", None)
    return kept.error if kept is not None and kept.state == WorkState.FAILED else ""


def is_being_made(study: Study) -> bool:
    """Tell whether a simulation of the figures as they stand is still to come."""
    kept = getattr(study, "simulation", None)
    return kept is not None and not kept.is_of(study) and kept.state in {"queued", "running"}
