"""What goes into scoring, and how it is refused."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum

TOP_SCORE = 4  # each question is scored 0 to 4 (guide)


class Method(StrEnum):
    """How a price becomes points; the formulas are in ``price``."""

    LOWEST_PRICE = "lowest_price"
    FIXED_BUDGET = "fixed_budget"
    DISTANCE_FROM_MEAN = "distance_from_mean"


class Standing(StrEnum):
    LIVE = "live"
    WITHDRAWN = "withdrawn"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Question:
    """A quality question: its weight in per cent of all quality, the least score a bid may have."""

    code: str
    weight: Decimal
    section: str = ""
    minimum: int = 0


@dataclass(frozen=True, slots=True)
class Setup:
    """What the tender documents announced; weights in per cent.

    ``budget`` in pounds, for a fixed budget: a price above it is not ranked.
    """

    questions: tuple[Question, ...]
    quality_weight: Decimal = Decimal(50)
    price_weight: Decimal = Decimal(50)
    method: Method = Method.LOWEST_PRICE
    budget: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Bid:
    """A bid by its code. ``price`` in pounds, None where it has not been opened."""

    code: str
    price: Decimal | None = None
    standing: Standing = Standing.LIVE
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ModeratedScore:
    """What the evaluators agreed for one question of one bid, and why."""

    bid: str
    question: str
    points: int
    rationale: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing missing or wrong, with what it is about.

    ``code`` names the sentence to show, ``params`` holds what else is put into it.
    """

    code: str
    bid: str = ""
    question: str = ""
    evaluator: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


class NotScorable(ValueError):
    """The figures cannot be scored; ``problems`` lists every reason."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.code for problem in self.problems))


def whole_score(typed: str) -> int:
    """Read a score from 0 to 4 as a person typed it.

    Half marks are refused, not rounded: evaluators decide between whole scores and say why.
    Raises NotScorable with ``score_not_a_number``, ``score_not_whole`` or ``score_off_scale``.
    """
    params = {"typed": typed, "top": TOP_SCORE}
    try:
        score = Decimal(typed.strip())
    except InvalidOperation:
        raise NotScorable([Problem("score_not_a_number", params=params)]) from None
    if not score.is_finite():
        raise NotScorable([Problem("score_not_a_number", params=params)])
    if not 0 <= score <= TOP_SCORE:
        raise NotScorable([Problem("score_off_scale", params=params)])
    if score != score.to_integral_value():
        raise NotScorable([Problem("score_not_whole", params=params)])
    return int(score)
