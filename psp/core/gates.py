"""The registry of gate criteria: what must hold before a transition, contributed by whoever knows it.

A criterion has two faces. ``is_met`` returns a database expression, true where the criterion holds, so that a list of
partnerships learns what each is missing in one query. ``explain`` is asked only where it does not hold, and says in one
sentence what is missing, with a link to where it is mended and who owes it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing: a sentence, where to mend it, who owes it and by when."""

    sentence: str
    mend: str = ""
    owner: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that must hold before a transition.

    What law or procurement guidance asks for, and without which the transition cannot be carried out, is ``fixed``: nobody
    switches it off or does without it. What is ``silent`` goes without saying and is shown only where it is missing. What
    interested people can undo by facts they alone write ``only_warns`` once the transition is under way: it is never held back
    for that.
    """

    code: str
    transition: str
    title: Any
    is_met: Callable[[datetime], Any]
    explain: Callable[[Any, datetime], Gap]
    why: Any = ""
    waivable: bool = False
    position: int = 0
    fixed: bool = False
    silent: bool = False
    only_warns: bool = False

    def __post_init__(self) -> None:
        if self.fixed and self.waivable:
            raise ValueError(f"{self.code} is fixed and cannot be waived")

    def __reduce__(self) -> tuple[Any, ...]:
        """Let what a gate found be kept in a cache: the criterion is found again by its code."""
        return criterion_of, (self.code,)


@dataclass(frozen=True, slots=True)
class Finding:
    """A criterion set against one record."""

    criterion: Criterion
    is_met: bool
    title: str = ""
    waivable: bool = False
    gap: Gap | None = None
    waiver: Any = None

    @property
    def is_open(self) -> bool:
        """Neither met nor waived: this stops the transition."""
        return not self.is_met and self.waiver is None

    @property
    def holds_back(self) -> bool:
        """Open, and a reason to take a transition back that is already under way."""
        return self.is_open and not self.criterion.only_warns


_criteria: dict[str, Criterion] = {}


def register(criterion: Criterion) -> Criterion:
    """Add a criterion; its code must be new. Raises ValueError on a second one of the same code."""
    if criterion.code in _criteria:
        raise ValueError(f"Two gate criteria are called {criterion.code}")
    _criteria[criterion.code] = criterion
    return criterion


def criterion(
    code: str,
    *,
    before: str,
    title: Any,
    is_met: Callable[[datetime], Any],
    why: Any = "",
    waivable: bool = False,
    position: int = 0,
    fixed: bool = False,
    silent: bool = False,
    only_warns: bool = False,
) -> Callable[[Callable[[Any, datetime], Gap]], Callable[[Any, datetime], Gap]]:
    """Register the decorated function as the explanation of a criterion of the transition ``before``."""

    def decorate(explain: Callable[[Any, datetime], Gap]) -> Callable[[Any, datetime], Gap]:
        register(Criterion(code, before, title, is_met, explain, why, waivable, position, fixed, silent, only_warns))
        return explain

    return decorate


def for_transition(name: str) -> list[Criterion]:
    """List the criteria of a transition by position, then code."""
    return sorted((c for c in _criteria.values() if c.transition == name), key=lambda c: (c.position, c.code))


def criterion_of(code: str) -> Criterion:
    """Return the criterion of a code. Raises KeyError."""
    return _criteria[code]


def is_fixed(code: str) -> bool:
    """Whether a criterion of this code is in the registry and fixed."""
    return code in _criteria and _criteria[code].fixed


def every() -> list[Criterion]:
    """List all criteria by transition, position and code."""
    return sorted(_criteria.values(), key=lambda c: (c.transition, c.position, c.code))
