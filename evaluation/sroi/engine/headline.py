"""What a study comes to at a glance: the ratio, how far one assumption could take it, and where it would break even."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from evaluation.sroi.engine.assumptions import Assumption, Field
from evaluation.sroi.engine.break_even import BreakEven, break_evens
from evaluation.sroi.engine.compute import compute
from evaluation.sroi.engine.result import Result
from evaluation.sroi.engine.sensitivity import LikelyRange, Swing, likely_range, most_telling, one_way
from evaluation.sroi.engine.values import Study

# Fields whose break-even people can picture: "3.5 admissions of 7". Inputs and the rate say little about the service.
TELLING = (Field.QUANTITY, Field.PROXY, Field.DEADWEIGHT, Field.DISPLACEMENT, Field.ATTRIBUTION)


@dataclass(frozen=True, slots=True)
class Headline:
    """The result with its swings, widest first; ``likely`` and ``break_even`` are None where there is no ratio."""

    result: Result
    swings: tuple[Swing, ...]
    likely: LikelyRange | None
    break_even: BreakEven | None

    @property
    def ratio(self) -> Decimal | None:
        return self.result.ratio


def headline_of(study: Study) -> Headline:
    """Compute a study with what is shown beside its ratio. Raises as ``compute`` does."""
    result = compute(study)
    swings = one_way(study)
    return Headline(result, swings, likely_range(swings), telling_break_even(study, swings))


def telling_break_even(study: Study, swings: Sequence[Swing]) -> BreakEven | None:
    """Find the break-even of the assumption that moves the ratio most and, moved alone, can bring it to 1; ours.

    Looks at the ten widest swings in the fields of ``TELLING``, and where none of them breaks even at the inputs: with
    any value to speak of there is a sum that would use it up. None where there is no value or no ratio.
    """
    for swing in most_telling(swings):
        if swing.assumption.field in TELLING:
            (found,) = break_evens(study, [swing.assumption])
            if found.breaks_even_at is not None:
                return found
    (inputs,) = break_evens(study, [Assumption(Field.INPUTS)])
    return None if inputs.breaks_even_at is None else inputs
